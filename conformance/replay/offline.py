"""A report judged again by this version of the suite, without a server."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.check.registry import CHECKS, EVERY_EXCHANGE
from conformance.replay.recorded import NotRecorded, Recorded, recorded
from conformance.report.model import Report
from conformance.requirements.catalogue import Catalogue, Requirement
from conformance.requirements.finding import Finding
from conformance.requirements.judgement import run_verdict
from conformance.requirements.verdicts import RunVerdict, Verdict, combine

_SEEN = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)


@dataclass(frozen=True)
class Change:
    """A requirement that is judged otherwise now.

    Attributes:
        requirement: Its id.
        was: Its verdict in the report; None where the report does not mention it.
        now: Its verdict now; None where this version does not know it.
        why: What was found, or why not.
    """

    requirement: str
    was: Verdict | None
    now: Verdict | None
    why: str


@dataclass(frozen=True)
class Rejudged:
    """What a report comes to now.

    Attributes:
        was: The run's verdict in the report.
        now: The run's verdict now.
        changes: The requirements that are judged otherwise.
        again: How many findings rest on exchanges that were judged again.
        kept: How many findings stand as they were written, since a report does not have what they rest on.
    """

    was: RunVerdict
    now: RunVerdict
    changes: tuple[Change, ...]
    again: int
    kept: int


def rejudge(report: Report, law: Catalogue) -> Rejudged:
    """Judge a report again.

    What rests on answers alone is judged from the recorded exchanges; all else stands as it was found. The
    verdicts of requirements and of the run are made anew from both.
    """
    found = recorded(report)
    judged: list[tuple[Requirement, Verdict]] = []
    changes: list[Change] = []
    again = kept = 0
    for entry in report["requirements"]:
        was = Verdict(entry["verdict"])
        if entry["id"] not in law:
            changes.append(Change(entry["id"], was, None, "this version has no such requirement"))
            continue
        requirement = law[entry["id"]]
        verdicts, reasons = [], {was: entry["reason"]}
        for finding in entry["findings"]:
            new = _again(finding, requirement, found)
            again, kept = again + bool(new), kept + (new is None)
            # What was seen in an exchange that was not kept whole stands beside what is seen in the others.
            partly = new is None or not found.whole.issuperset(finding["exchanges"])
            verdicts.append(
                combine([*([Verdict(finding["verdict"])] * partly), *([new.verdict] if new else [])])
            )
            reasons.setdefault(verdicts[-1], new.message if new else finding["message"])
        now = combine(verdicts) if verdicts else was
        judged.append((requirement, now))
        if now is not was:
            changes.append(Change(requirement.id, was, now, reasons[now]))
    changes += _new(report, law)
    selected = (pair for pair in judged if pair[1] is not Verdict.DESELECTED)
    verdict = run_verdict(selected, problem=report["problem"], interrupted=report["interrupted"])
    return Rejudged(RunVerdict(report["verdict"]), verdict, tuple(changes), again, kept)


def _again(finding: Report, requirement: Requirement, found: Recorded) -> Finding | None:
    """Return a new finding of the same check; None where a report does not have what it rests on."""
    check = CHECKS.get((requirement.id, finding["check"]))
    promised = finding["verdict"] == Verdict.WAIVED  # only a run knows what a profile promises
    if check is None or not check.watches_all or promised:
        return None
    try:
        new = check.find(found.traces, requirement, EVERY_EXCHANGE)
    except NotRecorded:
        return None
    return new if new.verdict in _SEEN else None


def _new(report: Report, law: Catalogue) -> Iterator[Change]:
    mentioned = {entry["id"] for entry in report["requirements"]}
    for requirement in law:
        if requirement.id not in mentioned:
            yield Change(requirement.id, None, Verdict.UNTESTED, "the report knows nothing of it; test anew")
