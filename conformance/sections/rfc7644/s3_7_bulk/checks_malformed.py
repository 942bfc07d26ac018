"""Checks of jobs in which operations are malformed, or only look so."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace

ALONE, TOGETHER = "malformed-operations", "malformed-operations-together"
BY_ARRAY = "Changed by an array"
"""What the PATCH with a bare array sets; an example of the RFC has that form, against its definition."""


def refused_alone(bad: Effect, label: str) -> Observation:
    """Observe that a malformed operation is refused and not run; refusing the whole job is lenient."""
    bulk, status = bad.interaction, bad.exchange.status
    expected = "a 4xx in the operation's own result, nothing done"
    if status is None or status >= 500 or status in (404, 405):
        return inconclusive(
            bulk.exchange, f"no verdict from {status or bulk.exchange.problem}; see ERROR-3.12-08"
        )
    if (gap := turned_away(bulk.exchange)) and not bad.created:
        return gap
    if bad.created:
        got = f"created {[found.name for found in bad.created]}"
        return expect(False, bulk.exchange, f"{label}: it was run", expected=expected, got=got)
    if status >= 400 and not bulk.results and label != bulk.label:
        return inconclusive(
            bulk.exchange, "the job is refused as a whole, and other things are wrong with it"
        )
    if status >= 400 and not bulk.results:
        message = f"{label}: the whole job is refused"
        stored = [found.name for effect in bulk.effects for found in effect.created]
        got = f"HTTP {status}, created {stored}"
        if stored:
            return expect(False, bulk.exchange, f"{message} but run in part", expected=expected, got=got)
        return lenient(bulk.exchange, message, expected=expected, got=got)
    if bad.unclear:
        return unclear(bad)
    return expect(
        bad.refused, bulk.exchange, f"{label}: it is not refused", expected=expected, got=bad.reported
    )


def _malformed(trace: Trace, *beginnings: str) -> Iterator[tuple[Effect, str]]:
    """Iterate over malformed operations with what is wrong: the job's label, or the bulkId among others."""
    for bulk in trace.bulk_requests:
        for effect in bulk.effects:
            label = (effect.operation.bulk_id or "") if trace.scenario == TOGETHER else bulk.label
            if effect.malformed and label.startswith(beginnings):
                yield effect, label


@check("BULK-3.7-12", ALONE, TOGETHER)
def unusable_method_is_refused(trace: Trace) -> Iterator[Observation]:
    """An operation without one of the four methods is refused and not run."""
    return (refused_alone(*bad) for bad in _malformed(trace, "method"))


@check("BULK-3.7-21", ALONE, TOGETHER)
def missing_path_is_refused(trace: Trace) -> Iterator[Observation]:
    """An operation without a usable path is refused and not run."""
    kinds = ("path missing", "path null", "path a number", "path an array", "path empty")
    return (refused_alone(*bad) for bad in _malformed(trace, *kinds))


@check("BULK-3.7-22", ALONE, TOGETHER)
def missing_data_is_refused(trace: Trace) -> Iterator[Observation]:
    """An operation without an object as its data is refused; a PATCH by a bare array may do what it says."""
    for effect, label in _malformed(trace, "data"):
        after = effect.stored[0] if effect.stored else None
        if label == "data an array in PATCH" and effect.done and after and after.text == BY_ARRAY:
            yield choice(effect, "a PATCH whose data is the bare array of changes is carried out")
        elif label == "data a text" and effect.created and effect.done:
            message = "a POST whose data is a text that holds JSON is carried out"
            expected = "a 4xx in the operation's own result, nothing done"
            yield lenient(effect, message, expected=expected, got=effect.reported)
        else:
            yield refused_alone(effect, label)


@check("BULK-3.7-19", ALONE)
def post_to_a_resource_is_refused(trace: Trace) -> Iterator[Observation]:
    """A POST whose path is no endpoint of a resource type creates nothing."""
    return (refused_alone(*bad) for bad in _malformed(trace, "POST to a resource", "path of"))


@check("BULK-3.7-20", ALONE)
def change_of_a_collection_is_refused(trace: Trace) -> Iterator[Observation]:
    """PUT, PATCH and DELETE of a collection are refused."""
    return (refused_alone(*bad) for bad in _malformed(trace, "PUT of", "PATCH of", "DELETE of"))


