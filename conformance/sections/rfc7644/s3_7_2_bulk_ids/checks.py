"""Checks of references: resolved in what is stored, or refused, and never kept as text."""

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


def literals(effect: Effect) -> list[str]:
    """Return the members and managers of what an operation stored that are references kept as text."""
    values = (
        value
        for found in effect.stored
        for name in (effect.interaction.kinds.groups.members, "manager")
        for value in found.values(name)
    )
    return [value for value in values if value.startswith(BULK_ID_PREFIX)]


def kept(bulk: BulkInteraction, reference: Reference) -> Observation | None:
    """Observe that a reference of an operation reported as done is stored as an id; None where it is not."""
    effect = bulk.effects[reference.source]
    resolved = bulk.resolved(reference)
    if not effect.done or reference.target is None:
        return None
    if resolved is None:
        return inconclusive(bulk.exchange, f"{effect.title} or what it refers to is not stored exactly once")
    got = [found.values(reference.attribute) for found in effect.stored]
    message = f"{effect.title} lost its reference to {reference.bulk_id!r}"
    expected = f"{reference.attribute} with the id of {reference.bulk_id!r}"
    return expect(resolved, bulk.exchange, message, expected=expected, got=got)


def resolved(trace: Trace) -> Iterator[Observation]:
    """Observe every reference of the jobs: its operation is done and what is stored holds the id."""
    for bulk in trace.bulk_requests:
        for reference in bulk.references if bulk.accepted else ():
            effect = bulk.effects[reference.source]
            if effect.done:
                observation = kept(bulk, reference)
                if observation:
                    yield observation
            elif effect.unclear:
                yield unclear(effect)
            elif excuse := refused_alone(trace, effect):
                yield excuse
            else:
                message = f"{effect.title} is refused because of its reference"
                yield expect(False, bulk.exchange, message, expected="done, resolved", got=effect.reported)


@check("BULK-3.7.2-01", "backward-reference", "several-references", "as-many-operations-as-allowed")
def references_are_accepted(trace: Trace) -> Iterator[Observation]:
    """An operation that refers to what was created before it, next to it or far away, is done."""
    for bulk in trace.bulk_requests:
        for index in sorted({reference.source for reference in bulk.references} if bulk.accepted else ()):
            effect = bulk.effects[index]
            targets = [each.target for each in bulk.references if each.source == index]
            lacking = [each for each in targets if each is None or not bulk.effects[each].done]
            excuse = None if effect.done else refused_alone(trace, effect)
            if effect.unclear or excuse:
                yield excuse or unclear(effect)
            elif effect.refused and lacking:
                yield inconclusive(bulk.exchange, f"not all that {effect.title} refers to was created")
            else:
                far = index - min((each for each in targets if each is not None), default=index)
                message = f"{effect.title} is refused because of its reference"
                got = f"{effect.reported}, {far} operations behind what it refers to"
                yield expect(effect.done, bulk.exchange, message, expected="done", got=got)


@check("BULK-3.7.2-02", "backward-reference", "several-references", "as-many-operations-as-allowed")
def references_become_ids(trace: Trace) -> Iterator[Observation]:
    """Each reference of an operation that is done is the id of what was created."""
    for bulk in trace.bulk_requests:
        for reference in bulk.references:
            observation = kept(bulk, reference)
            if observation:
                yield observation


@check("BULK-3.7.2-03")
def no_reference_is_stored_as_text(trace: Trace) -> Iterator[Observation]:
    """No member and no manager in the store starts with bulkId:."""
    for effect in trace.effects():
        if effect.stored and any(
            reference.source == effect.index for reference in effect.interaction.references
        ):
            found = literals(effect)
            message = f"{effect.title} stored a reference as text"
            yield expect(not found, effect, message, expected="ids", got=found)


