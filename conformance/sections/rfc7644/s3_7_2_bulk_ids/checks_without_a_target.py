"""Checks of references without a target: no operation defines the bulkId, or its POST created nothing."""

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
    """An operation with an undefined bulkId fails; to reject the request or drop the reference is lenient."""
    defined = {effect.operation.bulk_id for bulk in trace.bulk_requests for effect in bulk.effects}
    for bulk in trace.bulk_requests:
        members = bulk.resource_types.groups.members
        sources = [
            each.source
            for each in bulk.references
            if each.bulk_id not in defined and each.attribute == members
        ]
        for source in sources:
            yield _undefined(bulk, bulk.effects[source])


def _undefined(bulk: BulkInteraction, effect: Effect) -> Observation:
    """Observe the effect on a group whose only new member is a reference that no operation defines."""
    code = effect.result.status.code if effect.result else bulk.exchange.status
    expected = "a 4xx for the operation"
    held = [value for found in effect.stored for value in found.values(found.resource_type.members)]
    if effect.previous:
        held = [value for value in held if value not in effect.previous.values(effect.resource_type.members)]
    if bulk.exchange.status is None or bulk.exchange.status >= 500:
        response = f"HTTP {bulk.exchange.status}" if bulk.exchange.status else bulk.exchange.problem
        return inconclusive(bulk.exchange, f"the bulk request has no usable response: {response}")
    if gap := turned_away(bulk.exchange):
        return gap
    if texts := [value for value in held if value.startswith(BULK_ID_PREFIX)]:
        message = f"{effect.title} is stored with a reference to an undefined bulkId as text"
        return expect(False, effect, message, expected=expected, got=texts)
    if effect.done and held:
        message = f"{effect.title} resolves a reference to an undefined bulkId"
        return expect(False, effect, message, expected=expected, got=held)
    if effect.done:
        message = f"{effect.title} succeeds without its reference to an undefined bulkId"
        return lenient(effect, message, expected=expected, got=f"status {code}, no such member")
    lost = not bulk.answer.processed and bulk.exchange.status >= 400
    if lost and any(each.created for each in bulk.effects):
        message = "the bulk request is rejected because of an undefined bulkId, but a part of it is applied"
        made = [found.name for each in bulk.effects for found in each.created]
        return expect(False, bulk.exchange, message, expected=expected, got=f"created {made}")
    if lost:
        message = "the whole bulk request is rejected because of a reference to an undefined bulkId"
        return lenient(bulk.exchange, message, expected=expected, got=f"HTTP {bulk.exchange.status}")
    if effect.code is None:
        return unclear(effect)
    message = f"{effect.title} refers to an undefined bulkId and gets status {code}"
    return expect(effect.refused, effect.at("status"), message, expected=expected, got=code)


@check(
    "BULK-3.7.2-09",
    "reference-to-a-failed-post",
    "failure-behind-a-reference",
    "dependant-before-its-failure",
)
def dependants_of_a_failure_fail(trace: Trace) -> Iterator[Observation]:
    """A group is not reported as successful if the POST of its member failed, before or after it."""
    for bulk in trace.bulk_requests:
        pairs = [
            (bulk.effects[reference.source], bulk.effects[reference.target])
            for reference in bulk.references
            if reference.target is not None and _created_nothing(bulk, bulk.effects[reference.target])
        ]
        if not bulk.accepted or not pairs:
            yield inconclusive(bulk.exchange, "the operation that should fail is not reported as failed")
        for source, target in pairs if bulk.accepted else ():
            if source.unclear:
                yield unclear(source)
                continue
            what = "failed" if target.refused else "was not executed"
            message = f"{source.title} does not fail, although {target.title}, which it refers to, {what}"
            held = [found.values(found.resource_type.members) for found in source.created]
            got = f"{source.reported}, members {held}" if source.done else source.reported
            yield expect(source.refused, source.at("status"), message, expected="a 4xx", got=got)


def _created_nothing(bulk: BulkInteraction, effect: Effect) -> bool:
    """Return whether an operation failed, or was not executed because failOnErrors ended the bulk request."""
    ended = effect.result is None and bulk.job is not None and bulk.job.fail_on_errors is not None
    return effect.refused or (ended and not effect.created)


@check("BULK-3.7-17", "confusable-bulk-ids")
def earlier_bulk_ids_change_nothing(trace: Trace) -> Iterator[Observation]:
    """A bulkId in the value or path of a PATCH does not lead to a resource of an earlier bulk request."""
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
        message = "the bulkId of an earlier bulk request is resolved in the {} of {}"
        if value.stored and member:
            held = value.stored[0].values(value.resource_type.members)
            said = message.format("value", value.title)
            yield expect(member.id not in held, value, said, expected="not resolved", got=held)
        if reached:
            said = message.format("path", path.title)
            got = f"{path.reported}, {path.resource_type.text} {reached.text!r}"
            yield expect(reached.text != REACHED, path, said, expected="not resolved", got=got)


@check("BULK-3.7-33", "undefined-reference")
def a_failed_operation_reserves_no_name(trace: Trace) -> Iterator[Observation]:
    """A POST succeeds although an earlier POST with the same name failed because of its manager."""
    for bulk in trace.bulk_requests:
        sent = {effect.operation.bulk_id: effect for effect in bulk.effects}
        tried = [(sent[first], sent[second]) for first, second in TRIES if second in sent]
        if not tried or not bulk.accepted or not bulk.effects[0].done:
            yield inconclusive(bulk.exchange, "no such users were sent, or the server creates no users")
            continue
        for first, second in tried:
            if second.unclear:
                yield unclear(second)
            elif not first.refused:
                yield inconclusive(first, f"{first.title} does not fail")
            elif second.refused and second.stored:
                why = f"{second.title} is reported as failed, but stored"
                yield inconclusive(second, why, depends_on="BULK-3.7.3-11")
            else:
                message = f"{second.title} is rejected as if {first.title} had succeeded, but that failed"
                yield expect(
                    second.done, second.at("status"), message, expected="success", got=second.reported
                )
