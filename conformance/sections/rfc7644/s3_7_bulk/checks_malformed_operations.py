"""Checks of malformed operations, and of unusual ones that a server may accept."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import no_evidence, not_served, unreported
from conformance.check.evidence import unclear
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace

ALONE, TOGETHER = "malformed-operations", "malformed-operations-together"
"""Scenarios with one malformed operation in a bulk request, and with many."""

BY_ARRAY = "Changed by an array"
"""The value that the PATCH with a bare array sets. An example of the RFC has this form."""

REJECTED = "a 4xx status in the operation's own result, and nothing stored"

UNKNOWN = "an unknown attribute"
"""Beginning of the labels of bulk requests with an attribute that the RFC does not define."""


def _malformed(trace: Trace, *beginnings: str) -> Iterator[tuple[BulkInteraction, Effect, str]]:
    """Yield the malformed operations whose label has one of these beginnings.

    The label says what is malformed. It belongs to the bulk request; among other malformed operations, it is
    the bulkId.
    """
    for bulk in trace.bulk_requests:
        for effect in bulk.effects:
            label = (effect.operation.bulk_id or "") if trace.scenario == TOGETHER else bulk.label
            if effect.malformed and label.startswith(beginnings):
                yield bulk, effect, label


def _names(*effects: Effect) -> str:
    """Return the names of the resources that operations created."""
    return ", ".join(str(found.name) for effect in effects for found in effect.created)


def _is_rejected(bulk: BulkInteraction, effect: Effect, label: str) -> Observation:
    """Observe whether a malformed operation is rejected and not run.

    Rejecting the whole bulk request is the lenient reading.
    """
    status, names = bulk.exchange.status, _names(effect)
    gap = not_served(bulk) or no_evidence(bulk, "ERROR-3.12-08")
    stored_anyway = names and bulk.exchange.turned_away and status is not None and status < 500
    if gap and not stored_anyway:
        return gap
    if names:
        message = f"the server runs {effect.title}, although it is malformed ({label})"
        return expect(False, effect, message, expected=REJECTED, got=f"{effect.reported}, {names} stored")
    if bulk.results or status is None or status < 400:
        if effect.unclear:
            return unclear(effect)
        message = f"{effect.title} is malformed ({label}) and not rejected"
        return expect(effect.refused, effect.at("status"), message, expected=REJECTED, got=effect.reported)
    message = f"the server rejects the whole bulk request with HTTP {status}"
    if label != bulk.label:
        return inconclusive(bulk.exchange, f"{message}, and other operations are malformed too")
    message += f" for one malformed operation ({label})"
    stored = _names(*bulk.effects)
    got = f"HTTP {status}, {stored or 'nothing'} stored"
    if stored:
        return expect(False, effect, f"{message}, but stores {stored}", expected=REJECTED, got=got)
    return lenient(effect, message, expected=REJECTED, got=got)


@check("BULK-3.7-12", ALONE, TOGETHER)
def invalid_method_is_rejected(trace: Trace) -> Iterator[Observation]:
    """An operation without one of the four methods is rejected and not run."""
    return (_is_rejected(*malformed) for malformed in _malformed(trace, "method"))


@check("BULK-3.7-21", ALONE, TOGETHER)
def missing_path_is_rejected(trace: Trace) -> Iterator[Observation]:
    """An operation without a valid path is rejected and not run."""
    labels = ("path missing", "path null", "path a number", "path an array", "path empty")
    return (_is_rejected(*malformed) for malformed in _malformed(trace, *labels))


@check("BULK-3.7-22", ALONE, TOGETHER)
def missing_data_is_rejected(trace: Trace) -> Iterator[Observation]:
    """An operation whose data is not an object is rejected; a PATCH with a bare array may succeed."""
    for bulk, effect, label in _malformed(trace, "data"):
        after = effect.stored[0] if effect.stored else None
        if label == "data an array in PATCH" and effect.done and after and after.text == BY_ARRAY:
            yield choice(effect, "a PATCH whose data is a bare array of changes is applied")
        elif label == "data a string" and effect.created and effect.done:
            message = f"the server reads the data of {effect.title} from a string that contains JSON"
            yield lenient(effect, message, expected=REJECTED, got=f"{effect.reported}, stored")
        else:
            yield _is_rejected(bulk, effect, label)


@check("BULK-3.7-19", ALONE)
def post_to_a_resource_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A POST whose path is not an endpoint of a resource type creates nothing."""
    return (_is_rejected(*malformed) for malformed in _malformed(trace, "POST to a resource", "path of"))


