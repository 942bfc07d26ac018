"""``summary.md``: the results of a run on one page, for a pull request or the summary of a CI job."""

import re
from collections.abc import Iterator, Sequence

from conformance.report.baseline.words import summary_lines
from conformance.report.causes import Problem
from conformance.report.document import Report, RequirementEntry
from conformance.report.target import target_name
from conformance.report.text import one_line
from conformance.report.triage import triage
from conformance.report.words import (
    CURL,
    OPEN,
    citation,
    count,
    details,
    headline,
    known_reason,
    leftover_lines,
    reason,
    section_url,
    sentences,
    with_verdict,
)
from conformance.requirements.verdicts import Level

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&@$]|:(?=//)|(?<=www)\.)")
_VALUE_LIMIT = 400
_VALUES = ("Expected", "Actual")

PROBLEMS_SHOWN = 10
"""Problems that are shown in full; the others get one line each."""

SIZE_LIMIT = 60_000
"""Most characters of the page: GitHub accepts about 65,000 in a comment."""


def markdown(report: Report) -> str:
    """Return the report as GitHub-flavoured Markdown; markup from the server is escaped."""
    page = ""
    for part in (_head, _counts, _baseline, _problems, _rest):
        for piece in part(report):
            if len(page) + len(piece) > SIZE_LIMIT:
                return f"{page}\nThis page is cut to fit into a comment. Read report.html for the rest.\n"
            page += piece
    return page


def escape(text: str, limit: int = _VALUE_LIMIT) -> str:
    """Return the text as one line in which nothing is Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", one_line(text, limit))


def code(text: str) -> str:
    """Return the text as one code span; it may contain back-ticks and pipes."""
    line = one_line(text, _VALUE_LIMIT)
    fence = _fence(line, 1)
    pad = " " if line.strip() and (line[0] in "` " or line[-1] in "` ") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _fence(text: str, least: int) -> str:
    """Return a row of back-ticks that does not occur in the text."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(longest + 1, least)


def _head(report: Report) -> Iterator[str]:
    suite = report["suite"]
    settings = ", ".join(f"{name} {code(str(report[name]))}" for name in ("profile", "effort", "seed"))
    yield f"# {escape(headline(report))}\n\n{escape(sentences(report))}\n\n"
    yield f"- Target: {code(target_name(report))}\n"
    yield f"- Settings: {settings}\n"
    if report["contract"]:
        yield f"- Contract: {code(report['contract'])}\n"
    yield f"- {suite['name']} {escape(suite['version'])}, catalogue {escape(suite['catalogue'])}\n"
    yield (
        f"- {report['started']}, {report['duration_s']:.1f} s, {report['requests']} requests, "
        f"{report['operations']} Bulk operations\n"
    )
    for line in leftover_lines(report):
        yield f"- Not deleted: {code(line)}\n"


def _counts(report: Report) -> Iterator[str]:
    """Yield a table of verdicts by level, without empty rows and columns."""
    cells = [(entry["verdict"], entry["level"]) for entry in report["requirements"]]
    levels = [level for level in Level if any(level == each for _, each in cells)]
    yield f"\n| | {' | '.join([*levels, 'all'])} |\n"
    yield "|---|" + "---:|" * (len(levels) + 1) + "\n"
    for verdict, total in report["summary"].items():
        if total:
            row = [str(cells.count((verdict, level)) or "") for level in levels]
            yield f"| {verdict} | {' | '.join([*row, str(total)])} |\n"


def _baseline(report: Report) -> Iterator[str]:
    yield from _list("Baseline", [escape(line) for line in summary_lines(report)])


def _problems(report: Report) -> Iterator[str]:
    """Yield the problems to fix, then one line for each problem to review; known failures are left out."""
    found = triage(report)
    if found.to_fix:
        yield f"\n## {found.fix_title}\n"
    for problem in found.to_fix[:PROBLEMS_SHOWN]:
        yield _problem(report, problem)
    yield from _list("Further problems to fix", [_line(each) for each in found.to_fix[PROBLEMS_SHOWN:]])
    yield from _list(found.review_title, [_line(each) for each in found.to_review])


def _problem(report: Report, problem: Problem) -> str:
    """Return one problem: its message, its rule, the details and the other requirements that it affects."""
    lines = [f"\n### {escape(problem.finding['message'])}\n"]
    command = ""
    for label, text in details(report, problem.lead, problem.finding):
        if label == CURL:
            command = f"\n<details><summary>{label}</summary>\n\n{_shell(text)}\n\n</details>\n"
        elif label == "Rule":
            lines.append(f"- {label}: {_name(problem.lead)}")
        else:
            lines.append(f"- {label}: {code(text) if label in _VALUES else escape(text)}")
    lines += [f"- Also affects: **{escape(each['id'])}** {escape(each['title'])}" for each in problem.others]
    return "\n".join(lines) + "\n" + command


def _shell(command: str) -> str:
    fence = _fence(command, 3)
    return f"{fence}sh\n{one_line(command)}\n{fence}"


def _rest(report: Report) -> Iterator[str]:
    """Yield the known failures, and the requirements without a result by reason."""
    known = [f"{_name(entry)}: {escape(known_reason(entry))}" for entry in triage(report).known]
    yield from _list("Known failures (baseline)", known)
    by_reason: dict[str, list[RequirementEntry]] = {}
    for entry in with_verdict(report, *OPEN):
        by_reason.setdefault(reason(report, entry), []).append(entry)
    folded = [_folded(entries, why) for why, entries in by_reason.items()]
    yield from _list("No result (inconclusive or blocked)", folded)


def _folded(entries: list[RequirementEntry], why: str) -> str:
    if len(entries) == 1:
        return f"{_name(entries[0])}: {escape(why)}"
    ids = ", ".join(escape(entry["id"]) for entry in entries)
    return f"{count(len(entries), 'requirement')}: {escape(why)} ({ids})"


def _line(problem: Problem) -> str:
    line = f"{escape(problem.finding['message'])}: {_name(problem.lead)}"
    others = ", ".join(escape(each["id"]) for each in problem.others)
    return f"{line}. Also affects {others}." if others else line


def _name(requirement: RequirementEntry) -> str:
    return f"**{escape(requirement['id'])}** {escape(requirement['title'])} ({_citation(requirement)})"


def _citation(requirement: RequirementEntry) -> str:
    """Return section and level, linked to the RFC."""
    url = section_url(requirement)
    text = escape(citation(requirement))
    return f"[{text}]({url})" if url else text


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"\n## {title}\n\n"
    yield from (f"- {line}\n" for line in lines)