@check("BULK-3.7.2-04", "forward-reference", "forward-manager-reference", "forward-reference-in-patch")
def forward_references_are_resolved(trace: Trace) -> Iterator[Observation]:
    """A reference to a later operation is resolved; a clean refusal is lenient."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        effect = bulk.effects[0]
        code = effect.result.status.code if effect.result else bulk.exchange.status
        refused = effect.refused or (not bulk.answer.processed and 400 <= (bulk.exchange.status or 0) < 500)
        if bulk.exchange.failure and bulk.exchange.failure.kind == "timeout":
            message = "a job with a reference to a later operation is never answered"
            yield expect(
                False, bulk.exchange, message, expected="an answer", got=bulk.exchange.failure.detail
            )
        elif bulk.exchange.failure:
            yield inconclusive(bulk.exchange, bulk.exchange.failure.detail)
        elif effect.refused and (excuse := refused_alone(trace, effect)):
            yield excuse
        elif refused:
            message = f"{effect.title} is refused because it refers to a later operation"
            yield lenient(bulk.exchange, message, expected="resolved", got=code)
        elif effect.code in (None, 501):
            yield unclear(effect)
        elif not effect.done:
            message = f"{effect.title} refers to a later operation and is not done"
            yield expect(False, bulk.exchange, message, expected="resolved", got=code)
        for reference in bulk.references if effect.done else ():
            observation = kept(bulk, reference)
            if observation:
                yield observation


@check("BULK-3.7.2-04", "chain-of-forward-references", "long-chain-of-forward-references")
def chains_are_resolved(trace: Trace) -> Iterator[Observation]:
    """Every link of a chain is resolved, or refused cleanly (lenient); never cut off, failed or hung."""
    for bulk in trace.bulk_requests:
        timed_out = bulk.exchange.failure is not None and bulk.exchange.failure.kind == "timeout"
        unread = bulk.exchange.status == 200 and not bulk.answer.processed
        if (bulk.exchange.problem or unread) and not timed_out and (bulk.exchange.status or 0) < 500:
            yield inconclusive(bulk.exchange, bulk.exchange.problem or "the answer has no results")
        elif bulk.exchange.turned_away:
            yield inconclusive(bulk.exchange, f"the job is turned away with {bulk.exchange.status}")
        elif any(effect.code == 501 for effect in bulk.effects):
            yield inconclusive(bulk.exchange, "the server does not take such operations in a job")
        elif bulk.exchange.failure or (bulk.exchange.status or 0) >= 500:
            got = bulk.exchange.problem if bulk.exchange.failure else f"HTTP {bulk.exchange.status}"
            message = f"a chain of {len(bulk.effects)} forward references makes the server fail"
            yield expect(False, bulk.exchange, message, expected="resolved", got=got)
        elif any(effect.refused for effect in bulk.effects) or not bulk.answer.processed:
            message = f"a chain of {len(bulk.effects)} forward references is refused"
            yield lenient(bulk.exchange, message, expected="resolved", got=f"HTTP {bulk.exchange.status}")
        for reference in bulk.references if bulk.answer.processed else ():
            observation = kept(bulk, reference)
            if observation:
                yield observation


@check("BULK-3.7.2-05", "confusable-bulk-ids")
def bulk_ids_are_told_apart(trace: Trace) -> Iterator[Observation]:
    """Each reference leads to the resource of just its bulkId; an unusual bulkId may be refused (lenient)."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status or 0
        if bulk.references and reference_targets(bulk) and status >= 500 and status not in (501, 503):
            message = "a job with unusual bulkIds makes the server fail"
            yield expect(False, bulk.exchange, message, expected="a result for each", got=f"HTTP {status}")
        for reference in bulk.references if bulk.accepted and reference_targets(bulk) else ():
            source, target = bulk.effects[reference.source], bulk.effects[reference.target or 0]
            if not source.done or not target.done:
                refused = source if not source.done else target
                got = refused.reported
                message = f"bulkId {reference.bulk_id[:40]!r} is refused"
                if refused.code in (None, 501):
                    yield unclear(refused)
                elif excuse := refused_alone(trace, refused):
                    yield excuse
                elif refused.refused and _unusual(reference.bulk_id):
                    yield lenient(bulk.exchange, message, expected="done", got=got)
                else:
                    yield expect(False, bulk.exchange, message, expected="done", got=got)
                continue
            ids = {found.id for found in target.stored} or _located(target)
            members = [found.values(reference.attribute) for found in source.stored]
            if not ids or (not members and not bulk.after.complete):
                what = f"{target.title} or {source.title} is not known to be stored"
                yield inconclusive(bulk.exchange, what)
                continue
            message = f"the reference to bulkId {reference.bulk_id[:40]!r} does not lead to its resource"
            right = any(set(values) == ids for values in members)
            yield expect(
                right,
                bulk.exchange,
                message,
                expected=f"{reference.attribute} {sorted(map(str, ids))}",
                got=members,
            )


def _located(effect: Effect) -> set[str]:
    """Return the id at the end of a result's location, where there is one."""
    location = (effect.result.location if effect.result else None) or ""
    return {unquote(location.rstrip("/").rpartition("/")[2])} - {""}


def _unusual(bulk_id: str) -> bool:
    """Whether a bulkId is longer than an id usually is, or has other characters."""
    return not (bulk_id.isascii() and bulk_id.isalnum() and len(bulk_id) <= 64)


def reference_targets(bulk: BulkInteraction) -> bool:
    """Whether every reference of a job has an operation that defines it."""
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
    """The PATCH of /Users/bulkId:new changes the new user; a refusal is advised against."""
    for bulk in trace.bulk_requests:
        new, change = bulk.effects
        if not new.stored or change.code is None:
            yield inconclusive(bulk.exchange, change.unclear or "the user to be changed was not created")
            continue
        shown, text = new.stored[0].text, new.kind.text
        if change.done and shown is None:
            yield inconclusive(bulk.exchange, f"the server does not keep {text}")
            continue
        message = "a bulkId in the path of an operation is not resolved"
        got = f"{change.reported}, {text} {shown!r}"
        holds = change.done and shown == "Changed by its bulkId"
        yield expect(holds, bulk.exchange, message, expected="the new user is changed", got=got)
