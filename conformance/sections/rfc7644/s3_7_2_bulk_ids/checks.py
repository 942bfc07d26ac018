"""Checks of bulkId references: the server resolves or rejects them, and never stores them as text."""

from collections.abc import Iterator
from urllib.parse import unquote

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.control.operation_alone import refused_alone
from conformance.scim.bulk_request import Reference
from conformance.scim.document import BULK_ID_PREFIX
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace

SHOWN = 40
"""Most characters of a bulkId that a message shows."""


def literals(effect: Effect) -> list[str]:
    """Return the references that an operation stored as text in members or manager."""
    values = (
        value
        for found in effect.stored
        for name in (effect.interaction.resource_types.groups.members, "manager")
        for value in found.values(name)
    )
    return [value for value in values if value.startswith(BULK_ID_PREFIX)]


def stored_as_id(bulk: BulkInteraction, reference: Reference) -> Observation | None:
    """Observe that a reference of a successful operation is stored as an id; None if it did not succeed."""
    effect = bulk.effects[reference.source]
    resolved = bulk.resolved(reference)
    if not effect.done or reference.target is None:
        return None
    if resolved is None:
        return inconclusive(
            effect, f"{effect.title} or the resource that it refers to is not stored exactly once"
        )
    got = [found.values(reference.attribute) for found in effect.stored]
    message = f"{effect.title} is stored without its reference to {reference.bulk_id!r}"
    expected = f"{reference.attribute} with the id of {reference.bulk_id!r}"
    return expect(resolved, effect, message, expected=expected, got=got)


def resolved(trace: Trace) -> Iterator[Observation]:
    """Observe for every reference that its operation succeeds and that the id is stored."""
    for bulk in trace.bulk_requests:
        for reference in bulk.references if bulk.accepted else ():
            effect = bulk.effects[reference.source]
            if effect.done:
                observation = stored_as_id(bulk, reference)
                if observation:
                    yield observation
            elif effect.unclear:
                yield unclear(effect)
            elif rejected := refused_alone(trace, effect):
                yield rejected
            else:
                message = f"{effect.title} is rejected because of its reference"
                yield expect(
                    False, effect.at("status"), message, expected="success, resolved", got=effect.reported
                )


@check("BULK-3.7.2-01", "backward-reference", "several-references", "as-many-operations-as-allowed")
def references_are_accepted(trace: Trace) -> Iterator[Observation]:
    """An operation that refers to a resource of an earlier operation, however far before it, succeeds."""
    for bulk in trace.bulk_requests:
        for index in sorted({reference.source for reference in bulk.references} if bulk.accepted else ()):
            effect = bulk.effects[index]
            targets = [each.target for each in bulk.references if each.source == index]
            missing = [each for each in targets if each is None or not bulk.effects[each].done]
            rejected = None if effect.done else refused_alone(trace, effect)
            if rejected:
                yield rejected
            elif effect.unclear:
                yield unclear(effect)
            elif effect.refused and missing:
                yield inconclusive(effect, f"not all resources that {effect.title} refers to were created")
            else:
                far = index - min((each for each in targets if each is not None), default=index)
                message = f"{effect.title} is rejected because of its reference"
                got = f"{effect.reported}, {far} operations after the one that it refers to"
                yield expect(effect.done, effect.at("status"), message, expected="success", got=got)


@check("BULK-3.7.2-02", "backward-reference", "several-references", "as-many-operations-as-allowed")
def references_become_ids(trace: Trace) -> Iterator[Observation]:
    """Each reference of a successful operation is stored as the id of the new resource."""
    for bulk in trace.bulk_requests:
        for reference in bulk.references:
            observation = stored_as_id(bulk, reference)
            if observation:
                yield observation


@check("BULK-3.7.2-03")
def no_reference_is_stored_as_text(trace: Trace) -> Iterator[Observation]:
    """No stored member or manager starts with bulkId:."""
    for effect in trace.effects():
        references = effect.interaction.references
        if effect.stored and any(reference.source == effect.index for reference in references):
            found = literals(effect)
            message = f"{effect.title} is stored with a reference as text"
            yield expect(not found, effect, message, expected="the ids of the resources", got=found)


