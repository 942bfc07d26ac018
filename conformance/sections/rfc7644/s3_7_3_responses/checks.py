"""Checks of the results: complete, truthful, and told as the single request would have been."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import BULK_ID_PREFIX, attr
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace

CODES = {"POST": (201,), "PUT": (200,), "PATCH": (200, 204), "DELETE": (204,)}
"""What a single request answers on success (RFC 7644 sections 3.3, 3.5.1, 3.5.2 and 3.6)."""

PRECISE = (404, 409, 412)
"""Error codes whose meaning is lost when another one of their class stands in for them."""

LOWER_CASE = "attribute-names-in-lower-case"
"""Whether its job is one at all is open; CORE-2.1-01 judges it."""


@check("BULK-3.7.3-01")
def every_operation_has_a_result(trace: Trace) -> Iterator[Observation]:
    """No operation is without a result; with failOnErrors, none of which the store shows an effect."""
    for effect in trace.effects() if trace.scenario != LOWER_CASE else ():
        limited = effect.interaction.job is not None and effect.interaction.job.fail_on_errors is not None
        gone = effect.previous is not None and not effect.stored
        shows = effect.sole_operation_on_resource and (effect.created or gone)
        if effect.result or not limited or shows:
            got = "no result" if effect.result is None else "a result"
            message = f"{effect.title} has no result"
            yield expect(effect.result is not None, effect, message, expected="a result", got=got)


@check("BULK-3.7.3-02")
def failed_changes_have_a_location(trace: Trace) -> Iterator[Observation]:
    """A failed PUT, PATCH or DELETE of a resource carries a location."""
    for effect, result in trace.reported():
        resolved = BULK_ID_PREFIX not in effect.operation.path
        if result.failed and not effect.operation.creates and not effect.malformed and resolved:
            message = f"the failed result of {effect.title} has no location"
            got = result.document
            yield expect(bool(result.location), effect.exchange, message, expected="location: a URL", got=got)


@check("BULK-3.7.3-03")
def results_have_a_status(trace: Trace) -> Iterator[Observation]:
    """An HTTP status code can be read from every result."""
    for effect, result in trace.reported():
        message = f"the result of {effect.title} has no status code"
        readable = result.status.code is not None
        expected = "status: a code of three digits"
        yield expect(readable, effect, message, expected=expected, got=result.status.raw)


@check("BULK-3.7.3-04")
def status_is_a_string(trace: Trace) -> Iterator[Observation]:
    """A status that can be read is a JSON string."""
    for effect, result in trace.reported():
        if result.status.code is not None:
            message = f"the status of {effect.title} is no string"
            text = result.status.form == "string"
            expected = f'"{result.status.code}"'
            yield expect(text, effect, message, expected=expected, got=result.status.raw)


@check("BULK-3.7.3-05")
def success_codes_are_those_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """A success carries the code that its method has alone; another 2xx than 201 for a POST fails."""
    for effect, result in trace.reported():
        codes = CODES.get(effect.operation.method, ())
        if not result.succeeded or effect.malformed:
            continue
        code, expected = result.status.code, " | ".join(map(str, codes))
        message = f"{effect.title} is reported as {code}"
        if code in codes or effect.operation.creates:
            yield expect(code in codes, effect, message, expected=expected, got=code)
        else:
            yield lenient(effect, message, expected=expected, got=code)


@check("BULK-3.7.3-05", "partial-failure", "data-without-a-required-attribute")
def error_codes_are_those_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """A failure carries the code that the same request gets alone."""
    for effect in trace.effects():
        label = "delete-missing" if effect.operation.method == "DELETE" else effect.operation.bulk_id
        alone, code = trace.singles.get(label or ""), effect.code
        if alone is None or alone.status is None or code is None:
            continue
        if alone.status < 400:
            yield inconclusive(alone, f"alone, {effect.title} is not refused as it has to be")
            continue
        message = f"{effect.title} is reported as {code}, alone it answers {alone.status}"
        if code // 100 == alone.status // 100 and code != alone.status and alone.status not in PRECISE:
            yield lenient(effect, message, expected=str(alone.status), got=code)
        else:
            yield expect(code == alone.status, effect, message, expected=str(alone.status), got=code)


@check("BULK-3.7.3-06")
def errors_explain_themselves(trace: Trace) -> Iterator[Observation]:
    """A failed result has a detail in its Error, or a description in its status."""
    for effect, result in trace.reported():
        if result.failed and result.error is not None and not isinstance(result.error, dict):
            yield inconclusive(effect, f"the response of {effect.title} is no object; see BULK-3.7-30")
        elif result.failed:
            texts = (attr(result.error, "detail"), attr(result.status.raw, "description"))
            told = any(str(text).strip() for text in texts if text is not None)
            if result.error is None and not told:
                continue  # nothing at all: that is BULK-3.7-27
            message = f"the failure of {effect.title} is not explained"
            expected = "detail: a text"
            yield expect(told, effect, message, expected=expected, got=result.document)


@check("BULK-3.7.3-07", "one-error-ends-the-job", "two-errors-end-the-job")
def ended_job_returns_its_results(trace: Trace) -> Iterator[Observation]:
    """What stands before the error that ended the job has a result, that error too; put off is lenient."""
    for bulk in trace.bulk_requests:
        last = 1 if bulk.job and bulk.job.fail_on_errors == 1 else 2
        if bulk.exchange.status is None or bulk.exchange.status >= 500 or bulk.exchange.turned_away:
            yield inconclusive(
                bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}"
            )
            continue
        went_on = any(later.created for later in bulk.effects[last + 1 :])
        ended = sum(result.failed for result in bulk.answer.results) >= last
        for effect in bulk.effects[: last + 1]:
            rest = bulk.effects[effect.index :]
            tried = any(later.result or later.created for later in rest)
            if effect.result is None and (went_on or (not tried and bulk.answer.processed and last == 2)):
                continue  # it did not end there: that is BULK-3.7-34 or BULK-3.7-35
            got = "no result" if effect.result is None else "a result"
            if effect.result is None and ended and bulk.after.complete and not effect.created:
                message = f"{effect.title} has no result, since a later operation was run before it"
                yield lenient(bulk.exchange, message, expected="a result", got=got)
                continue
            message = f"{effect.title} was processed and its result is missing"
            yield expect(effect.result is not None, bulk.exchange, message, expected="a result", got=got)


@check("BULK-3.7.3-08", "one-error-ends-the-job", "two-errors-end-the-job")
def nothing_behind_the_end_is_reported_done(trace: Trace) -> Iterator[Observation]:
    """Operations that were not run are not listed; listing them as failed is lenient."""
    for bulk in trace.bulk_requests:
        last = 1 if bulk.job and bulk.job.fail_on_errors == 1 else 2
        if not bulk.accepted or sum(result.failed for result in bulk.answer.results) < last:
            yield inconclusive(bulk.exchange, "the errors that should end the job were not reported")
            continue
        # Of two changes of one resource, the later one hides the earlier.
        for effect in (each for each in bulk.effects[last + 1 :] if each.sole_operation_on_resource):
            code = effect.result.status.code if effect.result else None
            message = f"{effect.title} stands behind the end of the job and is listed"
            if effect.result and not effect.done and not effect.created:
                yield lenient(bulk.exchange, message, expected="not listed", got=f"status {code}")
            else:
                gone = effect.previous is not None and not effect.stored
                holds = effect.result is None or bool(effect.created) or gone
                got = f"status {code}, not done" if effect.result else "not listed"
                yield expect(holds, bulk.exchange, f"{message} as done", expected="not listed", got=got)


@check("BULK-3.7.3-09", "everything-fails")
def failed_job_is_answered_like_any_other(trace: Trace) -> Iterator[Observation]:
    """200 with all results; a 4xx with all results is lenient."""
    for bulk in trace.bulk_requests:
        status, listed = bulk.exchange.status, len(bulk.answer.results)
        if status is None:
            yield inconclusive(bulk.exchange, bulk.exchange.problem)
            continue
        if gap := turned_away(bulk.exchange):
            yield gap
            continue
        got, expected = f"HTTP {status} with {listed} results", f"200 with {len(bulk.effects)} results"
        message = "a job in which everything failed is answered in another way"
        if 400 <= status < 500 and listed == len(bulk.effects):
            yield lenient(bulk.exchange, message, expected=expected, got=got)
        else:
            # Another 2xx is the business of BULK-3.7-31.
            yield expect(status < 300 and listed > 0, bulk.exchange, message, expected=expected, got=got)


def _is_stored(effect: Effect) -> bool | None:
    """Tell whether the store shows what a success reports; None where that cannot be told."""
    if effect.operation.method == "DELETE":
        return None  # that is RESOURCE-3.6-01
    if not effect.stored and not effect.interaction.after.complete:
        return None
    if effect.operation.creates:
        return bool(effect.stored)
    if effect.operation.method == "PUT" and effect.operation.data and effect.stored:
        sent = effect.kind.text_of(effect.operation.data)
        if sent is None or effect.previous is None or effect.previous.text is None:
            return None
        return bool(effect.stored[0].text == sent)
    return bool(effect.stored) if effect.operation.method == "PATCH" else None


@check("BULK-3.7.3-10")
def successes_are_stored(trace: Trace) -> Iterator[Observation]:
    """What a 2xx result reports is what GET shows."""
    for effect, result in trace.reported():
        stored = _is_stored(effect) if result.succeeded and effect.sole_operation_on_resource else None
        if stored is not None and not effect.malformed and BULK_ID_PREFIX not in effect.operation.path:
            message = f"{effect.title} is reported as done but the store does not show it"
            got = [dict(found.document) for found in effect.stored] or "no such resource"
            yield expect(stored, effect, message, expected="stored as reported", got=got)


def _unchanged(effect: Effect) -> bool:
    before, after = effect.previous, effect.stored[0] if effect.stored else None
    if before is None or after is None:
        return before is None and not effect.created
    keys = before.document.keys() | after.document.keys()
    return all(before.document.get(key) == after.document.get(key) for key in keys - {"meta"})


@check("BULK-3.7.3-11")
def failures_changed_nothing(trace: Trace) -> Iterator[Observation]:
    """What an error result reports as failed has left no trace."""
    for effect, result in trace.reported():
        unseen = not (effect.created or effect.stored or effect.interaction.after.complete)
        if not result.failed or not effect.undisturbed_by_others or unseen:
            continue
        clean = not effect.created if effect.operation.creates else _unchanged(effect)
        message = f"{effect.title} is reported as failed but it changed the store"
        got = [dict(found.document) for found in effect.stored] or "the resource is gone"
        yield expect(clean, effect, message, expected="nothing changed", got=got if not clean else "")


@check("BULK-3.7.3-11", "everything-fails")
def failures_touch_nobody_else(trace: Trace) -> Iterator[Observation]:
    """Who was there is still there, though a POST that failed has named that id as its own."""
    for bulk in trace.bulk_requests:
        if not bulk.accepted or any(effect.done for effect in bulk.effects):
            yield inconclusive(bulk.exchange, "not every operation was reported as failed")
            continue
        for found in bulk.before.resources:
            read = bulk.after.reads.get(found.path)
            if read is None or read.unanswered:
                yield inconclusive(bulk.exchange, f"{found.path} could not be read")
                continue
            message = f"{found.path} is gone after a job in which everything failed"
            holds = read.status not in (404, 410)
            yield expect(holds, bulk.exchange, message, expected="nothing changed", got=f"GET: {read.status}")


@check("BULK-3.7.3-12")
def failed_post_has_no_location(trace: Trace) -> Iterator[Observation]:
    """A POST that failed made nothing that could have a location."""
    for effect, result in trace.reported():
        if result.failed and effect.operation.creates and not effect.malformed:
            message = f"the failed result of {effect.title} has a location"
            got = result.location
            yield expect(got is None, effect, message, expected="no location", got=got)
