"""Single requests that explain why a bulk request did not create or store something.

A server may require attributes that /Schemas does not show, may ignore values of a POST (RFC 7644 section
3.3), and may leave them out of its responses. If a single request has the same effect, the bulk request
proves nothing. The requests are sent while scenarios are played, and only for a trace that needs them.
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
        context: Returns a context, given the beginning of the names in it.
    """

    def __init__(self, context: Callable[[str], ScenarioContext]) -> None:
        self._context = context
        self._known: dict[tuple[str, str], ControlRequest] = {}

    def record(self, trace: Trace) -> tuple[ControlRequest, ...]:
        """Return the control requests that a trace needs; none is sent twice.

        Args:
            trace: A trace that has not been judged.
        """
        asked = {
            *(("POST", endpoint) for endpoint in _endpoints_without_success(trace)),
            *_references_not_stored(trace),
        }
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
    """Return why a single request explains the effect in bulk requests; empty if it does not."""
    if subject == "PUT":
        return _changes(ctx)
    return _creates(ctx, endpoint) if subject == "POST" else _stores(ctx, subject, endpoint)


def _wants_versions(trace: Trace) -> bool:
    """Return True if a change was rejected because it named no version (RFC 6585 section 3)."""
    codes = [*(each.status for each in trace.singles.values()), *(each.code for each in trace.effects())]
    return 428 in codes


def _changes(ctx: ScenarioContext) -> str:
    """Return why a bulk request may be rejected without a version: a single PUT is rejected too."""
    user = ctx.fixtures.user("unversioned")
    answer = ctx.request("unversioned", "PUT", user.path, ctx.resources.changed(user))
    return "a single PUT without a version gets HTTP 428 as well" if answer.status == 428 else ""


def _endpoints_without_success(trace: Trace) -> set[str]:
    """Return the endpoints at which no POST of a bulk request was successful.

    POSTs with and without references are separate if there are any without: groups may require members.
    """
    done: dict[tuple[str, bool], bool] = {}
    for effect in trace.effects():
        if effect.operation.creates and effect.operation.path in effect.interaction.resource_types.endpoints:
            key = effect.operation.path, _refers(effect)
            done[key] = done.get(key, False) or effect.done
    return {
        path
        for (path, refers), any_ in done.items()
        if not any_ and (not refers or (path, False) not in done)
    }


def _refers(effect: Effect) -> bool:
    """Return True if an operation has references other than those that fill a required attribute."""
    attribute, text = _attribute(effect), json.dumps(effect.operation.data)
    return bool(attribute) and f'"{attribute}"' in text and f'[{{"value": "{FILLING}"}}]' not in text


def _attribute(effect: Effect) -> str:
    """Return the attribute by which a user or a group may refer to others; empty for any other resource."""
    resource_types = effect.interaction.resource_types
    if effect.resource_type == resource_types.groups:
        return resource_types.groups.members
    return "manager" if effect.resource_type == resource_types.users else ""


def _references_not_stored(trace: Trace) -> set[tuple[str, str]]:
    """Return the attributes whose references no stored resource shows, each with its endpoint.

    Creations and changes are separate: a server may ignore an attribute in only one of the two.
    """
    wanted: dict[tuple[str, str, bool], bool] = {}
    for effect in trace.effects():
        attribute = _attribute(effect)
        if effect.done and attribute and _refers(effect):
            key = attribute, effect.resource_type.endpoint, effect.operation.creates
            shown = any(found.values(attribute) for found in effect.stored)
            wanted[key] = wanted.get(key, False) or shown
    return {(attribute, endpoint) for (attribute, endpoint, _), shown in wanted.items() if not shown}


def _creates(ctx: ScenarioContext, endpoint: str) -> str:
    """Return why a POST in a bulk request may be rejected: a single POST is rejected too."""
    try:
        ctx.fixtures.of_type(ctx.resource_types.of(endpoint) or ctx.resource_types.users, "alone")
    except Uncreated as uncreated:
        refused = uncreated.created is not None and 400 <= (uncreated.created.status or 0) < 500
        return str(uncreated) if refused else ""
    return ""


def _stores(ctx: ScenarioContext, attribute: str, endpoint: str) -> str:
    """Return why a reference need not be stored: GET does not show that of a single request either."""
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
    if target.id in StoredResource("", shown.json, shown, target.resource_type).values(attribute):
        return ""
    return f"POST {endpoint} as a single request stores no {attribute}, or GET does not show any"