@check("BULK-3.7-20", ALONE)
def change_of_a_collection_is_rejected(trace: Trace) -> Iterator[Observation]:
    """PUT, PATCH and DELETE of a collection are rejected."""
    return (_is_rejected(*malformed) for malformed in _malformed(trace, "PUT of", "PATCH of", "DELETE of"))


@check("BULK-3.7-51", "version-is-no-text")
def version_that_is_not_a_string_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A PUT whose version is a number is rejected and changes nothing."""
    for bulk in trace.bulk_requests:
        if gap := not_served(bulk) or no_evidence(bulk, "ERROR-3.12-08"):
            yield gap
            continue
        effect = bulk.effects[1]
        changed = bool(effect.stored) and effect.stored[0].text == "Changed"
        message = f"{effect.title} has a number as its version and is not rejected"
        got = f"{effect.reported}, {'changed' if changed else 'nothing changed'}"
        holds = not changed and not effect.done
        yield expect(holds, effect, message, expected="a 4xx status, nothing changed", got=got)


@check("CORE-2.5-01", "null-members")
def null_members_count_as_absent(trace: Trace) -> Iterator[Observation]:
    """Operations in which optional members are null succeed as if these members were absent."""
    for bulk in trace.bulk_requests:
        if gap := not_served(bulk) or no_evidence(bulk, "ERROR-3.12-08"):
            yield gap
            continue
        for effect in bulk.effects:
            if bulk.accepted and effect.unclear:
                yield unclear(effect)
                continue
            got = effect.reported if bulk.accepted else f"HTTP {bulk.exchange.status}"
            message = f"{effect.title} has members with the value null and does not succeed"
            yield expect(effect.done, effect, message, expected="a 2xx status", got=got)


@check("BULK-3.7-52", "unknown-members")
def unknown_attributes_are_ignored(trace: Trace) -> Iterator[Observation]:
    """The operation in a bulk request with an undefined attribute succeeds."""
    for bulk in trace.bulk_requests:
        if gap := not_served(bulk) or no_evidence(bulk, "ERROR-3.12-08"):
            yield gap
        elif bulk.label.startswith(UNKNOWN):
            effect = bulk.effects[0]
            if bulk.accepted and effect.unclear:
                yield unclear(effect)
                continue
            message = f"{effect.title} does not succeed in a bulk request with {bulk.label}"
            got = f"HTTP {bulk.exchange.status}, {effect.reported}"
            yield expect(effect.done, effect, message, expected="HTTP 200, a 2xx status", got=got)


@check("BULK-3.7-53", "unknown-members", "unusual-but-json", "paths-spelt-otherwise")
def unusual_spellings(trace: Trace) -> Iterator[Observation]:
    """The report notes how the server responds to spellings that it may accept or reject."""
    for bulk in trace.bulk_requests:
        if gap := not_served(bulk) or no_evidence(bulk, "ERROR-3.12-08") or unreported(bulk):
            yield gap
        elif trace.scenario == "paths-spelt-otherwise":
            for effect in bulk.effects:
                response = "accepted" if effect.done else "rejected"
                yield choice(effect, f"the path {effect.operation.path} in a POST is {response}")
        elif not bulk.label.startswith(UNKNOWN):
            status = bulk.exchange.status
            response = "accepted" if status == 200 else f"rejected with HTTP {status}"
            yield choice(bulk.exchange, f"a bulk request with {bulk.label} is {response}")