@check("BULK-3.7.2-04", "forward-reference", "forward-manager-reference", "forward-reference-in-patch")
def forward_references_are_resolved(trace: Trace) -> Iterator[Observation]:
    """A reference to a later operation is resolved; a rejection without other effects is lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        effect = bulk.effects[0]
        code = effect.code if effect.result else bulk.exchange.status
        refused = effect.refused or (not bulk.answer.processed and 400 <= (bulk.exchange.status or 0) < 500)
        if bulk.exchange.failure and bulk.exchange.failure.kind == "timeout":
            message = "the server does not respond to a bulk request with a reference to a later operation"
            detail = bulk.exchange.failure.detail
            yield expect(False, bulk.exchange, message, expected="a response", got=detail)
        elif bulk.exchange.failure:
            yield inconclusive(bulk.exchange, bulk.exchange.failure.detail)
        elif effect.refused and (rejected := refused_alone(trace, effect)):
            yield rejected
        elif refused:
            message = f"{effect.title} is rejected because it refers to a later operation"
            yield lenient(effect.at("status"), message, expected="resolved", got=code)
        elif effect.code in (None, 501):
            yield unclear(effect)
        elif not effect.done:
            message = f"{effect.title} refers to a later operation and does not succeed"
            yield expect(False, effect.at("status"), message, expected="resolved", got=code)
        for reference in bulk.references if effect.done else ():
            observation = stored_as_id(bulk, reference)
            if observation:
                yield observation


@check("BULK-3.7.2-04", "chain-of-forward-references", "long-chain-of-forward-references")
def chains_are_resolved(trace: Trace) -> Iterator[Observation]:
    """Every reference of a chain is resolved; a rejection of the chain is lenient, a failure is not."""
    for bulk in trace.bulk_requests:
        timed_out = bulk.exchange.failure is not None and bulk.exchange.failure.kind == "timeout"
        unread = bulk.exchange.status == 200 and not bulk.answer.processed
        chain = f"a chain of {len(bulk.effects)} forward references"
        if (bulk.exchange.problem or unread) and not timed_out and (bulk.exchange.status or 0) < 500:
            yield inconclusive(bulk.exchange, bulk.exchange.problem or "the response has no results")
        elif gap := turned_away(bulk.exchange):
            yield gap
        elif any(effect.code == 501 for effect in bulk.effects):
            yield inconclusive(bulk.exchange, "the server does not support such operations in a bulk request")
        elif bulk.exchange.failure or (bulk.exchange.status or 0) >= 500:
            got = bulk.exchange.problem if bulk.exchange.failure else f"HTTP {bulk.exchange.status}"
            message = f"the server fails to process {chain}"
            yield expect(False, bulk.exchange, message, expected="resolved", got=got)
        elif any(effect.refused for effect in bulk.effects) or not bulk.answer.processed:
            message = f"the server rejects {chain}"
            yield lenient(bulk.exchange, message, expected="resolved", got=f"HTTP {bulk.exchange.status}")
        for reference in bulk.references if bulk.answer.processed else ():
            observation = stored_as_id(bulk, reference)
            if observation:
                yield observation


@check("BULK-3.7.2-05", "confusable-bulk-ids")
def bulk_ids_are_distinguished(trace: Trace) -> Iterator[Observation]:
    """Each reference leads to the resource with its bulkId; a rejection of an unusual one is lenient."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status or 0
        if bulk.references and reference_targets(bulk) and status >= 500 and status not in (501, 503):
            message = f"the server responds to a bulk request with unusual bulkIds with HTTP {status}"
            yield expect(False, bulk.exchange, message, expected="a result for each", got=f"HTTP {status}")
        for reference in bulk.references if bulk.accepted and reference_targets(bulk) else ():
            source, target = bulk.effects[reference.source], bulk.effects[reference.target or 0]
            if not source.done or not target.done:
                yield _refused(trace, source if not source.done else target, reference.bulk_id)
                continue
            ids = {found.id for found in target.stored} or _located(target)
            members = [found.values(reference.attribute) for found in source.stored]
            if not ids or (not members and not bulk.after.complete):
                what = f"it is not known whether {target.title} and {source.title} are stored"
                yield inconclusive(source, what)
                continue
            shown = reference.bulk_id[:SHOWN]
            message = f"{source.title} does not refer to the resource with bulkId {shown!r}"
            right = any(set(values) == ids for values in members)
            expected = f"{reference.attribute} {sorted(map(str, ids))}"
            yield expect(right, source, message, expected=expected, got=members)


def _refused(trace: Trace, effect: Effect, bulk_id: str) -> Observation:
    """Observe that an operation that defines a bulkId, or refers to it, does not succeed."""
    message = f"{effect.title} is rejected because of bulkId {bulk_id[:SHOWN]!r}"
    if effect.code in (None, 501):
        return unclear(effect)
    if rejected := refused_alone(trace, effect):
        return rejected
    if effect.refused and _unusual(bulk_id):
        return lenient(effect.at("status"), message, expected="success", got=effect.reported)
    return expect(False, effect.at("status"), message, expected="success", got=effect.reported)


def _located(effect: Effect) -> set[str]:
    """Return the id at the end of a result's location, if there is one."""
    location = (effect.result.location if effect.result else None) or ""
    return {unquote(location.rstrip("/").rpartition("/")[2])} - {""}


def _unusual(bulk_id: str) -> bool:
    """Return whether a bulkId is longer than an id usually is, or has other characters."""
    return not (bulk_id.isascii() and bulk_id.isalnum() and len(bulk_id) <= 64)


def reference_targets(bulk: BulkInteraction) -> bool:
    """Return whether an operation of the bulk request defines the bulkId of every reference."""
    return all(reference.target is not None for reference in bulk.references)


@check("BULK-3.7.2-06", "manager-reference")
def references_in_extensions(trace: Trace) -> Iterator[Observation]:
    """The manager of the enterprise extension is resolved like a member."""
    return resolved(trace)


@check("BULK-3.7.2-07", "reference-in-put", "reference-in-patch")
def references_in_changes(trace: Trace) -> Iterator[Observation]:
    """References in the data of PUT and PATCH are resolved like those of POST."""
    return resolved(trace)


@check("BULK-3.7.2-11", "reference-in-path")
def references_in_paths_are_resolved(trace: Trace) -> Iterator[Observation]:
    """The PATCH of /Users/bulkId:new changes the new user; the RFC advises against a rejection."""
    for bulk in trace.bulk_requests:
        new, change = bulk.effects
        if new.stored and change.code is None:
            yield unclear(change)
            continue
        if not new.stored:
            yield inconclusive(new, "the user that the PATCH should change was not created")
            continue
        shown, text = new.stored[0].text, new.resource_type.text
        if change.done and shown is None:
            yield inconclusive(change, f"the server does not store {text}")
            continue
        message = f"the bulkId in the path of {change.title} is not resolved"
        got = f"{change.reported}, {text} {shown!r}"
        holds = change.done and shown == "Changed by its bulkId"
        yield expect(holds, change, message, expected="the new user is changed", got=got)
