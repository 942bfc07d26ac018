"""``summary.md``: the run on one page, for a pull request or a CI job's summary."""

import re
from collections.abc import Iterator
from typing import Any

from conformance.law.verdicts import Level, Verdict
from conformance.report.baseline.words import told
from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.report.words import OPEN, block, found, headline, law, sentences, with_verdict

_MEANING = re.compile(r"([\\`*_{}\[\]<>#|~!&@$]|:(?=//)|(?<=www)\.)")
_VALUE_LIMIT = 400


def markdown(report: Report) -> str:
    """Return the report as GitHub-flavoured Markdown, without any markup of the server's."""
    parts = (_head, _counts, _baseline, _failed, _warned, _open)
    return "\n".join(line for part in parts for line in part(report))


def escape(text: str, limit: int = _VALUE_LIMIT) -> str:
    """Return the text as one line without a meaning in Markdown or HTML."""
    return _MEANING.sub(r"\\\1", one_line(text, limit))


def code(text: str) -> str:
    """Return the text as one code span, whatever back-ticks and pipes it has."""
    line = one_line(text, _VALUE_LIMIT)
    fence = _fence(line, 1)
    pad = " " if line.strip() and (line[0] in "` " or line[-1] in "` ") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _fence(text: str, least: int) -> str:
    """Return a run of back-ticks that the text cannot close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(longest + 1, least)


def _head(report: Report) -> Iterator[str]:
    suite = report["suite"]
    settings = ", ".join(f"{name} {code(str(report[name]))}" for name in ("profile", "effort", "seed"))
    yield f"# {headline(report)}"
    yield ""
    yield escape(sentences(report))
    yield ""
    yield f"- Target: {code(report['target']['base_url'])}"
    yield f"- Settings: {settings}"
    if report["contract"]:
        yield f"- Contract: {code(report['contract'])}"
    yield f"- {suite['name']} {escape(suite['version'])}, catalogue {escape(suite['catalogue'])}"
    yield (
        f"- {report['started']}, {report['duration_s']:.1f} s, {report['requests']} requests, "
        f"{report['operations']} Bulk operations"
    )
    for url in report["leftovers"]:
        yield f"- Left behind: {code(url)}"
    yield ""


def _counts(report: Report) -> Iterator[str]:
    """Yield a table of verdicts by level; rows and columns with nothing in them are left out."""
    cells = [(entry["verdict"], entry["level"]) for entry in report["requirements"]]
    levels = [level for level in Level if any(level == found for _, found in cells)]
    yield f"| | {' | '.join([*levels, 'all'])} |"
    yield "|---|" + "---:|" * (len(levels) + 1)
    for verdict, total in report["summary"].items():
        if total:
            row = [str(cells.count((verdict, level)) or "") for level in levels]
            yield f"| {verdict} | {' | '.join([*row, str(total)])} |"
    yield ""


def _baseline(report: Report) -> Iterator[str]:
    said = told(report)
    if said:
        yield "## Baseline"
        yield ""
        yield from (f"- {escape(line)}" for line in said)
        yield ""


def _failed(report: Report) -> Iterator[str]:
    failed = with_verdict(report, Verdict.FAIL)
    if failed:
        yield "## Failed"
        yield ""
    for requirement in failed:
        yield f"### {requirement['id']} {escape(requirement['title'])}"
        yield ""
        for label, text in block(requirement):
            if label == "Send again":
                fence = _fence(text, 3)
                yield from ("", f"{fence}sh", one_line(text), fence)
            else:
                yield f"- {label}: {code(text) if label in ('Expected', 'Actual') else escape(text)}"
        yield ""


def _warned(report: Report) -> Iterator[str]:
    yield from _list("Warned", with_verdict(report, Verdict.WARN))


def _open(report: Report) -> Iterator[str]:
    yield from _list("Open", with_verdict(report, *OPEN))


def _list(title: str, requirements: list[dict[str, Any]]) -> Iterator[str]:
    """Yield one line for each requirement."""
    if requirements:
        yield f"## {title}"
        yield ""
    for requirement in requirements:
        name = f"**{requirement['id']}** {escape(requirement['title'])} ({law(requirement)})"
        yield f"- {name}: {escape(found(requirement))}"
    if requirements:
        yield ""
