"""Find the changes between two reports, by requirement and by check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.report.document import FindingEntry, Report, RequirementEntry
from conformance.report.words import explanation
from conformance.requirements import history
from conformance.requirements.verdicts import Verdict, combine

_RANK: dict[Verdict | None, int] = {Verdict.PASS: 0, Verdict.NOTE: 0, Verdict.WARN: 1, Verdict.FAIL: 2}
"""Verdicts with a result, from good to bad. The other verdicts have no result."""


class Kind(StrEnum):
    """The kind of a change."""

    REGRESSED = "regressed"
    IMPROVED = "improved"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check whose verdict changed.

    Attributes:
        check: Name of the check.
        was: Its verdict in the older report; None if it did not run.
        now: Its verdict in the newer report; None if it did not run.
        message: Its message in the newer report; empty if it did not run.
    """

    check: str
    was: Verdict | None
    now: Verdict | None
    message: str

    @property
    def step(self) -> int:
        """How much worse the verdict is: below 0 if it is better, 0 if one of the two has no result."""
        return _step(self.was, self.now)


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement whose verdict changed.

    Attributes:
        kind: The kind of the change.
        requirement: The requirement in the newer report, or in the older one if it is gone.
        was: Its verdict in the older report; None if it is new.
        now: Its verdict in the newer report; None if it is gone.
        checks: The checks whose verdict changed.
        note: A remark that explains the change; empty for none.
    """

    kind: Kind
    requirement: RequirementEntry
    was: Verdict | None
    now: Verdict | None
    checks: tuple[CheckChange, ...] = ()
    note: str = ""

    @property
    def why(self) -> str:
        """The explanation of the latest verdict."""
        return explanation(self.requirement)


def changes(old: Report, new: Report) -> list[Change]:
    """Return the changes from one report to a newer one, in the order of the catalogue, gone ones last.

    A requirement regressed or improved only if both reports have a result for it. Otherwise it changed. It
    also counts as changed if the level or the checks became stricter, since the server did not get worse.
    """
    before = {entry["id"]: entry for entry in old["requirements"]}
    after = {entry["id"]: entry for entry in new["requirements"]}
    found = [
        _changed(before[name], entry, _other_suite(old, new)) if name in before else _new(entry, old)
        for name, entry in after.items()
    ]
    gone = [_gone(entry) for name, entry in before.items() if name not in after]
    return [change for change in found if change] + gone


def _other_suite(old: Report, new: Report) -> str:
    """Return the suite version of the older report; empty if both have the same version."""
    version = str(old["suite"]["version"])
    return "" if version == new["suite"]["version"] else version


def _new(entry: RequirementEntry, old: Report) -> Change:
    since = history.load().introduced.get(entry["id"], old["suite"]["catalogue"])
    is_newer = since != old["suite"]["catalogue"]
    note = f"added in catalogue version {since}" if is_newer else "not in the older report"
    return Change(Kind.NEW, entry, None, Verdict(entry["verdict"]), note=note)


def _gone(entry: RequirementEntry) -> Change:
    retired = history.load().retired.get(entry["id"])
    note = (
        f"retired in catalogue version {retired.version}: {retired.note}"
        if retired
        else "not in the newer report"
    )
    return Change(Kind.GONE, entry, Verdict(entry["verdict"]), None, note=note)


def _changed(before: RequirementEntry, after: RequirementEntry, other_suite: str) -> Change | None:
    """Return the change of a requirement that both reports contain; None if there is none."""
    was, now = Verdict(before["verdict"]), Verdict(after["verdict"])
    checks = tuple(_checks(before, after))
    steps, note = _steps(before, after, checks, other_suite)
    if max(steps) > 0:
        return Change(Kind.REGRESSED, after, was, now, checks, note)
    if min(steps) < 0:
        return Change(Kind.IMPROVED, after, was, now, checks, note)
    return Change(Kind.CHANGED, after, was, now, checks, note) if was is not now else None


def _steps(
    before: RequirementEntry, after: RequirementEntry, checks: Sequence[CheckChange], other_suite: str
) -> tuple[list[int], str]:
    """Return how much worse the verdicts are, of the requirement and of each check, and a note."""
    was, now = Verdict(before["verdict"]), Verdict(after["verdict"])
    if before["level"] != after["level"]:
        # A warning about a SHOULD is a failure of a MUST: here both count as not conforming.
        step = _is_bad(now) - _is_bad(was) if was in _RANK and now in _RANK else 0
        return [step], f"the level changed from {before['level']} to {after['level']}"
    stricter = [check.check for check in checks if other_suite and check.was is None and _is_bad(check.now)]
    whole, parts = _step(was, now), [check.step for check in checks]
    if stricter:
        return [
            min(whole, 0),
            *parts,
        ], f"version {other_suite} of the suite does not have {', '.join(stricter)}"
    return [whole, *parts], ""


def _step(was: Verdict | None, now: Verdict | None) -> int:
    return _RANK[now] - _RANK[was] if was in _RANK and now in _RANK else 0


def _is_bad(verdict: Verdict | None) -> bool:
    return verdict in (Verdict.WARN, Verdict.FAIL)


def _checks(before: RequirementEntry, after: RequirementEntry) -> Iterator[CheckChange]:
    old, new = _by_check(before), _by_check(after)
    for name in dict.fromkeys([*new, *old]):
        was, now = (_verdict(findings.get(name, [])) for findings in (old, new))
        if was is not now:
            messages = (each["message"] for each in new.get(name, []) if each["verdict"] == now)
            yield CheckChange(name, was, now, next(messages, ""))


def _by_check(entry: RequirementEntry) -> dict[str, list[FindingEntry]]:
    findings: dict[str, list[FindingEntry]] = {}
    for finding in entry["findings"]:
        findings.setdefault(finding["check"], []).append(finding)
    return findings


def _verdict(findings: Sequence[FindingEntry]) -> Verdict | None:
    return combine(Verdict(finding["verdict"]) for finding in findings) if findings else None
