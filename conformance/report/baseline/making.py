"""Making a baseline from a report, and bringing an older one up to date."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from conformance.report.baseline.gate import State, failures, state_of
from conformance.report.baseline.model import EFFORTS, Baseline, Known
from conformance.report.baseline.unknown import unknown
from conformance.report.model import Report
from conformance.requirements.verdicts import Verdict


@dataclass(frozen=True)
class Made:
    """A baseline, and how it differs from the one before.

    Attributes:
        baseline: The baseline.
        added: Entries that are new, or know something worse than before.
        dropped: Entries that are not needed any more, each with the reason.
        expired: Entries whose last day is over; they stay as they are, for somebody to decide.
        foreign: Requirement and check of failures that this version cannot see, which are left out.
    """

    baseline: Baseline
    added: tuple[Known, ...]
    dropped: tuple[tuple[Known, str], ...]
    expired: tuple[Known, ...]
    foreign: tuple[tuple[str, str], ...]


def made(
    report: Report,
    template: Known,
    fail_on: str,
    before: Baseline | None,
    checks: Collection[tuple[str, str]],
    today: date,
) -> Made:
    """Return the baseline that knows all failures of a report.

    Args:
        report: The report.
        template: What new entries get as reason, issue and last day.
        fail_on: Weakest level that is written down, ``must`` or ``should``.
        before: The baseline until now; what people said in it is kept. None for none.
        checks: Requirement and name of each check that there is.
        today: The day on which entries may have expired.
    """
    older = before or Baseline(report["suite"]["catalogue"], report["effort"], report["seed"])
    said = {entry.key: entry for entry in older.failures}
    kept: dict[tuple[str, str], Known] = {}
    dropped, expired = [], []
    for entry in older.failures:
        state, why = state_of(entry, older, report, today)
        if gone := unknown(entry, older, checks) or (why if state is State.PASSES else ""):
            dropped.append((entry, gone))
            continue
        kept[entry.key] = entry
        if state is State.EXPIRED:
            expired.append(entry)
    foreign = []
    for requirement, finding in failures(report, fail_on):
        key, verdict = (requirement["id"], finding["check"]), Verdict(finding["verdict"])
        if key not in checks:
            foreign.append(key)
        elif key not in kept or not kept[key].covers(verdict):
            kept[key] = replace(said.get(key, template), requirement=key[0], check=key[1], verdict=verdict)
    newest = replace(
        older,
        catalogue=report["suite"]["catalogue"],
        effort=max(older.effort, report["effort"], key=EFFORTS.index),
        seed=report["seed"],
        failures=tuple(kept.values()),
    )
    added = tuple(entry for key, entry in kept.items() if entry != said.get(key))
    return Made(newest, added, tuple(dropped), tuple(expired), tuple(dict.fromkeys(foreign)))
