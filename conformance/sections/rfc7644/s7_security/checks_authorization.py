"""Checks of authorization: resources of a second tenant, and a token with fewer permissions."""

import json
from collections.abc import Iterator

from conformance.check.evidence import unclear
from conformance.check.observation import Observation, expect, inconclusive, untested
from conformance.check.registry import check
from conformance.exchange import Exchange, Place
from conformance.scim.document import attr
from conformance.sections.rfc7644.s7_security.scenarios_authorization import (
    BY_BULK_ID,
    BY_ID,
    BY_PATH,
    CHANGED,
    EARLIER,
    FOREIGN_TOKEN,
    SAME_ID,
    THEIRS,
)
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace

TENANTS = "access-to-another-tenant"


def _shows_nothing(exchange: Exchange) -> bool:
    """Return whether there is no response, or one that is about the load or a fault of the server."""
    return exchange.status is None or exchange.status == 429 or exchange.status >= 500


def _content(exchange: Exchange) -> dict[str, object]:
    """Return a resource without meta, which the server may change at any time."""
    return {name: value for name, value in (exchange.json or {}).items() if name.lower() != "meta"}


@check("SECURITY-2-04", TENANTS)
def resource_of_another_tenant_is_unchanged(trace: Trace) -> Iterator[Observation]:
    """After each bulk request to the tested tenant, the user in the other tenant is as before."""
    before = trace.singles.get(THEIRS)
    for label in (BY_ID, BY_PATH):
        after = trace.singles.get(label)
        if before is None or after is None or not isinstance(before.json, dict):
            continue
        if _shows_nothing(after) or after.turned_away:
            message = f"GET of the user in the other tenant gets {after.outcome} after the bulk request"
            yield inconclusive(after, message)
            continue
        same = after.status == 200 and isinstance(after.json, dict) and _content(after) == _content(before)
        done = "changes" if after.status == 200 else "deletes"
        message = f"a bulk request with {label} {done} a user of the other tenant"
        if after.status not in (200, 404, 410):
            message = (
                f"after a bulk request with {label}, a user of the other tenant gets HTTP {after.status}"
            )
        got = after.json if after.status == 200 else f"HTTP {after.status}"
        yield expect(same, after, message, expected="the user as it was before", got=got)


@check("SECURITY-2-04", TENANTS)
def resource_of_another_tenant_is_not_shown(trace: Trace) -> Iterator[Observation]:
    """No response to the tested tenant contains the name of the user in the other tenant.

    No request to the tested tenant contains that name.
    """
    theirs = trace.singles.get(THEIRS)
    name = attr(theirs and theirs.json, "userName") or attr(theirs and theirs.json, "displayName") or ""
    places = [Place(trace.singles[SAME_ID])] if SAME_ID in trace.singles else []
    for bulk in trace.bulk_requests:
        if bulk.label in (BY_ID, BY_PATH, BY_BULK_ID):
            places += [_showing(bulk, name), *(Place(found.exchange) for found in bulk.after.resources)]
    for place in places:
        exchange = place.exchange
        if exchange.response is None or not name:
            continue
        shown = name.lower().encode() in exchange.response.body.lower()
        if not shown and (_shows_nothing(exchange) or exchange.status == 401):
            continue
        message = f"a response to the tested tenant shows {name}, a user of the other tenant"
        expected = "no value of a resource in the other tenant"
        yield expect(not shown, place, message, expected=expected, got=name if shown else "")


def _showing(bulk: BulkInteraction, name: str) -> Place:
    """Return the result that contains a name; the whole exchange if none does."""
    for effect in bulk.effects:
        if effect.result and name.lower() in json.dumps(effect.result.document, ensure_ascii=False).lower():
            return effect.at("response")
    return Place(bulk.exchange)


@check("SECURITY-2-04", TENANTS)
def bulk_id_of_another_tenant_is_not_resolved(trace: Trace) -> Iterator[Observation]:
    """A reference to a bulkId of a bulk request in the other tenant is not resolved to the user there."""
    created = {
        str(found.id)
        for bulk in trace.bulk_requests
        if bulk.label == EARLIER
        for effect in bulk.effects
        for found in effect.created
    }
    for bulk in trace.bulk_requests:
        if bulk.label != BY_BULK_ID or not created:
            continue
        members = bulk.resource_types.groups.members
        for effect in bulk.effects:
            if not any(reference.source == effect.index for reference in bulk.references):
                continue
            held = {value for found in bulk.after.resources for value in found.values(members)}
            got = sorted(created & held)
            if not got and (_shows_nothing(bulk.exchange) or bulk.exchange.status == 401):
                message = f"the bulk request with {effect.title} gets {bulk.exchange.outcome}"
                yield inconclusive(bulk.exchange, message)
                continue
            message = f"{effect.title} is stored with a user of another tenant, whose bulkId it names"
            yield expect(not got, effect, message, expected="no id of the other tenant", got=got)


@check("SECURITY-2-04", TENANTS)
def token_of_another_tenant_is_rejected(trace: Trace) -> Iterator[Observation]:
    """The other tenant rejects a bulk request with the token of the tested tenant, and stores nothing."""
    foreign = [bulk for bulk in trace.bulk_requests if bulk.label == FOREIGN_TOKEN]
    if not foreign:
        yield untested(
            "the other tenant has another host, to which the token of the tested tenant is not sent"
        )
    for bulk in foreign:
        status = bulk.exchange.status
        created = [found.name for found in bulk.after.resources if bulk.before.at(found.path) is None]
        if not created and _shows_nothing(bulk.exchange):
            message = f"a bulk request with {FOREIGN_TOKEN} gets {bulk.exchange.outcome}"
            yield inconclusive(bulk.exchange, message)
            continue
        got = f"{bulk.exchange.outcome}, created {created}"
        message = f"a bulk request with {FOREIGN_TOKEN} is not rejected: {got}"
        holds = not created and status is not None and status >= 300
        yield expect(holds, bulk.exchange, message, expected="HTTP 401 | 403 | 404, nothing created", got=got)


def _is_applied(effect: Effect) -> bool:
    """Return whether the stored resources show that an operation was applied, whatever its result reports."""
    if effect.operation.creates:
        return bool(effect.created)
    read = effect.interaction.after.reads.get(effect.operation.path)
    gone = read is not None and read.status in (404, 410)
    return gone or any(found.text == CHANGED for found in effect.stored)


@check("SECURITY-2-05", "insufficient-permissions")
def each_operation_is_authorized(trace: Trace) -> Iterator[Observation]:
    """An operation that a token may not send as a single request is not applied in a bulk request either."""
    for bulk in trace.bulk_requests:
        for effect in bulk.effects:
            applied = _is_applied(effect)
            if not applied and _shows_nothing(bulk.exchange):
                message = f"the bulk request with {effect.title} gets {bulk.exchange.outcome}"
                yield inconclusive(effect, message)
                continue
            if not applied and bulk.accepted and effect.unclear:
                yield unclear(effect)
                continue
            done = "applied" if applied else "reported as successful"
            message = f"{effect.title} is {done} with a token that may not send it as a single request"
            got = f"{effect.reported}, {'applied' if applied else 'nothing stored'}"
            holds = not (effect.done or applied)
            at = effect.at("status") if effect.done else effect
            yield expect(holds, at, message, expected="an error status, nothing stored", got=got)
