"""What changed between two reports, requirement by requirement and check by check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.report.model import Report
from conformance.report.words import found
from conformance.requirements import history
from conformance.requirements.verdicts import Verdict, combine

_RANK: dict[Verdict | None, int] = {Verdict.PASS: 0, Verdict.NOTE: 0, Verdict.WARN: 1, Verdict.FAIL: 2}
"""How bad it is that was seen; other verdicts say that nothing was."""


class Kind(StrEnum):
    """What kind of change it is."""

    REGRESSED = "regressed"
    IMPROVED = "improved"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that came to another verdict.

    Attributes:
        check: Its name.
        was: Its verdict in the older report; None where it was not made.
        now: Its verdict in the newer report; None where it was not made.
        message: What it says now, empty where it was not made.
    """

    check: str
    was: Verdict | None
    now: Verdict | None
    message: str

    @property
    def step(self) -> int:
        """By how much it is worse now, less than 0 where it is better; 0 where one saw nothing."""
        return _step(self.was, self.now)


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement that is judged otherwise.

    Attributes:
        kind: What kind of change it is.
        requirement: The requirement as the newer report has it; as the older one does where it is gone.
        was: Its verdict in the older report; None where it is new.
        now: Its verdict in the newer report; None where it is gone.
        checks: The checks that came to another verdict.
        note: What one has to know to read it; empty for nothing.
    """

    kind: Kind
    requirement: dict[str, Any]
    was: Verdict | None
    now: Verdict | None
    checks: tuple[CheckChange, ...] = ()
    note: str = ""

    @property
    def why(self) -> str:
        """What was found last."""
        return found(self.requirement)


def changes(old: Report, new: Report) -> list[Change]:
    """Return what changed from one report to a newer one, in the order of the catalogue, what is gone last.

    A requirement regressed or improved where both reports saw something of it. Where one saw nothing it
    changed, as it did where only the law or the checks are stricter: that is no doing of the server's.
    """
    before = {entry["id"]: entry for entry in old["requirements"]}
    after = {entry["id"]: entry for entry in new["requirements"]}
    found_changes = [
        _changed(before[name], entry, _other_suite(old, new)) if name in before else _new(entry, old)
        for name, entry in after.items()
    ]
    gone = [_gone(entry) for name, entry in before.items() if name not in after]
    return [change for change in found_changes if change] + gone


def _other_suite(old: Report, new: Report) -> str:
    """Return the version of the suite that made the older report; empty where it is the same."""
    version = str(old["suite"]["version"])
    return "" if version == new["suite"]["version"] else version


def _new(entry: dict[str, Any], old: Report) -> Change:
    since = history.load().introduced.get(entry["id"], old["suite"]["catalogue"])
    came = since != old["suite"]["catalogue"]
    note = f"came with version {since} of the catalogue" if came else "the older report does not have it"
    return Change(Kind.NEW, entry, None, Verdict(entry["verdict"]), note=note)


def _gone(entry: dict[str, Any]) -> Change:
    retired = history.load().retired.get(entry["id"])
    note = (
        f"retired with version {retired.version} of the catalogue: {retired.note}"
        if retired
        else "the newer report does not have it"
    )
    return Change(Kind.GONE, entry, Verdict(entry["verdict"]), None, note=note)


def _changed(before: dict[str, Any], after: dict[str, Any], other_suite: str) -> Change | None:
    """Return how a requirement changed that both reports have, None where it did not."""
    was, now = Verdict(before["verdict"]), Verdict(after["verdict"])
    checks = tuple(_checks(before, after))
    steps, note = _steps(before, after, checks, other_suite)
    if max(steps) > 0:
        return Change(Kind.REGRESSED, after, was, now, checks, note)
    if min(steps) < 0:
        return Change(Kind.IMPROVED, after, was, now, checks, note)
    return Change(Kind.CHANGED, after, was, now, checks, note) if was is not now else None


def _steps(
    before: dict[str, Any], after: dict[str, Any], checks: Sequence[CheckChange], other_suite: str
) -> tuple[list[int], str]:
    """Return how much worse the server does, as a whole and by check, and what one has to know."""
    was, now = Verdict(before["verdict"]), Verdict(after["verdict"])
    if before["level"] != after["level"]:
        # What warns of a SHOULD fails a MUST: all that counts is whether it is kept.
        kept = _is_bad(now) - _is_bad(was) if was in _RANK and now in _RANK else 0
        return [kept], f"its level was {before['level']}, and is {after['level']} now"
    stricter = [check.check for check in checks if other_suite and check.was is None and _is_bad(check.now)]
    whole, parts = _step(was, now), [check.step for check in checks]
    if stricter:
        return [
            min(whole, 0),
            *parts,
        ], f"version {other_suite} of the suite did not make {', '.join(stricter)}"
    return [whole, *parts], ""


def _step(was: Verdict | None, now: Verdict | None) -> int:
    return _RANK[now] - _RANK[was] if was in _RANK and now in _RANK else 0


def _is_bad(verdict: Verdict | None) -> bool:
    return verdict in (Verdict.WARN, Verdict.FAIL)


def _checks(before: dict[str, Any], after: dict[str, Any]) -> Iterator[CheckChange]:
    old, new = _by_check(before), _by_check(after)
    for name in dict.fromkeys([*new, *old]):
        was, now = (_verdict(findings.get(name, [])) for findings in (old, new))
        if was is not now:
            said = (each["message"] for each in new.get(name, []) if each["verdict"] == now)
            yield CheckChange(name, was, now, next(said, ""))


def _by_check(entry: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found_by: dict[str, list[dict[str, Any]]] = {}
    for finding in entry["findings"]:
        found_by.setdefault(finding["check"], []).append(finding)
    return found_by


def _verdict(findings: Sequence[dict[str, Any]]) -> Verdict | None:
    return combine(Verdict(finding["verdict"]) for finding in findings) if findings else None
