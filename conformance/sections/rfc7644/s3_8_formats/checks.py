"""Checks of media types and encodings, of single requests and bulk requests."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import unreported
from conformance.check.evidence import single_requests, turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.exchange import Exchange, Place
from conformance.scim.document import attr
from conformance.sections.rfc7644.s3_8_formats.scenarios import CAPITALS, USUAL
from conformance.trace.interaction import BulkInteraction, Interaction
from conformance.trace.trace import Trace

SCIM, JSON = "application/scim+json", "application/json"


def _responses(trace: Trace) -> Iterator[tuple[str, Exchange]]:
    """Iterate over the exchanges that check the form of responses, each with its request in a few words."""
    for single in single_requests(trace):
        if single.exchange.response and single.exchange.response.body:
            yield f"{single.operation.method} {single.operation.path}", single.exchange
    for bulk in trace.bulk_requests:
        if bulk.exchange.response:
            yield "a bulk request", bulk.exchange


@check("FORMAT-3.8-01")
def successful_responses_are_json_in_utf_8(trace: Trace) -> Iterator[Observation]:
    """The body of a successful response is JSON in UTF-8."""
    for request, exchange in _responses(trace):
        if exchange.response is None or exchange.response.status >= 400:
            continue
        truncated = exchange.response.truncated
        wrong = "is larger than the run reads" if truncated else "is not JSON in UTF-8"
        message = f"the HTTP {exchange.status} response to {request} {wrong}"
        holds = not exchange.problem
        yield expect(holds, exchange, message, expected="a JSON document", got=exchange.problem)


@check("FORMAT-3.8-02")
def responses_are_scim_json(trace: Trace) -> Iterator[Observation]:
    """A response has the requested media type application/scim+json; application/json is a warning."""
    for request, exchange in _responses(trace):
        response = exchange.response
        accept = dict(exchange.request.headers).get("Accept", SCIM)
        if response is None or not response.body or accept != SCIM:
            continue
        got = response.media_type or "no Content-Type"
        message = f"the HTTP {response.status} response to {request} has {got} instead of {SCIM}"
        place = Place(exchange, header="content-type")
        no_evidence = exchange.turned_away or response.status >= 500 or exchange.problem
        if no_evidence and response.media_type == SCIM:
            continue  # a correct media type alone proves nothing
        if response.media_type == JSON:
            yield lenient(place, message, expected=SCIM, got=got)
        else:
            yield expect(response.media_type == SCIM, place, message, expected=SCIM, got=got)


def _sent(trace: Trace) -> Iterator[tuple[str, Interaction]]:
    """Iterate over the requests in an unusual encoding, each with what it is.

    Single requests are left out if the server does not create such a user in the usual way either.
    """
    usual = trace.single_requests.get(USUAL)
    if usual and 200 <= (usual.exchange.status or 0) < 300:
        for label, single in trace.single_requests.items():
            if label != USUAL:
                yield f"{single.operation.method} {single.operation.path}", single
    for bulk in trace.bulk_requests:
        yield "a bulk request", bulk


def _is_accepted(request: Interaction) -> bool:
    """Return whether the server processed a request."""
    if isinstance(request, BulkInteraction):
        return request.accepted
    return 200 <= (request.exchange.status or 0) < 300


def _no_evidence(request: Interaction) -> Observation | None:
    """Observe that a response does not show whether the server processed a request; None if it does."""
    gap = unreported(request) if isinstance(request, BulkInteraction) else None
    return turned_away(request.exchange) or gap


def _acceptance(request: Interaction, subject: str) -> Observation:
    """Observe that the server processes a request in an unusual encoding."""
    exchange = request.exchange
    if exchange.failure:
        return inconclusive(exchange, exchange.failure.detail)
    if gap := _no_evidence(request):
        return gap
    message = f"the server rejects {subject}: HTTP {exchange.status}"
    holds = _is_accepted(request)
    return expect(holds, exchange, message, expected="a processed request", got=f"HTTP {exchange.status}")


def _handling(request: Interaction, subject: str) -> Iterator[Observation]:
    """Observe what the server does with a request that it may accept or reject."""
    exchange = request.exchange
    if gap := _no_evidence(request):
        yield gap
    elif exchange.status is not None and exchange.status < 500:
        accepted = _is_accepted(request)
        rejected = f"the server rejects {subject}: HTTP {exchange.status}"
        yield choice(exchange, f"the server processes {subject}" if accepted else rejected)


@check("FORMAT-3.8-03", "accept-application-json")
def accept_application_json_is_supported(trace: Trace) -> Iterator[Observation]:
    """The server processes a request with Accept: application/json."""
    for what, request in _sent(trace):
        yield _acceptance(request, f"{what} with Accept: application/json")


@check("FORMAT-3.8-04", "charset-parameter")
def charset_utf_8_is_accepted(trace: Trace) -> Iterator[Observation]:
    """The server processes a request whose media type has the parameter charset=utf-8."""
    for what, request in _sent(trace):
        yield _acceptance(request, f"{what} with charset=utf-8 in its Content-Type")


@check("FORMAT-3.8-06", "text-plain")
def text_plain_may_be_accepted(trace: Trace) -> Iterator[Observation]:
    """The report notes what the server does with Content-Type: text/plain."""
    for what, request in _sent(trace):
        yield from _handling(request, f"{what} with Content-Type: text/plain")


@check("FORMAT-3.8-05", "text-outside-ascii")
def text_outside_ascii_is_unchanged(trace: Trace) -> Iterator[Observation]:
    """The server stores the text and returns the bulkId as sent."""
    for effect in trace.all_effects():
        if effect.done and effect.stored and effect.result:
            sent = effect.resource_type.text_of(effect.operation.data)
            stored = effect.stored[0].text
            if stored is None:
                yield inconclusive(effect, f"the server does not store {effect.resource_type.text}")
                continue
            message = (
                f"{effect.title} is stored with {effect.resource_type.text} {stored!r} instead of {sent!r}"
            )
            yield expect(stored == sent, effect, message, expected=sent, got=stored)
        returned = attr(effect.result.document, "bulkId") if effect.result else None
        if isinstance(returned, str):
            bulk_id = effect.operation.bulk_id or ""
            message = f"the result of {effect.title} has the bulkId {returned!r}"
            same = returned.casefold() == bulk_id.casefold()
            yield expect(same, effect.at("bulkId"), message, expected=bulk_id, got=returned)


@check("FORMAT-3.8-07", "other-content-types")
def media_types_are_case_insensitive(trace: Trace) -> Iterator[Observation]:
    """The server processes a request with Content-Type: Application/SCIM+JSON."""
    for what, request in _sent(trace):
        if request.label == CAPITALS:
            yield _acceptance(request, f"{what} with Content-Type: {CAPITALS}")


@check("FORMAT-3.8-06", "other-content-types")
def other_media_types_may_be_accepted(trace: Trace) -> Iterator[Observation]:
    """The report notes what the server does with plain JSON and without a media type."""
    for what, request in _sent(trace):
        if request.label != CAPITALS:
            yield from _handling(request, f"{what} with {request.label}")


@check("FORMAT-3.8-08", "chunked-body")
def chunked_requests_are_processed(trace: Trace) -> Iterator[Observation]:
    """The server processes a chunked body or rejects it with 411; a second missing response is a warning."""
    for what, request in dict(_sent(trace)).items():
        exchange = request.exchange
        if exchange.status == 411:
            yield choice(exchange, f"the server rejects {what} without Content-Length with HTTP 411")
        elif exchange.failure and exchange.failure.kind in ("reset", "protocol"):
            message = f"the server does not respond to {what} with a chunked body: {exchange.problem}"
            yield lenient(exchange, message, expected="a processed request | HTTP 411", got="no response")
        else:
            yield _acceptance(request, f"{what} with a chunked body")
