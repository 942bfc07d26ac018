"""Single requests that explain what a bulk request did not do.

A server may require attributes that nothing announces, and may ignore what is posted (RFC 7644 section 3.3)
or leave it out of its responses. If a single request shows the same, the bulk request proves nothing. The
requests are sent while scenarios are played, and only for a trace that needs an explanation.
"""

import json
from collections.abc import Callable
from contextlib import suppress

from conformance.client.request_budget import Stopped
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Uncreated
from conformance.scim.fitting import FILLING
from conformance.trace.control_request import ControlRequest
from conformance.trace.interaction import Effect
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace


class ControlRequests:
    """Sends each control request of a run once.

    Args:
        context: Makes a context, given the beginning of the names in it.
    """

    def __init__(self, context: Callable[[str], ScenarioContext]) -> None:
        self._context = context
        self._known: dict[tuple[str, str], ControlRequest] = {}

    def record(self, trace: Trace) -> tuple[ControlRequest, ...]:
        """Return the control requests that a trace needs; what was sent before is not sent again.

        Args:
            trace: A trace that is not judged yet.
        """
        asked = {*(("POST", endpoint) for endpoint in _barren(trace)), *_referring(trace)}
        if _wants_versions(trace):
            asked.add(("PUT", ""))
        return tuple(self._ask(*each) for each in sorted(asked))

    def _ask(self, subject: str, endpoint: str) -> ControlRequest:
        key = subject, endpoint
        if key not in self._known:
            ctx = self._context(f"single{len(self._known)}-")
            reason = ""
            with suppress(Blocked, Stopped):
                reason = _reason(ctx, subject, endpoint)
            self._known[key] = ControlRequest(subject, endpoint, reason, ctx.exchanges)
        return self._known[key]


def _reason(ctx: ScenarioContext, subject: str, endpoint: str) -> str:
    """Return why a single request explains what bulk requests did not do; empty if it does not."""
    if subject == "PUT":
        return _changes(ctx)
    return _creates(ctx, endpoint) if subject == "POST" else _keeps(ctx, subject, endpoint)


def _wants_versions(trace: Trace) -> bool:
    """Tell whether something was not changed since no version was named (RFC 6585 section 3)."""
    codes = [*(each.status for each in trace.singles.values()), *(each.code for each in trace.effects())]
    return 428 in codes


def _changes(ctx: ScenarioContext) -> str:
    """Return why a job need not change what it names no version of: a single request does not either."""
    user = ctx.fixtures.user("unversioned")
    answer = ctx.request("unversioned", "PUT", user.path, ctx.resources.changed(user))
    return "a single PUT that names no version is answered 428 as well" if answer.status == 428 else ""


def _barren(trace: Trace) -> set[str]:
    """Return the endpoints at which jobs were to create something and no operation of them did.

    What refers to nothing is looked at by itself where there is any: groups may have to have members.
    """
    done: dict[tuple[str, bool], bool] = {}
    for effect in trace.effects():
        if effect.operation.creates and effect.operation.path in effect.interaction.kinds.endpoints:
            key = effect.operation.path, _refers(effect)
            done[key] = done.get(key, False) or effect.done
    return {
        path
        for (path, refers), any_ in done.items()
        if not any_ and (not refers or (path, False) not in done)
    }


def _refers(effect: Effect) -> bool:
    """Tell whether an operation refers to something, and not just to fill an attribute that is required."""
    text = json.dumps(effect.operation.data)
    return f'"{_attribute(effect)}"' in text and f'[{{"value": "{FILLING}"}}]' not in text


def _attribute(effect: Effect) -> str:
    """Return the attribute by which the resource of an operation may refer to others."""
    groups = effect.interaction.kinds.groups
    return groups.members if effect.kind == groups else "manager"


def _referring(trace: Trace) -> set[tuple[str, str]]:
    """Return attributes by which jobs were to refer, with endpoints, where nothing shows any reference.

    What is created and what is changed are looked at apart: a server may heed an attribute in one of the two.
    """
    wanted: dict[tuple[str, str, bool], bool] = {}
    for effect in trace.effects():
        attribute = _attribute(effect)
        if effect.done and attribute and _refers(effect):
            key = attribute, effect.kind.endpoint, effect.operation.creates
            shown = any(found.values(attribute) for found in effect.stored)
            wanted[key] = wanted.get(key, False) or shown
    return {(attribute, endpoint) for (attribute, endpoint, _), shown in wanted.items() if not shown}


def _creates(ctx: ScenarioContext, endpoint: str) -> str:
    """Return why a job need not create what it is sent: a single request does not either."""
    create = ctx.fixtures.group if endpoint == ctx.resources.groups else ctx.fixtures.user
    try:
        create("alone")
    except Uncreated as uncreated:
        refused = uncreated.created is not None and 400 <= (uncreated.created.status or 0) < 500
        return str(uncreated) if refused else ""
    return ""


def _keeps(ctx: ScenarioContext, attribute: str, endpoint: str) -> str:
    """Return why a job need not show a reference: GET does not show that of a single request either."""
    target = ctx.fixtures.user("target")
    group = endpoint == ctx.resources.groups
    document = (
        ctx.resources.group("holder", target.id) if group else ctx.resources.user("holder", manager=target.id)
    )
    made = ctx.fixtures.post(endpoint, document)
    path = ctx.fixtures.created_at(endpoint, made)
    if path is None:
        return ""
    shown = ctx.request("holder", "GET", path)
    if shown.status != 200 or not isinstance(shown.json, dict):
        return ""
    if target.id in StoredResource("", shown.json, shown, target.kind).values(attribute):
        return ""
    return f"POST {endpoint} as a single request stores no {attribute}, or GET does not show any"
