"""Checks of references that lead nowhere: nobody defines the bulkId, or its POST created nothing."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import BULK_ID_PREFIX
from conformance.sections.rfc7644.s3_7_2_bulk_ids.scenarios import TRIES
from conformance.sections.rfc7644.s3_7_2_bulk_ids.scenarios_confusable import LATER, REACHED
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace


@check("BULK-3.7.2-08", "undefined-reference", "confusable-bulk-ids")
def undefined_references_are_refused(trace: Trace) -> Iterator[Observation]:
    """An operation that refers to nothing is refused; refusing the job or dropping it is lenient."""
    defined = {effect.operation.bulk_id for bulk in trace.bulk_requests for effect in bulk.effects}
    for bulk in trace.bulk_requests:
        members = bulk.kinds.groups.members
        sources = [
            each.source
            for each in bulk.references
            if each.bulk_id not in defined and each.attribute == members
        ]
        for source in sources:
            yield _undefined(bulk, bulk.effects[source])


def _undefined(bulk: BulkInteraction, effect: Effect) -> Observation:
    """Observe what became of a group that was to have just a member whom nobody defines."""
    code = effect.result.status.code if effect.result else bulk.exchange.status
    expected = "a 4xx for the operation"
    held = [value for found in effect.stored for value in found.values(found.kind.members)]
    if effect.previous:
        held = [value for value in held if value not in effect.previous.values(effect.kind.members)]
    if bulk.exchange.status is None or bulk.exchange.status >= 500:
        return inconclusive(bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}")
    if gap := turned_away(bulk.exchange):
        return gap
    if kept := [value for value in held if value.startswith(BULK_ID_PREFIX)]:
        message = "a reference to an undefined bulkId is stored as text"
        return expect(False, bulk.exchange, message, expected=expected, got=kept)
    if effect.done and held:
        message = "a reference to an undefined bulkId leads to something"
        return expect(False, bulk.exchange, message, expected=expected, got=held)
    if effect.done:
        message = "a reference to an undefined bulkId is dropped in silence"
        return lenient(bulk.exchange, message, expected=expected, got=f"status {code}, no such member")
    lost = not bulk.answer.processed and bulk.exchange.status >= 400
    if lost and any(each.created for each in bulk.effects):
        message = "the job is refused because of a reference to an undefined bulkId, and done in part"
        made = [found.name for each in bulk.effects for found in each.created]
        return expect(False, bulk.exchange, message, expected=expected, got=f"created {made}")
    if lost:
        message = "the whole job is refused because of a reference to an undefined bulkId"
        return lenient(bulk.exchange, message, expected=expected, got=f"HTTP {bulk.exchange.status}")
    if effect.code is None:
        return unclear(effect)
    message = "an operation with an undefined reference makes the server fail"
    return expect(effect.refused, bulk.exchange, message, expected=expected, got=code)


@check(
    "BULK-3.7.2-09",
    "reference-to-a-failed-post",
    "failure-behind-a-reference",
    "dependant-before-its-failure",
)
def dependants_of_a_failure_fail(trace: Trace) -> Iterator[Observation]:
    """A group whose member was not created, before or behind it, is not reported as done."""
    for bulk in trace.bulk_requests:
        pairs = [
            (bulk.effects[reference.source], bulk.effects[reference.target])
            for reference in bulk.references
            if reference.target is not None and _came_to_nothing(bulk, bulk.effects[reference.target])
        ]
        if not bulk.accepted or not pairs:
            yield inconclusive(bulk.exchange, "the operation that had to fail did not")
        for source, target in pairs if bulk.accepted else ():
            if source.unclear:
                yield unclear(source)
                continue
            what = "was not created" if target.refused else "was never run"
            message = (
                f"{source.title} is reported as done although {target.title}, which it refers to, {what}"
            )
            held = [found.values(found.kind.members) for found in source.created]
            got = f"{source.reported}, members {held}" if source.done else source.reported
            yield expect(source.refused, bulk.exchange, message, expected="a 4xx", got=got)


def _came_to_nothing(bulk: BulkInteraction, effect: Effect) -> bool:
    """Tell whether an operation was refused, or not run since the job had ended."""
    ended = effect.result is None and bulk.job is not None and bulk.job.fail_on_errors is not None
    return effect.refused or (ended and not effect.created)


@check("BULK-3.7-17", "confusable-bulk-ids")
def earlier_bulk_ids_change_nothing(trace: Trace) -> Iterator[Observation]:
    """Neither the value nor the path of a change reaches what an earlier job called by that bulkId."""
    known = {
        effect.operation.bulk_id: effect.named_resource
        for bulk in trace.bulk_requests
        for effect in bulk.effects
        if effect.operation.creates
    }
    for bulk in (bulk for bulk in trace.bulk_requests if bulk.label == LATER):
        value, _, path = bulk.effects
        member = known.get(bulk.references[0].bulk_id)
        user = known.get(path.operation.path.partition(BULK_ID_PREFIX)[2])
        reached = bulk.after.at(user.path) if user else None
        message = "a bulkId of an earlier job is resolved in the {} of a PATCH"
        if value.stored and member:
            held = value.stored[0].values(value.kind.members)
            said = message.format("value")
            yield expect(member.id not in held, bulk.exchange, said, expected="not resolved", got=held)
        if reached:
            said, got = message.format("path"), f"{path.reported}, {path.kind.text} {reached.text!r}"
            yield expect(reached.text != REACHED, bulk.exchange, said, expected="not resolved", got=got)


@check("BULK-3.7-33", "undefined-reference")
def a_refused_operation_keeps_no_name(trace: Trace) -> Iterator[Observation]:
    """A user is created whose name an operation before it had that was refused for its manager."""
    for bulk in trace.bulk_requests:
        sent = {effect.operation.bulk_id: effect for effect in bulk.effects}
        tried = [(sent[first], sent[second]) for first, second in TRIES if second in sent]
        if not tried or not bulk.accepted or not bulk.effects[0].done:
            yield inconclusive(bulk.exchange, "no such users were sent, or users are not created at all")
            continue
        for first, second in tried:
            if not first.refused or second.unclear:
                yield inconclusive(bulk.exchange, second.unclear or f"{first.title} is not refused")
            elif second.refused and second.stored:
                yield inconclusive(bulk.exchange, f"{second.title} is stored all the same; see BULK-3.7.3-11")
            else:
                message = f"{second.title} is refused as if {first.title} had been done, which failed"
                yield expect(second.done, bulk.exchange, message, expected="done", got=second.reported)
