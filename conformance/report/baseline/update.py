"""Create a baseline from a report, or update an existing one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from conformance.report.baseline.gate import State, entry_state, failures
from conformance.report.baseline.model import EFFORTS, Baseline, Known
from conformance.report.baseline.unknown import why_unknown
from conformance.report.document import Report
from conformance.requirements.verdicts import Verdict


@dataclass(frozen=True)
class BaselineUpdate:
    """A baseline and its differences from the previous one.

    Attributes:
        baseline: The new baseline.
        added: Entries that are new, or whose verdict got worse.
        dropped: Entries that are no longer needed, each with the reason.
        expired: Entries whose expiry date is over; they stay unchanged, the user decides about them.
        foreign: Requirement and check of failures that are left out, as this version has no such check.
    """

    baseline: Baseline
    added: tuple[Known, ...]
    dropped: tuple[tuple[Known, str], ...]
    expired: tuple[Known, ...]
    foreign: tuple[tuple[str, str], ...]


def update_baseline(
    report: Report,
    template: Known,
    fail_on: str,
    before: Baseline | None,
    checks: Collection[tuple[str, str]],
    today: date,
) -> BaselineUpdate:
    """Return the baseline that contains all failures of a report.

    Args:
        report: The report.
        template: Reason, issue and expiry date of new entries.
        fail_on: Weakest level whose violations are included, ``must`` or ``should``.
        before: The previous baseline, whose reasons, issues and dates stay; None if there is none.
        checks: Requirement and name of each existing check.
        today: The date by which entries expire.
    """
    older = before or Baseline(report["suite"]["catalogue"], report["effort"], report["seed"])
    previous = {entry.key: entry for entry in older.failures}
    kept: dict[tuple[str, str], Known] = {}
    dropped, expired = [], []
    for entry in older.failures:
        state, why = entry_state(entry, older, report, today)
        if reason := why_unknown(entry, older, checks) or (why if state is State.PASSES else ""):
            dropped.append((entry, reason))
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
            kept[key] = replace(
                previous.get(key, template), requirement=key[0], check=key[1], verdict=verdict
            )
    newest = replace(
        older,
        catalogue=report["suite"]["catalogue"],
        effort=max(older.effort, report["effort"], key=EFFORTS.index),
        seed=report["seed"],
        failures=tuple(kept.values()),
    )
    added = tuple(entry for key, entry in kept.items() if entry != previous.get(key))
    return BaselineUpdate(newest, added, tuple(dropped), tuple(expired), tuple(dict.fromkeys(foreign)))
