"""Checks of jobs that aim at what belongs to somebody else."""

from collections.abc import Iterator

from conformance.check.evidence import unclear
from conformance.check.observation import Observation, expect, inconclusive, untested
from conformance.check.registry import check
from conformance.exchange import Exchange
from conformance.scim.document import attr
from conformance.sections.rfc7644.s7_security.scenarios_others import (
    BY_BULK_ID,
    BY_NAME,
    BY_PATH,
    EARLIER,
    INTRUDER,
)
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace

TENANTS = "reaching-into-another-tenant"


def _state(exchange: Exchange) -> object:
    """Return what a resource holds, apart from what its server keeps of it."""
    return {name: value for name, value in (exchange.json or {}).items() if name.lower() != "meta"}


@check("SECURITY-2-04", TENANTS)
def resources_of_others_stay_as_they_were(trace: Trace) -> Iterator[Observation]:
    """The user of the other tenant is after each job what it was before."""
    theirs = trace.singles.get("theirs")
    for label in (BY_NAME, BY_PATH):
        after = trace.singles.get(label)
        if theirs is None or after is None or not isinstance(theirs.json, dict):
            continue
        if after.status is None or after.status >= 500 or after.status in (401, 403, 429):
            yield inconclusive(after, f"the other tenant answered {after.status or after.problem}")
            continue
        same = after.status == 200 and isinstance(after.json, dict) and _state(after) == _state(theirs)
        message = f"a job with {label} changes a resource there"
        got = after.json if after.status == 200 else f"HTTP {after.status}"
        yield expect(same, after, message, expected="the resource as it was", got=got)


@check("SECURITY-2-04", TENANTS)
def resources_of_others_are_not_shown(trace: Trace) -> Iterator[Observation]:
    """No answer to the tested tenant holds the name of the other one's user, which it was never told."""
    theirs = trace.singles.get("theirs")
    name = attr(theirs and theirs.json, "userName") or attr(theirs and theirs.json, "displayName") or ""
    shown = [trace.singles.get("their id")]
    for bulk in trace.bulk_requests:
        if bulk.label in (BY_NAME, BY_PATH, BY_BULK_ID):
            shown += [bulk.exchange, *(found.exchange for found in bulk.after.resources)]
    for exchange in shown:
        if exchange and exchange.response and name:
            told = name.lower().encode() in exchange.response.body.lower()
            message = "an answer shows a resource of another tenant"
            got = f"{name} in the answer" if told else ""
            yield expect(not told, exchange, message, expected="nothing of the other tenant", got=got)


@check("SECURITY-2-04", TENANTS)
def bulk_ids_of_others_mean_nothing(trace: Trace) -> Iterator[Observation]:
    """A reference to the bulkId of a job in the other tenant is not resolved to the user made there."""
    made = {
        str(found.id)
        for bulk in trace.bulk_requests
        if bulk.label == EARLIER
        for effect in bulk.effects
        for found in effect.created
    }
    for bulk in trace.bulk_requests:
        if bulk.label == BY_BULK_ID and made:
            held = {
                value for found in bulk.after.resources for value in found.values(bulk.kinds.groups.members)
            }
            message = "a bulkId of a job in another tenant is resolved"
            got = sorted(made & held)
            yield expect(not got, bulk.exchange, message, expected="no reference there", got=got)


@check("SECURITY-2-04", TENANTS)
def tokens_open_one_tenant(trace: Trace) -> Iterator[Observation]:
    """A job sent to the other tenant with the token of the tested one is refused and not run."""
    intruders = [bulk for bulk in trace.bulk_requests if bulk.label == INTRUDER]
    if not intruders:
        yield untested("the other tenant has a host of its own; no token of the tested one is sent there")
    for bulk in intruders:
        status = bulk.exchange.status
        made = [found.name for found in bulk.after.resources if bulk.before.at(found.path) is None]
        if not made and (status is None or status == 429 or status >= 500):
            yield inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
            continue
        message = "a token of one tenant opens another"
        holds = not made and status is not None and status >= 300
        got = f"HTTP {status}, created {made}"
        yield expect(holds, bulk.exchange, message, expected="401, 403 or 404, nothing done", got=got)


def _changed(effect: Effect) -> bool:
    """Tell whether an operation of ours left its mark, whatever was reported of it."""
    if effect.operation.creates:
        return bool(effect.created)
    read = effect.interaction.after.reads.get(effect.operation.path)
    gone = read is not None and read.status in (404, 410)
    return gone or any(found.text == "Changed by a weak token" for found in effect.stored)


@check("SECURITY-2-05", "more-than-a-token-allows")
def operations_are_authorised_singly(trace: Trace) -> Iterator[Observation]:
    """Each operation that the token may not send by itself is not done in a job either."""
    for bulk in trace.bulk_requests:
        for effect in bulk.effects:
            status, changed = bulk.exchange.status, _changed(effect)
            if not changed and (status is None or status == 429 or status >= 500):
                yield inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
                continue
            if not changed and bulk.accepted and effect.unclear:
                yield unclear(effect)
                continue
            message = f"{effect.title} is done by a token that may not send it by itself"
            got = f"{effect.reported}, {'done' if changed else 'nothing stored'}"
            holds = not (effect.done or changed)
            yield expect(holds, bulk.exchange, message, expected="refused, nothing done", got=got)
