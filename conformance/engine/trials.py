"""What a job is held to only where a single request has shown it.

Nothing obliges a server to let clients create groups, to put groups into groups, or to keep managers. One
that refuses them by themselves, or drops them, may do the same in a job (RFC 7644 section 3.7).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from conformance.engine.endings import Blocked, Uncreated
from conformance.engine.lab import Lab
from conformance.engine.store import Stored
from conformance.target.discovery import Capabilities, Feature
from conformance.target.evidence import Exchange
from conformance.target.ledger import Stopped

_NOT_OFFERED = (403, 404, 405, 501)
"""Answers of a server that does not let us create what it may list all the same: others manage it."""


class Trials:
    """Single requests that jobs are measured by, each of them sent once.

    Args:
        bench: Makes a bench, given what is tried on it.
        narrowed: The run was narrowed, so that a few requests are all that is asked for.
    """

    def __init__(self, bench: Callable[[str], Lab], *, narrowed: bool) -> None:
        self._bench = bench
        self._narrowed = narrowed
        self._lab: Lab | None = None
        self._inner: Stored | None = None
        self._done = False

    def groups(self, claimed: Capabilities) -> Capabilities:
        """Return what is claimed, without groups where nobody may create any; as is claimed if narrowed."""
        if self._lab is not None or self._narrowed:
            return claimed
        self._lab = self._bench("nesting")
        with suppress(Stopped):
            found, self._inner = _groups(self._lab)
            if found.supported is False:
                return replace(claimed, groups=found, nesting=found)
        return claimed

    def references(self, claimed: Capabilities) -> Capabilities:
        """Return what is claimed, without groups in groups and managers where these are not kept."""
        if self._done:
            return claimed
        self._done = True
        claimed = self.groups(claimed)
        with suppress(Blocked, Stopped):
            if claimed.groups.supported is not False:
                lab = self._lab or self._bench("nesting")
                claimed = replace(claimed, nesting=_nesting(lab, self._inner or _groups(lab)[1]))
            claimed = replace(claimed, enterprise=_enterprise(self._bench("enterprise")))
        return claimed


def _groups(lab: Lab) -> tuple[Feature, Stored | None]:
    """Return whether we may create groups, and one; as is claimed, unless the server does not offer to."""
    claim = lab.capabilities.groups
    if claim.supported is False:
        return claim, None
    try:
        return claim, lab.existing_group("inner")
    except Uncreated as uncreated:
        made = uncreated.made
        if made is None or made.status not in _NOT_OFFERED:
            return claim, None
        return Feature(False, f"a group, sent by itself, is answered {made.status}", made.n), None
    except Blocked:
        return claim, None


def _nesting(lab: Lab, inner: Stored | None) -> Feature:
    """Return whether a group may be in a group: as is claimed, unless one that is sent alone is not."""
    claim = lab.capabilities.nesting
    if claim.supported is False or inner is None:
        return claim
    return (
        _tried(lab, "a group in a group", lab.groups, lab.group("outer", inner.id), inner, lab.members)
        or claim
    )


def _enterprise(lab: Lab) -> Feature:
    """Return whether users have managers: as the server claims, and where it says nothing, as it does."""
    claim = lab.capabilities.enterprise
    if claim.supported is not None:
        return claim
    try:
        chief = lab.existing_user("chief")
    except Blocked:
        return claim
    clerk = lab.user("clerk", manager=chief.id)
    return _tried(lab, "a user with a manager", lab.users, clerk, chief, "manager") or claim


def _tried(
    lab: Lab, what: str, endpoint: str, document: Mapping[str, Any], target: Stored, attribute: str
) -> Feature | None:
    """Send a resource that refers to another; return that this is not to be had, or None where it may be."""
    made = lab.post(endpoint, document)
    if made.status is not None and 400 <= made.status < 500 and not made.turned_away:
        return Feature(False, f"{what}, sent by itself, is answered {made.status}", made.n)
    path = lab.made_at(endpoint, made)
    if path is None or _refers(made, target, attribute):
        return None
    shown = lab.single(f"{what}, read", "GET", path)
    if shown.status != 200 or _refers(shown, target, attribute):
        return None
    return Feature(False, f"{what}, sent by itself, is stored without the reference", shown.n)


def _refers(seen: Exchange, target: Stored, attribute: str) -> bool:
    document = seen.json if isinstance(seen.json, dict) else {}
    return target.id in Stored("", document, seen, target.kind).values(attribute)
