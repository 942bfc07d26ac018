"""Checks of the results: complete, correct, and with the status of the single request."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import no_evidence, not_processed, unreported
from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inconclusive, lenient, quote, show
from conformance.check.registry import check
from conformance.scim.document import BULK_ID_PREFIX, attr
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace

CODES = {"POST": (201,), "PUT": (200,), "PATCH": (200, 204), "DELETE": (204,)}
"""Statuses of successful single requests (RFC 7644 sections 3.3, 3.5.1, 3.5.2 and 3.6)."""

PRECISE = (404, 409, 412)
"""Statuses whose meaning no other status of their class has."""

LOWER_CASE = "attribute-names-in-lower-case"
"""Scenario of a body that a server may not read as a bulk request; CORE-2.1-01 judges it."""


@check("BULK-3.7.3-01")
def every_operation_has_a_result(trace: Trace) -> Iterator[Observation]:
    """Every operation has a result; with failOnErrors, every operation that changed the store."""
    for effect in trace.effects() if trace.scenario != LOWER_CASE else ():
        limited = effect.interaction.job is not None and effect.interaction.job.fail_on_errors is not None
        gone = effect.previous is not None and not effect.stored
        changed = effect.sole_operation_on_resource and (effect.created or gone)
        if effect.result or not limited or changed:
            got = "no result" if effect.result is None else "a result"
            message = f"{effect.title} has no result"
            yield expect(effect.result is not None, effect, message, expected="a result", got=got)


@check("BULK-3.7.3-02")
def failed_changes_have_a_location(trace: Trace) -> Iterator[Observation]:
    """The result of a failed PUT, PATCH or DELETE has a location, unless its path is a bulkId."""
    for effect, result in trace.reported():
        by_id = BULK_ID_PREFIX not in effect.operation.path
        if result.failed and not effect.operation.creates and not effect.malformed and by_id:
            got = attr(result.document, "location")
            problem = "has no location" if got is None else f"has the location {quote(got)}"
            message = f"the failed result of {effect.title} {problem}"
            yield expect(bool(result.location), effect.at("location"), message, expected="a URL", got=got)


@check("BULK-3.7.3-03")
def results_have_a_status(trace: Trace) -> Iterator[Observation]:
    """An HTTP status code can be read from the status of every result."""
    for effect, result in trace.reported():
        raw = result.status.raw
        problem = "has no status" if raw is None else f"has the status {quote(raw)}, not an HTTP status code"
        message = f"the result of {effect.title} {problem}"
        readable = result.status.code is not None
        yield expect(readable, effect.at("status"), message, expected="a code of three digits", got=raw)


@check("BULK-3.7.3-04")
def status_is_a_string(trace: Trace) -> Iterator[Observation]:
    """A status that can be read is a JSON string."""
    for effect, result in trace.reported():
        if result.status.code is not None:
            raw, holds = result.status.raw, result.status.form == "string"
            message = f"the status of {effect.title} is not a string: {quote(raw)}"
            yield expect(holds, effect.at("status"), message, expected=f'"{result.status.code}"', got=raw)


@check("BULK-3.7.3-05")
def success_codes_are_those_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """A success has a status of a single request; for methods other than POST, another 2xx is lenient."""
    for effect, result in trace.reported():
        codes = CODES.get(effect.operation.method, ())
        if not result.succeeded or effect.malformed:
            continue
        code, expected = result.status.code, " | ".join(map(str, codes))
        message = f"{effect.title} succeeds with status {code}"
        if code in codes or effect.operation.creates:
            yield expect(code in codes, effect.at("status"), message, expected=expected, got=code)
        else:
            yield lenient(effect.at("status"), message, expected=expected, got=code)


@check("BULK-3.7.3-05", "partial-failure", "data-without-a-required-attribute")
def error_codes_are_those_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """A failure has the status that the same single request has; most others of its class are lenient."""
    for effect in trace.effects():
        label = "delete-missing" if effect.operation.method == "DELETE" else effect.operation.bulk_id
        alone, code = trace.singles.get(label or ""), effect.code
        if alone is None or alone.status is None or code is None:
            continue
        if alone.status < 400:
            message = f"the single request like {effect.title} gets HTTP {alone.status}, not an error"
            yield inconclusive(alone, message)
            continue
        message = f"{effect.title} has status {code}, but the same single request gets HTTP {alone.status}"
        expected, place = str(alone.status), effect.at("status")
        if code // 100 == alone.status // 100 and code != alone.status and alone.status not in PRECISE:
            yield lenient(place, message, expected=expected, got=code)
        else:
            yield expect(code == alone.status, place, message, expected=expected, got=code)


@check("BULK-3.7.3-06")
def errors_have_an_explanation(trace: Trace) -> Iterator[Observation]:
    """A failed result has a detail in its Error, or a description in its status."""
    for effect, result in trace.reported():
        if result.failed and result.error is not None and not isinstance(result.error, dict):
            message = f"the response of {effect.title} is not an object"
            yield inconclusive(effect.at("response"), message, depends_on="BULK-3.7-30")
        elif result.failed:
            texts = (attr(result.error, "detail"), attr(result.status.raw, "description"))
            explained = any(str(text).strip() for text in texts if text is not None)
            if result.error is None and not explained:
                continue  # BULK-3.7-27 judges a failed result without an Error
            message = f"the Error of {effect.title} has no detail: {show(result.error)}"
            expected = '"detail": a text that is not blank'
            yield expect(explained, effect.at("response"), message, expected=expected, got=result.error)


def _last_error(fail_on_errors: int | None) -> int:
    """Return the index of the operation whose error ends the bulk request, which is also failOnErrors."""
    return 1 if fail_on_errors == 1 else 2


@check("BULK-3.7.3-07", "one-error-ends-the-job", "two-errors-end-the-job")
def ended_bulk_request_returns_its_results(trace: Trace) -> Iterator[Observation]:
    """The error that ends the bulk request, and every operation before it, has a result.

    If a later operation ran first, a missing result is the lenient reading.
    """
    for bulk in trace.bulk_requests:
        if gap := no_evidence(bulk, "BULK-3.7-31") or unreported(bulk):
            yield gap
            continue
        last = _last_error(bulk.job.fail_on_errors if bulk.job else None)
        continued = any(later.created for later in bulk.effects[last + 1 :])
        ended = sum(result.failed for result in bulk.results) >= last
        for effect in bulk.effects[: last + 1]:
            rest = bulk.effects[effect.index :]
            tried = any(later.result or later.created for later in rest)
            if effect.result is None and (continued or (not tried and bulk.answer.processed and last == 2)):
                continue  # it did not end there, which BULK-3.7-34 or BULK-3.7-35 judges
            got = "no result" if effect.result is None else "a result"
            if effect.result is None and ended and bulk.after.complete and not effect.created:
                message = f"{effect.title} has no result because a later operation ran and failed before it"
                yield lenient(effect, message, expected="a result", got=got)
                continue
            message = (
                f"the response to the bulk request that failOnErrors ends has no result for {effect.title}"
            )
            yield expect(effect.result is not None, effect, message, expected="a result", got=got)


@check("BULK-3.7.3-08", "one-error-ends-the-job", "two-errors-end-the-job")
def operations_after_the_end_are_not_reported(trace: Trace) -> Iterator[Observation]:
    """Operations that were not run have no result; one with an error status is lenient."""
    for bulk in trace.bulk_requests:
        last = _last_error(bulk.job.fail_on_errors if bulk.job else None)
        failed = sum(result.failed for result in bulk.results)
        if gap := not_processed(bulk):
            yield gap
            continue
        if failed < last:
            yield inconclusive(bulk.exchange, f"{failed} operations fail, fewer than failOnErrors {last}")
            continue
        # Of two changes of one resource, the later one hides the earlier.
        for effect in (each for each in bulk.effects[last + 1 :] if each.sole_operation_on_resource):
            message = (
                f"{effect.title} comes after the error that reached failOnErrors {last} "
                f"and is reported with {effect.reported}"
            )
            if effect.result and not effect.done and not effect.created:
                yield lenient(effect, message, expected="no result", got=effect.reported)
            else:
                gone = effect.previous is not None and not effect.stored
                holds = effect.result is None or bool(effect.created) or gone
                got = f"{effect.reported}, not stored" if effect.result else "no result"
                yield expect(holds, effect, f"{message}, but not stored", expected="no result", got=got)


@check("BULK-3.7.3-09", "everything-fails")
def bulk_request_of_failures_returns_200(trace: Trace) -> Iterator[Observation]:
    """If every operation fails, the response is 200 with results; a 4xx with all results is lenient."""
    for bulk in trace.bulk_requests:
        status, listed = bulk.exchange.status, len(bulk.results)
        if status is None:
            yield inconclusive(bulk.exchange, bulk.exchange.problem)
            continue
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        got, expected = f"HTTP {status} with {listed} results", f"HTTP 200 with {len(bulk.effects)} results"
        message = f"a bulk request in which every operation fails gets {got}"
        if 400 <= status < 500 and listed == len(bulk.effects):
            yield lenient(bulk.exchange, message, expected=expected, got=got)
        else:
            holds = status < 300 and listed > 0  # BULK-3.7-31 judges another 2xx
            yield expect(holds, bulk.exchange, message, expected=expected, got=got)


def _is_stored(effect: Effect) -> bool | None:
    """Return whether GET shows what a successful POST, PUT or PATCH reports; None if that is not known.

    RESOURCE-3.6-01 judges DELETE.
    """
    if effect.operation.method == "DELETE":
        return None
    if not effect.stored and not effect.interaction.after.complete:
        return None
    if effect.operation.creates:
        return bool(effect.stored)
    if effect.operation.method == "PUT" and effect.operation.data and effect.stored:
        sent = effect.resource_type.text_of(effect.operation.data)
        if sent is None or effect.previous is None or effect.previous.text is None:
            return None
        return bool(effect.stored[0].text == sent)
    return bool(effect.stored) if effect.operation.method == "PATCH" else None


@check("BULK-3.7.3-10")
def successes_are_stored(trace: Trace) -> Iterator[Observation]:
    """After a 2xx result, GET shows the change."""
    for effect, result in trace.reported():
        stored = _is_stored(effect) if result.succeeded and effect.sole_operation_on_resource else None
        if stored is not None and not effect.malformed and BULK_ID_PREFIX not in effect.operation.path:
            message = f"{effect.title} has {effect.reported}, but GET does not show its effect"
            got = [dict(found.document) for found in effect.stored] or "no such resource"
            yield expect(stored, effect, message, expected="the resource as sent", got=got)


def _is_unchanged(effect: Effect) -> bool:
    """Return whether the resource of a PUT, PATCH or DELETE is as before, except for meta."""
    before, after = effect.previous, effect.stored[0] if effect.stored else None
    if before is None or after is None:
        return before is None and not effect.created
    keys = before.document.keys() | after.document.keys()
    return all(before.document.get(key) == after.document.get(key) for key in keys - {"meta"})


@check("BULK-3.7.3-11")
def failures_changed_nothing(trace: Trace) -> Iterator[Observation]:
    """After an error result, GET shows no part of the operation."""
    for effect, result in trace.reported():
        unknown = not (effect.created or effect.stored or effect.interaction.after.complete)
        if not result.failed or not effect.undisturbed_by_others or unknown:
            continue
        unchanged = not effect.created if effect.operation.creates else _is_unchanged(effect)
        change = "created a resource" if effect.operation.creates else "changed or deleted its resource"
        message = f"{effect.title} has {effect.reported}, but {change}"
        got = "" if unchanged else [dict(found.document) for found in effect.stored] or "no such resource"
        yield expect(unchanged, effect, message, expected="the resources as before", got=got)


@check("BULK-3.7.3-11", "everything-fails")
def failures_leave_other_resources_unchanged(trace: Trace) -> Iterator[Observation]:
    """An existing resource remains, although a failed POST contains its id."""
    for bulk in trace.bulk_requests:
        if not bulk.accepted or any(effect.done for effect in bulk.effects):
            yield inconclusive(bulk.exchange, "not every operation is reported as failed")
            continue
        for found in bulk.before.resources:
            read = bulk.after.reads.get(found.path)
            if read is None or read.unanswered:
                yield inconclusive(read or bulk.exchange, f"GET {found.path} has no response")
                continue
            message = f"{found.path} is gone after a bulk request in which every operation failed"
            holds, got = read.status not in (404, 410), f"GET returns HTTP {read.status}"
            yield expect(holds, bulk.exchange, message, expected="GET shows the resource", got=got)


@check("BULK-3.7.3-12")
def failed_post_has_no_location(trace: Trace) -> Iterator[Observation]:
    """The result of a failed POST has no location."""
    for effect, result in trace.reported():
        if result.failed and effect.operation.creates and not effect.malformed:
            got = result.location
            message = f"the failed result of {effect.title} has the location {got}"
            yield expect(got is None, effect.at("location"), message, expected="no location", got=got)
