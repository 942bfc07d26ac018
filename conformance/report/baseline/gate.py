"""What a baseline makes of a report: which failures are known, and which entries are stale."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from conformance.report.baseline.model import EFFORTS, Baseline, Known
from conformance.report.model import Report
from conformance.requirements.verdicts import Level, Verdict, combine

_OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED, Verdict.DESELECTED, Verdict.UNTESTED)
_GENERATED = "generated-"
"""What names of scenarios begin with whose jobs depend on the seed."""


class State(StrEnum):
    """What became of an entry in a run."""

    KNOWN = "known"
    PASSES = "passes"
    EXPIRED = "expired"
    UNSEEN = "unseen"


STALE = (State.PASSES, State.EXPIRED)
"""States of entries that somebody has to look at."""


def applied(baseline: Baseline, report: Report, today: date) -> Report:
    """Return the report with its known failures marked, and with what became of each entry."""
    requirements = [
        entry | {"findings": [_marked(baseline, entry["id"], finding) for finding in entry["findings"]]}
        for entry in report["requirements"]
    ]
    entries = []
    for known in baseline.failures:
        state, why = state_of(known, baseline, report, today)
        entries.append({"requirement": known.requirement, "check": known.check, "state": state, "why": why})
    return report | {
        "requirements": requirements,
        "baseline": {"file": baseline.name, "entries": entries},
    }


def _marked(baseline: Baseline, requirement: str, finding: Report) -> Report:
    known = baseline.known(requirement, finding["check"], Verdict(finding["verdict"]))
    return finding | {"known": _excuse(known)} if known else finding


def _excuse(known: Known) -> dict[str, str]:
    excuse = {"reason": known.reason}
    if known.issue:
        excuse["issue"] = known.issue
    if known.expires:
        excuse["expires"] = known.expires.isoformat()
    return excuse


def state_of(known: Known, baseline: Baseline, report: Report, today: date) -> tuple[State, str]:
    """Return what became of an entry in a run, and why.

    An entry is stale only where the run looked as widely as the one that it was taken from: what was not
    looked at is not mended.
    """
    findings = _findings(report, known)
    verdicts = [Verdict(finding["verdict"]) for finding in findings]
    worst = combine(verdicts)
    if worst in (Verdict.FAIL, known.verdict):
        if known.expires and today > known.expires:
            return State.EXPIRED, f"it counted until {known.expires.isoformat()}"
        return State.KNOWN, known.reason
    if not any(verdict in (Verdict.PASS, Verdict.NOTE, Verdict.WARN) for verdict in verdicts):
        return State.UNSEEN, _reason(report, known)
    if why := _narrower(baseline, report) or _hidden(findings, baseline, report):
        return State.UNSEEN, why
    return State.PASSES, "it fails no longer, but warns" if worst is Verdict.WARN else "it passes now"


def _requirement(report: Report, known: Known) -> dict[str, Any] | None:
    return next((entry for entry in report["requirements"] if entry["id"] == known.requirement), None)


def _findings(report: Report, known: Known) -> list[dict[str, Any]]:
    entry = _requirement(report, known)
    return [finding for finding in entry["findings"] if finding["check"] == known.check] if entry else []


def _reason(report: Report, known: Known) -> str:
    """Return why nothing was seen of an entry."""
    entry = _requirement(report, known)
    if entry is None:
        return "the report does not have the requirement"
    said = next((finding["message"] for finding in _findings(report, known)), entry["reason"])
    return f"{entry['verdict']}: {said}" if said else f"the check was not made ({entry['verdict']})"


def _narrower(baseline: Baseline, report: Report) -> str:
    """Return why a pass in this run proves less than the failure did; empty where it does not."""
    if report["problem"] or report["interrupted"]:
        return "the run did not come to its end"
    if "scenario" in report["selection"]:
        return "the run was narrowed to some scenarios"
    if EFFORTS.index(report["effort"]) < EFFORTS.index(baseline.effort):
        return f"the run was made with effort {report['effort']}, the baseline with {baseline.effort}"
    return ""


def _hidden(findings: list[dict[str, Any]], baseline: Baseline, report: Report) -> str:
    """Return why the failure may still be there though nothing was seen of it; empty where it may not."""
    for finding in findings:
        if finding["verdict"] in _OPEN:
            return f"{finding['scenario']}: {finding['verdict']}: {finding['message']}"
    if report["seed"] != baseline.seed and any(each["scenario"].startswith(_GENERATED) for each in findings):
        return f"jobs were generated from seed {report['seed']}, those of the baseline from {baseline.seed}"
    return ""


def fails(requirement: dict[str, Any], finding: dict[str, Any], fail_on: str) -> bool:
    """Tell whether a finding fails a run: what breaks a MUST, with ``should`` also what warns of a SHOULD.

    Advice, which no sentence of an RFC asks for, never does.
    """
    if finding["verdict"] == Verdict.FAIL:
        return True
    binding = requirement["level"] in (Level.MUST, Level.SHOULD)
    return fail_on == "should" and finding["verdict"] == Verdict.WARN and binding


def failures(report: Report, fail_on: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each finding that fails the run, known or not, after the requirement that it is about."""
    for requirement in report["requirements"]:
        for finding in requirement["findings"]:
            if fails(requirement, finding, fail_on):
                yield requirement, finding


def news(report: Report, fail_on: str) -> bool:
    """Tell whether something fails the run that no baseline knows."""
    return any("known" not in finding for _, finding in failures(report, fail_on))


def with_state(report: Report, *states: State) -> list[dict[str, str]]:
    """Return the entries of the run's baseline that came to one of the states; none without a baseline."""
    return [entry for entry in report.get("baseline", {}).get("entries", ()) if entry["state"] in states]
