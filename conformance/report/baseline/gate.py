"""Apply a baseline to a report: mark known failures and find stale entries."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from conformance.report.baseline.model import EFFORTS, Baseline, Known
from conformance.report.document import BaselineItem, FindingEntry, KnownEntry, Report, RequirementEntry
from conformance.requirements.finding import GENERATED
from conformance.requirements.verdicts import Level, Verdict, combine

_OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED, Verdict.DESELECTED, Verdict.UNTESTED)


class State(StrEnum):
    """The state of a baseline entry after a run."""

    KNOWN = "known"
    PASSES = "passes"
    EXPIRED = "expired"
    UNSEEN = "unseen"


STALE = (State.PASSES, State.EXPIRED)
"""States of entries that need an edit."""


def apply_baseline(baseline: Baseline, report: Report, today: date) -> Report:
    """Return the report with its known failures marked and with the state of each baseline entry."""
    requirements: list[RequirementEntry] = [
        {**entry, "findings": [_marked(baseline, entry["id"], finding) for finding in entry["findings"]]}
        for entry in report["requirements"]
    ]
    entries: list[BaselineItem] = []
    for known in baseline.failures:
        state, why = entry_state(known, baseline, report, today)
        entries.append({"requirement": known.requirement, "check": known.check, "state": state, "why": why})
    return {
        **report,
        "requirements": requirements,
        "baseline": {"file": baseline.name, "entries": entries},
    }


def _marked(baseline: Baseline, requirement: str, finding: FindingEntry) -> FindingEntry:
    known = baseline.known(requirement, finding["check"], Verdict(finding["verdict"]))
    return {**finding, "known": _mark(known)} if known else finding


def _mark(known: Known) -> KnownEntry:
    mark: KnownEntry = {"reason": known.reason}
    if known.issue:
        mark["issue"] = known.issue
    if known.expires:
        mark["expires"] = known.expires.isoformat()
    return mark


def entry_state(known: Known, baseline: Baseline, report: Report, today: date) -> tuple[State, str]:
    """Return the state of a baseline entry after a run, and the reason.

    An entry is stale only if the run tested as much as the run that the entry comes from. A check that did
    not run does not show that the failure is fixed.
    """
    findings = _findings(report, known)
    verdicts = [Verdict(finding["verdict"]) for finding in findings]
    worst = combine(verdicts)
    if worst in (Verdict.FAIL, known.verdict):
        if known.expires and today > known.expires:
            return State.EXPIRED, f"it expired after {known.expires.isoformat()}"
        return State.KNOWN, known.reason
    if not any(verdict in (Verdict.PASS, Verdict.NOTE, Verdict.WARN) for verdict in verdicts):
        return State.UNSEEN, _reason(report, known)
    if why := _narrower(baseline, report) or _hidden(findings, baseline, report):
        return State.UNSEEN, why
    return State.PASSES, "it no longer fails, but warns" if worst is Verdict.WARN else "it passes now"


def _requirement(report: Report, known: Known) -> RequirementEntry | None:
    return next((entry for entry in report["requirements"] if entry["id"] == known.requirement), None)


def _findings(report: Report, known: Known) -> list[FindingEntry]:
    entry = _requirement(report, known)
    return [finding for finding in entry["findings"] if finding["check"] == known.check] if entry else []


def _reason(report: Report, known: Known) -> str:
    """Return why the run has no result for an entry."""
    entry = _requirement(report, known)
    if entry is None:
        return "the requirement is not in the report"
    message = next((finding["message"] for finding in _findings(report, known)), entry["reason"])
    return f"{entry['verdict']}: {message}" if message else f"the check did not run ({entry['verdict']})"


def _narrower(baseline: Baseline, report: Report) -> str:
    """Return why this run tested less than the run of the baseline; empty if it did not."""
    if report["problem"] or report["interrupted"]:
        return "the run did not finish"
    if "scenario" in report["selection"]:
        return "the run was limited to some scenarios"
    if EFFORTS.index(report["effort"]) < EFFORTS.index(baseline.effort):
        return f"the run has effort {report['effort']}, the baseline has effort {baseline.effort}"
    return ""


def _hidden(findings: list[FindingEntry], baseline: Baseline, report: Report) -> str:
    """Return why the failure may still exist although this run did not show it; empty if it cannot."""
    for finding in findings:
        if finding["verdict"] in _OPEN:
            return f"{finding['scenario']}: {finding['verdict']}: {finding['message']}"
    if report["seed"] != baseline.seed and any(each["scenario"].startswith(GENERATED) for each in findings):
        return f"the run has seed {report['seed']}, the baseline has seed {baseline.seed}"
    return ""


def fails(requirement: RequirementEntry, finding: FindingEntry, fail_on: str) -> bool:
    """Return True if a finding fails a run.

    A failure always does. If ``fail_on`` is ``should``, a warning about a MUST or a SHOULD does as well. A
    warning about advice, which no sentence of an RFC requires, never does.
    """
    if finding["verdict"] == Verdict.FAIL:
        return True
    binding = requirement["level"] in (Level.MUST, Level.SHOULD)
    return fail_on == "should" and finding["verdict"] == Verdict.WARN and binding


def failures(report: Report, fail_on: str) -> Iterator[tuple[RequirementEntry, FindingEntry]]:
    """Yield each finding that fails the run, known or not, together with its requirement."""
    for requirement in report["requirements"]:
        for finding in requirement["findings"]:
            if fails(requirement, finding, fail_on):
                yield requirement, finding


def has_new_failures(report: Report, fail_on: str) -> bool:
    """Return True if a finding fails the run and is not in the baseline."""
    return any("known" not in finding for _, finding in failures(report, fail_on))


def with_state(report: Report, *states: State) -> list[BaselineItem]:
    """Return the baseline entries in one of the states; none without a baseline."""
    entries = report["baseline"]["entries"] if "baseline" in report else []
    return [entry for entry in entries if entry["state"] in states]
