"""Checks of media types and encodings."""

from collections.abc import Iterator
from dataclasses import replace

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.trace.trace import Trace

SCIM, JSON = "application/scim+json", "application/json"


@check("FORMAT-3.8-01")
def answers_are_json(trace: Trace) -> Iterator[Observation]:
    """The body of each answer is JSON in UTF-8."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.response is None or (bulk.exchange.status or 0) >= 400:
            continue
        truncated = bulk.exchange.response.truncated
        message = "the answer is larger than we read" if truncated else "the answer is not JSON in UTF-8"
        got = bulk.exchange.problem
        yield expect(not got, bulk.exchange, message, expected="a JSON document", got=got)


@check("FORMAT-3.8-02")
def answers_are_scim_json(trace: Trace) -> Iterator[Observation]:
    """The media type is application/scim+json where we asked for it; application/json is lenient."""
    for bulk in trace.bulk_requests:
        response = bulk.exchange.response
        accept = dict(bulk.exchange.request.headers).get("Accept", SCIM)
        if response is None or not response.body or accept != SCIM:
            continue
        got = response.media_type or "no Content-Type"
        message = f"an answer with HTTP {response.status} is sent as {got}"
        if response.media_type == JSON:
            yield lenient(bulk.exchange, message, expected=SCIM, got=got)
        else:
            yield expect(response.media_type == SCIM, bulk.exchange, message, expected=SCIM, got=got)


def _taken(trace: Trace, what: str) -> Iterator[Observation]:
    for bulk in trace.bulk_requests:
        if bulk.exchange.failure:
            yield inconclusive(bulk.exchange, bulk.exchange.failure.detail)
        elif gap := turned_away(bulk.exchange):
            yield gap
        else:
            got = f"HTTP {bulk.exchange.status}"
            yield expect(
                bulk.accepted, bulk.exchange, f"{what} is refused", expected="a processed job", got=got
            )


@check("FORMAT-3.8-03", "accept-application-json")
def accept_application_json_is_answered(trace: Trace) -> Iterator[Observation]:
    """Asking for application/json is no reason to refuse a job."""
    return _taken(trace, "a job that asks for application/json")


@check("FORMAT-3.8-04", "charset-parameter")
def charset_parameter_is_accepted(trace: Trace) -> Iterator[Observation]:
    """Naming the default charset is no reason to refuse a job."""
    return _taken(trace, "a job whose media type names charset=utf-8")


@check("FORMAT-3.8-06", "text-plain")
def text_plain_is(trace: Trace) -> Iterator[Observation]:
    """What the server does with a job that calls itself text/plain."""
    for bulk in trace.bulk_requests:
        if gap := turned_away(bulk.exchange):
            yield gap
        elif bulk.exchange.status is not None and bulk.exchange.status < 500:
            taken = "accepted" if bulk.accepted else f"refused with {bulk.exchange.status}"
            yield choice(bulk.exchange, f"a job sent as text/plain is {taken}")


@check("FORMAT-3.8-05", "text-outside-ascii")
def text_outside_ascii_survives(trace: Trace) -> Iterator[Observation]:
    """The bulkId comes back and the text is stored as sent."""
    for effect in trace.effects():
        if effect.done and effect.stored and effect.result:
            sent = effect.resource_type.text_of(effect.operation.data)
            stored = effect.stored[0].text
            message = "text outside ASCII is changed on its way into the store"
            if stored is None:
                yield inconclusive(effect, f"the server does not keep {effect.resource_type.text}")
                continue
            yield expect(stored == sent, effect, message, expected=sent, got=stored)
        echoed = attr(effect.result.document, "bulkId") if effect.result else None
        if isinstance(echoed, str):
            sent = effect.operation.bulk_id or ""
            message = "a bulkId outside ASCII is changed"
            same = echoed.casefold() == sent.casefold()
            yield expect(same, effect, message, expected=sent, got=echoed)


@check("FORMAT-3.8-07", "other-content-types")
def letter_case_of_media_types(trace: Trace) -> Iterator[Observation]:
    """A media type in capitals is the same media type."""
    for bulk in trace.bulk_requests:
        if bulk.label == "Application/SCIM+JSON":
            yield from _taken(replace(trace, bulk_requests=(bulk,)), "a job sent as Application/SCIM+JSON")


@check("FORMAT-3.8-06", "other-content-types")
def other_content_types_are(trace: Trace) -> Iterator[Observation]:
    """What the server does with a job sent as plain JSON, or without a media type."""
    for bulk in trace.bulk_requests:
        if bulk.label == "Application/SCIM+JSON":
            continue
        if gap := turned_away(bulk.exchange):
            yield gap
        elif bulk.exchange.status and bulk.exchange.status < 500:
            taken = "accepted" if bulk.accepted else f"refused with {bulk.exchange.status}"
            yield choice(bulk.exchange, f"a job sent with {bulk.label} is {taken}")


@check("FORMAT-3.8-08", "job-in-chunks")
def chunks_are_read(trace: Trace) -> Iterator[Observation]:
    """A job in chunks is processed; 411 asks for its length; no answer counts when it stays away twice."""
    for bulk in trace.bulk_requests[-1:]:
        if bulk.exchange.status == 411:
            yield choice(bulk.exchange, "a job whose length is not announced is refused with 411")
        elif bulk.exchange.failure and bulk.exchange.failure.kind in ("reset", "protocol"):
            message = "a job in chunks is not answered: " + bulk.exchange.problem
            yield lenient(bulk.exchange, message, expected="a processed job | 411", got="no answer")
        else:
            yield from _taken(replace(trace, bulk_requests=(bulk,)), "a job in chunks")
