"""Optional features that a bulk request must support only if the server supports them for single requests.

No sentence of the RFC requires a server to let clients create groups, to nest groups, or to store managers. A
server that rejects or drops them in single requests may do the same in bulk requests (RFC 7644 section 3.7).
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
"""Statuses of a POST that mean that clients cannot create such resources, even if the server lists them."""


class FeatureProbes:
    """Single requests that show which optional features the server supports; each is sent once.

    Args:
        context: Returns a context for a feature by its name.
        narrowed: The run was narrowed to some requirements or scenarios, so it sends few requests.
    """

    def __init__(self, context: Callable[[str], ScenarioContext], *, narrowed: bool) -> None:
        self._context = context
        self._narrowed = narrowed
        self._ctx: ScenarioContext | None = None
        self._inner: StoredResource | None = None
        self._done = False

    def groups(self, claimed: Capabilities) -> Capabilities:
        """Return the capabilities without groups if clients cannot create any; a narrowed run skips this."""
        if self._ctx is not None or self._narrowed:
            return claimed
        self._ctx = self._context("nesting")
        with suppress(Stopped):
            found, self._inner = _groups(self._ctx)
            if found.supported is False:
                return claimed.having(groups=found, nesting=found)
        return claimed

    def references(self, claimed: Capabilities) -> Capabilities:
        """Return the capabilities without nested groups and managers if the server does not store them."""
        if self._done:
            return claimed
        self._done = True
        claimed = self.groups(claimed)
        with suppress(Blocked, Stopped):
            if claimed.feature("groups").supported is not False:
                ctx = self._ctx or self._context("nesting")
                claimed = claimed.having(nesting=_nesting(ctx, self._inner or _groups(ctx)[1]))
            claimed = claimed.having(enterprise=_enterprise(self._context("enterprise")))
        return claimed


def _groups(ctx: ScenarioContext) -> tuple[Feature, StoredResource | None]:
    """Return whether clients can create groups (the claim if no response shows it), and a new group."""
    claim = ctx.capabilities.feature("groups")
    if claim.supported is False:
        return claim, None
    try:
        return claim, ctx.fixtures.group("inner")
    except Uncreated as uncreated:
        made = uncreated.created
        if made is None or made.status not in _NOT_OFFERED:
            return claim, None
        return Feature(False, f"POST of a group as a single request gets HTTP {made.status}", made.n), None
    except Blocked:
        return claim, None


def _nesting(ctx: ScenarioContext, inner: StoredResource | None) -> Feature:
    """Return whether a group can be a member of a group; the claim if a single request does not refute it."""
    claim = ctx.capabilities.feature("nesting")
    if claim.supported is False or inner is None:
        return claim
    return (
        _lacks_reference(
            ctx,
            "a group with a group as member",
            ctx.resources.groups,
            ctx.resources.group("outer", inner.id),
            inner,
            ctx.resources.members,
        )
        or claim
    )


def _enterprise(ctx: ScenarioContext) -> Feature:
    """Return whether users have managers: as the server claims, or as a single request shows."""
    claim = ctx.capabilities.feature("enterprise")
    if claim.supported is not None:
        return claim
    try:
        manager = ctx.fixtures.user("chief")
    except Blocked:
        return claim
    user = ctx.resources.user("clerk", manager=manager.id)
    return (
        _lacks_reference(ctx, "a user with a manager", ctx.resources.users, user, manager, "manager") or claim
    )


def _lacks_reference(
    ctx: ScenarioContext,
    what: str,
    endpoint: str,
    document: Mapping[str, Any],
    target: StoredResource,
    attribute: str,
) -> Feature | None:
    """Send a resource with a reference; return an unsupported feature, or None if it may be supported."""
    made = ctx.fixtures.post(endpoint, document)
    if made.status is not None and 400 <= made.status < 500 and not made.turned_away:
        return Feature(False, f"POST of {what} as a single request gets HTTP {made.status}", made.n)
    path = ctx.fixtures.created_at(endpoint, made)
    if path is None or _refers(made, target, attribute):
        return None
    shown = ctx.request(f"GET of {what}", "GET", path)
    if shown.status != 200 or _refers(shown, target, attribute):
        return None
    return Feature(False, f"{what} is stored without the reference after a single request", shown.n)


def _refers(seen: Exchange, target: StoredResource, attribute: str) -> bool:
    document = seen.json if isinstance(seen.json, dict) else {}
    return target.id in StoredResource("", document, seen, target.resource_type).values(attribute)