def unanswered(bulk: BulkInteraction) -> Observation | None:
    """Observe that a job got no answer of Bulk, or a server error, which proves nothing here; else None."""
    status = bulk.exchange.status
    if status is None or status >= 500 or status in (404, 405):
        return inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
    return turned_away(bulk.exchange)


@check("BULK-3.7-50", "unusable-bulk-ids")
def unusable_bulk_ids_are_refused(trace: Trace) -> Iterator[Observation]:
    """A POST whose bulkId is no text, or an empty one, creates nothing."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
            continue
        if bulk.exchange.status != 200 and not bulk.answer.processed and len(bulk.effects) > 3:
            why = "the job is refused as a whole, and several things are wrong with it"
            yield inconclusive(bulk.exchange, why)
            continue
        for effect in bulk.effects[1:-1]:
            message = f"a POST whose bulkId is {effect.operation.bulk_id} is carried out"
            yield expect(not effect.created, bulk.exchange, message, expected="a 4xx", got=effect.reported)


@check("BULK-3.7-51", "version-is-no-text")
def version_that_is_no_text_is_refused(trace: Trace) -> Iterator[Observation]:
    """A PUT whose version is a number changes nothing."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
            continue
        bad = bulk.effects[1]
        changed = bool(bad.stored) and bad.stored[0].text == "Changed"
        message = "a PUT whose version is a number is carried out"
        yield expect(not changed and not bad.done, bulk.exchange, message, expected="a 4xx", got=bad.reported)


@check("CORE-2.5-01", "null-members")
def null_members_count_as_absent(trace: Trace) -> Iterator[Observation]:
    """Operations whose optional members are null are done as if the members were not there."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
            continue
        for effect in bulk.effects:
            if bulk.accepted and effect.unclear:
                yield unclear(effect)
                continue
            got = effect.reported if bulk.accepted else f"HTTP {bulk.exchange.status}"
            message = f"{effect.title} is not done because of a null"
            yield expect(effect.done, bulk.exchange, message, expected="done", got=got)


UNKNOWN = "an unknown attribute"


@check("BULK-3.7-52", "unknown-members")
def unknown_attributes_do_not_matter(trace: Trace) -> Iterator[Observation]:
    """A job with an attribute that nobody defined is processed, and its operations are done."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
        elif bulk.label.startswith(UNKNOWN):
            effect = bulk.effects[0]
            if bulk.accepted and effect.unclear:
                yield unclear(effect)
                continue
            got = f"HTTP {bulk.exchange.status}, {effect.reported}"
            yield expect(
                effect.done, bulk.exchange, f"{bulk.label} is refused", expected="processed", got=got
            )


@check("BULK-3.7-53", "unknown-members", "unusual-but-json", "paths-spelt-otherwise")
def unusual_jobs_are(trace: Trace) -> Iterator[Observation]:
    """What the server does with spellings that may be understood or refused."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
        elif trace.scenario == "paths-spelt-otherwise":
            for effect in bulk.effects:
                taken = "understood" if effect.done else "refused"
                yield choice(bulk.exchange, f"the path {effect.operation.path} in a POST is {taken}")
        elif not bulk.label.startswith(UNKNOWN):
            taken = "read" if bulk.exchange.status == 200 else f"refused with {bulk.exchange.status}"
            yield choice(bulk.exchange, f"a job with {bulk.label} is {taken}")


@check("BULK-3.7-54", "bulk-id-on-other-methods")
def bulk_id_is_taken_on_other_methods(trace: Trace) -> Iterator[Observation]:
    """PUT and DELETE are done whether they carry a bulkId or not; neither loses the job."""
    done = {effect.operation.method for effect in trace.effects() if effect.done}
    for bulk in trace.bulk_requests:
        if bulk.lost and len(bulk.effects) == 1 and bulk.effects[0].operation.method in done:
            carried = "with" if bulk.effects[0].operation.bulk_id else "without"
            message = f"{bulk.effects[0].title} loses the job {carried} a bulkId"
            yield expect(False, bulk.exchange, message, expected="done", got=f"HTTP {bulk.exchange.status}")
    for effect in trace.effects():
        if effect.code is None or effect.operation.method not in done:
            reason = effect.unclear or "it is refused with a bulkId and without; see BULK-3.7-02"
            yield inconclusive(effect, reason)
            continue
        carried = "with" if effect.operation.bulk_id else "without"
        message = f"{effect.title} is refused {carried} a bulkId"
        yield expect(effect.done, effect, message, expected="done", got=effect.reported)
