"""Checks of whether operations succeed, and whether their data is stored."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import unreported
from conformance.check.evidence import unclear
from conformance.check.observation import Observation, expect, inconclusive, quote
from conformance.check.registry import check
from conformance.scim.document import attr, own_text
from conformance.trace.interaction import BulkInteraction, Effect, Interaction
from conformance.trace.trace import Trace


def succeeds(effect: Effect, problem: str) -> Observation:
    """Observe whether a valid operation succeeds: it is reported so, and a new resource is stored.

    Args:
        effect: The operation.
        problem: What to say of it if it does not succeed, such as ``fails in a bulk request``.
    """
    if isinstance(effect.interaction, BulkInteraction) and (gap := unreported(effect.interaction)):
        return gap
    missing = effect.operation.creates and not effect.stored and effect.interaction.after.complete
    if effect.code is None and not missing:
        return unclear(effect)
    if effect.done and missing:
        message = f"{effect.title} is reported as successful but not stored"
        return inconclusive(effect, message, depends_on="BULK-3.7.3-10")
    if effect.stored and effect.operation.creates and not effect.done:
        message = f"{effect.title} is stored but has {effect.reported}"
        return inconclusive(effect, message, depends_on="BULK-3.7.3-11")
    got = effect.reported + (", not stored" if missing else "")
    return expect(effect.done, effect, f"{effect.title} {problem}", expected="a 2xx status", got=got)


def stores(interaction: Interaction, attribute: str) -> bool:
    """Return whether users that single requests created show an attribute that was sent."""
    shown = attr if attribute == "externalId" else own_text  # our externalId repeats the name
    return any(shown(found.document, attribute) is not None for found in interaction.before.resources)


@check("BULK-3.7-02", "every-method")
def methods_work_in_a_bulk_request(trace: Trace) -> Iterator[Observation]:
    """Each method succeeds in a bulk request with all methods; if that fails as a whole, in one of its own.

    If every bulk request fails as a whole, nothing is known about the methods.
    """
    some_processed = any(bulk.accepted for bulk in trace.bulk_requests)
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if not bulk.lost:
            effects = bulk.effects if bulk.accepted else ()
            yield from (succeeds(effect, "fails in a bulk request") for effect in effects)
        elif some_processed and len(bulk.effects) == 1:
            effect = bulk.effects[0]
            message = f"the bulk request whose only operation is {effect.title} fails with HTTP {status}"
            yield expect(False, effect, message, expected="a 2xx status", got=f"HTTP {status}")
        else:
            message = f"the whole bulk request fails with HTTP {status}"
            yield inconclusive(bulk.exchange, message, depends_on="BULK-3.7-31")


@check("BULK-3.7-23", "every-method")
def data_is_stored_as_sent(trace: Trace) -> Iterator[Observation]:
    """GET shows the value that a successful POST, PUT or PATCH has set."""
    values = {"POST": "", "PUT": "Replaced by PUT", "PATCH": "Changed by PATCH"}
    for effect in trace.effects():
        method, groups = effect.operation.method, effect.interaction.resource_types.groups
        if not effect.done or not effect.stored or method not in values or effect.resource_type == groups:
            continue
        name = "externalId" if effect.operation.creates else effect.resource_type.text
        if not stores(effect.interaction, name):
            yield inconclusive(effect, f"the server does not store {name} in single requests either")
            continue
        sent = attr(effect.operation.data, name) if effect.operation.creates else values[method]
        got = attr(effect.stored[0].document, name)
        message = f"{effect.title} is reported as successful, but the stored {name} is {quote(got)}"
        yield expect(got == sent, effect, message, expected=f'{name} "{sent}"', got=f"{name} {quote(got)}")


@check("BULK-3.7-33", "partial-failure")
def failures_do_not_stop_other_operations(trace: Trace) -> Iterator[Observation]:
    """Valid operations before, between and after failed ones succeed and remain stored."""
    for effect in trace.effects():
        if effect.operation.creates and effect.operation.bulk_id != "duplicate":
            yield succeeds(effect, "does not succeed in a bulk request in which other operations fail")
