"""What a job is held to only where a single request has shown it.

Nothing obliges a server to let clients create groups, to put groups into groups, or to keep managers. One
that refuses them by themselves, or drops them, may do the same in a job (RFC 7644 section 3.7).
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from conformance.client.discovery import Capabilities
from conformance.client.features import Feature
from conformance.client.request_budget import Stopped
from conformance.exchange import Exchange
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Uncreated
from conformance.trace.snapshot import StoredResource

_NOT_OFFERED = (403, 404, 405, 501)
"""Answers of a server that does not let us create what it may list all the same: others manage it."""


class FeatureProbes:
    """Single requests that jobs are measured by, each of them sent once.

    Args:
        bench: Makes a bench, given what is tried on it.
        narrowed: The run was narrowed, so that a few requests are all that is asked for.
    """

    def __init__(self, bench: Callable[[str], ScenarioContext], *, narrowed: bool) -> None:
        self._bench = bench
        self._narrowed = narrowed
        self._ctx: ScenarioContext | None = None
        self._inner: StoredResource | None = None
        self._done = False

    def groups(self, claimed: Capabilities) -> Capabilities:
        """Return what is claimed, without groups where nobody may create any; as is claimed if narrowed."""
        if self._ctx is not None or self._narrowed:
            return claimed
        self._ctx = self._bench("nesting")
        with suppress(Stopped):
            found, self._inner = _groups(self._ctx)
            if found.supported is False:
                return claimed.having(groups=found, nesting=found)
        return claimed

    def references(self, claimed: Capabilities) -> Capabilities:
        """Return what is claimed, without groups in groups and managers where these are not kept."""
        if self._done:
            return claimed
        self._done = True
        claimed = self.groups(claimed)
        with suppress(Blocked, Stopped):
            if claimed.feature("groups").supported is not False:
                ctx = self._ctx or self._bench("nesting")
                claimed = claimed.having(nesting=_nesting(ctx, self._inner or _groups(ctx)[1]))
            claimed = claimed.having(enterprise=_enterprise(self._bench("enterprise")))
        return claimed


def _groups(ctx: ScenarioContext) -> tuple[Feature, StoredResource | None]:
    """Return whether we may create groups, and one; as is claimed, unless the server does not offer to."""
    claim = ctx.capabilities.feature("groups")
    if claim.supported is False:
        return claim, None
    try:
        return claim, ctx.fixtures.group("inner")
    except Uncreated as uncreated:
        made = uncreated.created
        if made is None or made.status not in _NOT_OFFERED:
            return claim, None
        return Feature(False, f"a group, sent by itself, is answered {made.status}", made.n), None
    except Blocked:
        return claim, None


def _nesting(ctx: ScenarioContext, inner: StoredResource | None) -> Feature:
    """Return whether a group may be in a group: as is claimed, unless one that is sent alone is not."""
    claim = ctx.capabilities.feature("nesting")
    if claim.supported is False or inner is None:
        return claim
    return (
        _tried(
            ctx,
            "a group in a group",
            ctx.resources.groups,
            ctx.resources.group("outer", inner.id),
            inner,
            ctx.resources.members,
        )
        or claim
    )


def _enterprise(ctx: ScenarioContext) -> Feature:
    """Return whether users have managers: as the server claims, and where it says nothing, as it does."""
    claim = ctx.capabilities.feature("enterprise")
    if claim.supported is not None:
        return claim
    try:
        chief = ctx.fixtures.user("chief")
    except Blocked:
        return claim
    clerk = ctx.resources.user("clerk", manager=chief.id)
    return _tried(ctx, "a user with a manager", ctx.resources.users, clerk, chief, "manager") or claim


def _tried(
    ctx: ScenarioContext,
    what: str,
    endpoint: str,
    document: Mapping[str, Any],
    target: StoredResource,
    attribute: str,
) -> Feature | None:
    """Send a resource that refers to another; return that this is not to be had, or None where it may be."""
    made = ctx.fixtures.post(endpoint, document)
    if made.status is not None and 400 <= made.status < 500 and not made.turned_away:
        return Feature(False, f"{what}, sent by itself, is answered {made.status}", made.n)
    path = ctx.fixtures.created_at(endpoint, made)
    if path is None or _refers(made, target, attribute):
        return None
    shown = ctx.request(f"{what}, read", "GET", path)
    if shown.status != 200 or _refers(shown, target, attribute):
        return None
    return Feature(False, f"{what}, sent by itself, is stored without the reference", shown.n)


def _refers(seen: Exchange, target: StoredResource, attribute: str) -> bool:
    document = seen.json if isinstance(seen.json, dict) else {}
    return target.id in StoredResource("", document, seen, target.kind).values(attribute)
