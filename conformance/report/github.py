"""Annotations of a run in the log of a GitHub workflow.

GitHub takes each line of a log that begins with ``::`` for a command, white space before it or not. So what a
server had a hand in is escaped here, and printed elsewhere only while commands are not listened to
(`conformance.commands.github`).
"""

from collections.abc import Iterator

from conformance.report.baseline.gate import STALE, with_state
from conformance.report.baseline.words import told
from conformance.report.causes import Problem, problems
from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.report.words import block, excuse, headline, sentences
from conformance.requirements.verdicts import RunVerdict, Verdict

SHOWN = 10
"""Annotations of one kind that GitHub shows of a step."""

_VALUE_LIMIT = 300
_RUN_KINDS = {RunVerdict.VOID: "error", RunVerdict.PARTIAL: "warning"}
_LEFT_OUT = ("Send again", "Command")
_ESCAPES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_TITLES = ((":", "%3A"), (",", "%2C"))


def annotations(report: Report) -> Iterator[str]:
    """Yield a workflow command for each problem that the baseline does not know, the gravest first.

    A failure is an error, anything else a warning; so are a run that says nothing about the server, one that
    says too little, and a baseline that is stale.
    """
    if kind := _RUN_KINDS.get(RunVerdict(report["verdict"])):
        yield command(kind, headline(report), one_line(sentences(report)))
    if with_state(report, *STALE):
        yield command("error", "The baseline is stale", "\n".join(told(report)))
    news = [entry for entry in report["requirements"] if not excuse(entry)]
    causes = problems({**report, "requirements": news})
    for kind, failed in (("error", True), ("warning", False)):
        alike = [each for each in causes if (each.verdict is Verdict.FAIL) == failed]
        for problem in alike[:SHOWN]:
            title = f"{problem.lead['id']} {problem.lead['title']}"
            yield command(kind, one_line(title), "\n".join(_lines(problem)))


def command(kind: str, title: str, message: str) -> str:
    """Return a workflow command that annotates the run.

    Args:
        kind: ``error``, ``warning`` or ``notice``.
        title: One line.
        message: What is shown below it, in lines.
    """
    return f"::{kind} title={_escaped(title, *_ESCAPES, *_IN_TITLES)}::{_escaped(message, *_ESCAPES)}"


def _lines(problem: Problem) -> Iterator[str]:
    for label, text in block(problem.lead):
        if label not in _LEFT_OUT:
            yield f"{label}: {one_line(text, _VALUE_LIMIT)}"
    if problem.others:
        yield f"With it: {', '.join(one_line(each['id']) for each in problem.others)}"
    yield f"How to mend it: scim-conformance explain {one_line(problem.lead['id'])}"


def _escaped(text: str, *escapes: tuple[str, str]) -> str:
    for character, code in escapes:
        text = text.replace(character, code)
    return text
