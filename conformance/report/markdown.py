"""``summary.md``: the run on one page, for a pull request or a CI job's summary."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.report.baseline.words import told
from conformance.report.causes import Problem, problems
from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.report.words import (
    OPEN,
    block,
    count,
    excuse,
    found,
    headline,
    law,
    law_url,
    left_behind,
    sentences,
    with_verdict,
)
from conformance.requirements.verdicts import Level, Verdict

_MEANING = re.compile(r"([\\`*_{}\[\]<>#|~!&@$]|:(?=//)|(?<=www)\.)")
_VALUE_LIMIT = 400
_VALUES = ("Expected", "Actual")

PROBLEMS_SHOWN = 10
"""Problems that are told in full; a line each is for the others."""

SIZE_LIMIT = 60_000
"""Characters of the page: GitHub takes about 65,000 in a comment."""


def markdown(report: Report) -> str:
    """Return the report as GitHub-flavoured Markdown, without any markup of the server's."""
    page = ""
    for part in (_head, _counts, _baseline, _to_mend, _rest):
        for piece in part(report):
            if len(page) + len(piece) > SIZE_LIMIT:
                return f"{page}\nThe rest is in report.html: a comment takes no more.\n"
            page += piece
    return page


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
    yield f"# {headline(report)}\n\n{escape(sentences(report))}\n\n"
    yield f"- Target: {code(report['target']['base_url'])}\n"
    yield f"- Settings: {settings}\n"
    if report["contract"]:
        yield f"- Contract: {code(report['contract'])}\n"
    yield f"- {suite['name']} {escape(suite['version'])}, catalogue {escape(suite['catalogue'])}\n"
    yield (
        f"- {report['started']}, {report['duration_s']:.1f} s, {report['requests']} requests, "
        f"{report['operations']} Bulk operations\n"
    )
    for line in left_behind(report):
        yield f"- Left behind: {code(line)}\n"


def _counts(report: Report) -> Iterator[str]:
    """Yield a table of verdicts by level; rows and columns with nothing in them are left out."""
    cells = [(entry["verdict"], entry["level"]) for entry in report["requirements"]]
    levels = [level for level in Level if any(level == found for _, found in cells)]
    yield f"\n| | {' | '.join([*levels, 'all'])} |\n"
    yield "|---|" + "---:|" * (len(levels) + 1) + "\n"
    for verdict, total in report["summary"].items():
        if total:
            row = [str(cells.count((verdict, level)) or "") for level in levels]
            yield f"| {verdict} | {' | '.join([*row, str(total)])} |\n"


def _baseline(report: Report) -> Iterator[str]:
    yield from _list("Baseline", [escape(line) for line in told(report)])


def _to_mend(report: Report) -> Iterator[str]:
    """Yield what fails by cause, then a line for each cause that warns; what a baseline knows is no news."""
    new = [entry for entry in report["requirements"] if not excuse(entry)]
    causes = problems({**report, "requirements": new})
    failed = [problem for problem in causes if problem.verdict is Verdict.FAIL]
    if failed:
        yield f"\n## To mend: {count(len(failed), 'problem')}\n"
    for problem in failed[:PROBLEMS_SHOWN]:
        yield _problem(problem)
    yield from _list("More to mend", [_line(problem) for problem in failed[PROBLEMS_SHOWN:]])
    yield from _list("Warned", [_line(problem) for problem in causes if problem.verdict is Verdict.WARN])


def _problem(problem: Problem) -> str:
    """Return the block of what tells most about a problem, and what else it breaks."""
    lead = problem.lead
    lines = [f"\n### {escape(lead['id'])} {escape(lead['title'])}\n"]
    command = ""
    for label, text in block(lead):
        if label == "Send again":
            command = f"\n<details><summary>{label}</summary>\n\n{_shell(text)}\n\n</details>\n"
        elif label == "Law":
            lines.append(f"- {_law(lead)}")
        else:
            lines.append(f"- {label}: {code(text) if label in _VALUES else escape(text)}")
    lines += [f"- Breaks too: **{escape(each['id'])}** {escape(each['title'])}" for each in problem.others]
    return "\n".join(lines) + "\n" + command


def _shell(command: str) -> str:
    fence = _fence(command, 3)
    return f"{fence}sh\n{one_line(command)}\n{fence}"


def _rest(report: Report) -> Iterator[str]:
    """Yield what a baseline knows, and what stayed open, many requirements of one reason together."""
    known = [entry for entry in report["requirements"] if excuse(entry)]
    yield from _list("Known by the baseline", [f"{_name(entry)}: {escape(excuse(entry))}" for entry in known])
    alike: dict[str, list[dict[str, Any]]] = {}
    for entry in with_verdict(report, *OPEN):
        alike.setdefault(found(entry), []).append(entry)
    yield from _list("Open", [_folded(entries, reason) for reason, entries in alike.items()])


def _folded(entries: list[dict[str, Any]], reason: str) -> str:
    if len(entries) == 1:
        return f"{_name(entries[0])}: {escape(reason)}"
    ids = ", ".join(escape(entry["id"]) for entry in entries)
    return f"{count(len(entries), 'requirement')}: {escape(reason)} ({ids})"


def _line(problem: Problem) -> str:
    others = "".join(f", {escape(each['id'])}" for each in problem.others)
    return f"{_name(problem.lead)}: {escape(found(problem.lead))}" + (
        f" Breaks too: {others[2:]}." if others else ""
    )


def _name(requirement: dict[str, Any]) -> str:
    return f"**{escape(requirement['id'])}** {escape(requirement['title'])} ({_law(requirement)})"


def _law(requirement: dict[str, Any]) -> str:
    """Return where the requirement stands, as a link where an RFC is its place."""
    url = law_url(requirement)
    place = escape(law(requirement))
    return f"[{place}]({url})" if url else place


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"\n## {title}\n\n"
    yield from (f"- {line}\n" for line in lines)
