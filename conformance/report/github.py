"""Annotations of a run in the log of a GitHub workflow.

GitHub reads every log line that begins with ``::`` as a command, with or without white space before it. So
all text from a server is escaped here. Elsewhere it is printed only while workflow commands are switched off
(`conformance.cli.github`).
"""

from collections.abc import Iterator

from conformance.report.baseline.gate import STALE, with_state
from conformance.report.baseline.words import summary_lines
from conformance.report.causes import Problem
from conformance.report.document import Report
from conformance.report.text import one_line
from conformance.report.triage import triage
from conformance.report.words import CURL, LONG_CURL, details, headline, sentences
from conformance.requirements.verdicts import RunVerdict

SHOWN = 10
"""Annotations of one kind that GitHub shows for a step."""

_VALUE_LIMIT = 300
_RUN_KINDS = {RunVerdict.VOID: "error", RunVerdict.PARTIAL: "warning"}
_LEFT_OUT = (CURL, LONG_CURL)
_ESCAPES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_TITLES = ((":", "%3A"), (",", "%2C"))


def annotations(report: Report) -> Iterator[str]:
    """Yield a workflow command for each problem that is not in the baseline, the most severe first.

    A problem to fix is an error, a problem to review is a warning. A void run and a stale baseline are
    errors, a partial run is a warning.
    """
    if kind := _RUN_KINDS.get(RunVerdict(report["verdict"])):
        yield command(kind, headline(report), one_line(sentences(report)))
    if with_state(report, *STALE):
        yield command("error", "The baseline is stale", "\n".join(summary_lines(report)))
    found = triage(report)
    for kind, problems in (("error", found.to_fix), ("warning", found.to_review)):
        for problem in problems[:SHOWN]:
            title = one_line(problem.finding["message"], _VALUE_LIMIT)
            yield command(kind, title, "\n".join(_lines(report, problem)))


def command(kind: str, title: str, message: str) -> str:
    """Return a workflow command that adds an annotation to the run.

    Args:
        kind: ``error``, ``warning`` or ``notice``.
        title: One line.
        message: The text below the title; it may have several lines.
    """
    return f"::{kind} title={_escaped(title, *_ESCAPES, *_IN_TITLES)}::{_escaped(message, *_ESCAPES)}"


def _lines(report: Report, problem: Problem) -> Iterator[str]:
    for label, text in details(report, problem.lead, problem.finding):
        if label not in _LEFT_OUT:
            yield f"{label}: {one_line(text, _VALUE_LIMIT)}"
    if problem.others:
        yield f"Also affects: {', '.join(one_line(each['id']) for each in problem.others)}"
    yield f"How to fix it: scim-conformance explain {one_line(problem.lead['id'])}"


def _escaped(text: str, *escapes: tuple[str, str]) -> str:
    for character, code in escapes:
        text = text.replace(character, code)
    return text
