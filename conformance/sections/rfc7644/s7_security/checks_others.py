"""Checks of jobs that aim at what belongs to somebody else."""

from collections.abc import Iterator

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
    for run in trace.runs:
        if run.label in (BY_NAME, BY_PATH, BY_BULK_ID):
            shown += [run.exchange, *(found.exchange for found in run.after.resources)]
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
        for run in trace.runs
        if run.label == EARLIER
        for effect in run.effects
        for found in effect.created
    }
    for run in trace.runs:
        if run.label == BY_BULK_ID and made:
            held = {
                value for found in run.after.resources for value in found.values(run.kinds.groups.members)
            }
            message = "a bulkId of a job in another tenant is resolved"
            got = sorted(made & held)
            yield expect(not got, run.exchange, message, expected="no reference there", got=got)


@check("SECURITY-2-04", TENANTS)
def tokens_open_one_tenant(trace: Trace) -> Iterator[Observation]:
    """A job sent to the other tenant with the token of the tested one is refused and not run."""
    intruders = [run for run in trace.runs if run.label == INTRUDER]
    if not intruders:
        yield untested("the other tenant has a host of its own; no token of the tested one is sent there")
    for run in intruders:
        status = run.exchange.status
        made = [found.name for found in run.after.resources if run.before.at(found.path) is None]
        if not made and (status is None or status == 429 or status >= 500):
            yield inconclusive(run.exchange, f"no verdict from {status or run.exchange.problem}")
            continue
        message = "a token of one tenant opens another"
        holds = not made and status is not None and status >= 300
        got = f"HTTP {status}, created {made}"
        yield expect(holds, run.exchange, message, expected="401, 403 or 404, nothing done", got=got)


def _changed(effect: Effect) -> bool:
    """Tell whether an operation of ours left its mark, whatever was reported of it."""
    if effect.operation.creates:
        return bool(effect.created)
    read = effect.run.after.reads.get(effect.operation.path)
    gone = read is not None and read.status in (404, 410)
    return gone or any(found.text == "Changed by a weak token" for found in effect.stored)


@check("SECURITY-2-05", "more-than-a-token-allows")
def operations_are_authorised_singly(trace: Trace) -> Iterator[Observation]:
    """Each operation that the token may not send by itself is not done in a job either."""
    for run in trace.runs:
        for effect in run.effects:
            status, changed = run.exchange.status, _changed(effect)
            if not changed and (status is None or status == 429 or status >= 500):
                yield inconclusive(run.exchange, f"no verdict from {status or run.exchange.problem}")
                continue
            if not changed and run.accepted and effect.unclear:
                yield inconclusive(run.exchange, effect.unclear)
                continue
            message = f"{effect.title} is done by a token that may not send it by itself"
            got = f"{effect.reported}, {'done' if changed else 'nothing stored'}"
            holds = not (effect.done or changed)
            yield expect(holds, run.exchange, message, expected="refused, nothing done", got=got)
