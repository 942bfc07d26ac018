"""Checks of the members of a result: method, bulkId, location and response."""

import json
from collections.abc import Iterator
from urllib.parse import unquote

from conformance.check.observation import (
    Observation,
    choice,
    expect,
    inapplicable,
    inconclusive,
    lenient,
    quote,
    show,
)
from conformance.check.registry import check
from conformance.exchange import Place
from conformance.scim.bulk_response import Result
from conformance.scim.document import BULK_ID_PREFIX, attr, texts
from conformance.scim.paths import normal, plain
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


def _value(name: str, value: object) -> str:
    """Return the value of a member of a result in words; a null counts as absent."""
    return f"no {name}" if value is None else f"the {name} {quote(value)}"


@check("BULK-3.7-11")
def result_has_its_method(trace: Trace) -> Iterator[Observation]:
    """A result has the method of its operation; another letter case is lenient."""
    for effect, result in trace.reported():
        if effect.malformed:
            continue
        method, sent = attr(result.document, "method"), effect.operation.method
        message = f"the result of {effect.title} has {_value('method', method)}"
        if isinstance(method, str) and method != sent and method.upper() == sent:
            yield lenient(effect.at("method"), message, expected=sent, got=method)
        else:
            yield expect(method == sent, effect.at("method"), message, expected=sent, got=method)


def _bulk_id_is_returned(trace: Trace, *, succeeded: bool) -> Iterator[Observation]:
    """Observe whether the result of each successful, or each failed, POST has the bulkId that was sent."""
    for effect, result in trace.reported():
        sent = effect.operation.bulk_id
        judged = result.succeeded if succeeded else result.failed
        if effect.operation.creates and judged and sent is not None and not effect.malformed:
            returned = attr(result.document, "bulkId")
            message = f"the result of {effect.title} has {_value('bulkId', returned)}"
            yield expect(returned == sent, effect.at("bulkId"), message, expected=sent, got=returned)


@check("BULK-3.7-13")
def bulk_id_is_returned(trace: Trace) -> Iterator[Observation]:
    """The result of a successful POST has its bulkId."""
    return _bulk_id_is_returned(trace, succeeded=True)


@check("BULK-3.7-14")
def bulk_id_is_returned_on_failure(trace: Trace) -> Iterator[Observation]:
    """The result of a failed POST has its bulkId."""
    return _bulk_id_is_returned(trace, succeeded=False)


@check("BULK-3.7-18")
def bulk_id_is_not_made_up(trace: Trace) -> Iterator[Observation]:
    """The result of a PUT, PATCH or DELETE has the bulkId that was sent, or none."""
    for effect, result in trace.reported():
        if effect.operation.creates:
            continue
        sent, got = effect.operation.bulk_id, attr(result.document, "bulkId")
        message = f"the result of {effect.title} has the bulkId {quote(got)}, which was not sent"
        expected = "no bulkId" if sent is None else f"{sent} | no bulkId"
        yield expect(got in (None, sent), effect.at("bulkId"), message, expected=expected, got=got)


@check("BULK-3.7-24")
def success_has_a_location(trace: Trace) -> Iterator[Observation]:
    """A successful result has a location."""
    for effect, result in trace.reported():
        if result.succeeded and not effect.malformed:
            got = attr(result.document, "location")
            message = f"the successful result of {effect.title} has {_value('location', got)}"
            yield expect(bool(result.location), effect.at("location"), message, expected="a URL", got=got)


@check("BULK-3.7-25")
def location_is_absolute(trace: Trace) -> Iterator[Observation]:
    """A location has a scheme and a host."""
    for effect, result in trace.reported():
        if result.location and result.succeeded:
            message = f"the location {result.location} of {effect.title} is not absolute"
            holds, got = bool(result.origin), result.location
            yield expect(holds, effect.at("location"), message, expected="an absolute URL", got=got)


def _is_at_another_origin(effect: Effect, result: Result) -> bool:
    """Return whether a location is at another origin than the request; a relative URL is not."""
    requested, origin = normal(effect.exchange.request.url), normal(result.origin)
    return bool(origin) and not requested.startswith(f"{origin}/")


def _is_meta_location(effect: Effect, result: Result) -> bool:
    """Return whether a location is the resource's meta.location, or the resource has none.

    A server may have a public name besides the one of the base URL.
    """
    location = result.location or ""
    resources = effect.interaction.after.resources
    named = (found for found in resources if plain(location).endswith(plain(found.path)))
    own = (attr(attr(found.document, "meta"), "location") for found in named)
    return any(shown is None or normal(str(shown)) == normal(location) for shown in own)


def _at_another_origin(place: Place, result: Result) -> Observation:
    """Observe that no request is sent to a location at another origin."""
    return inconclusive(
        place,
        f"the location {result.location} is at another origin, to which no request is sent; "
        "run against the server's URL there",
    )


@check("BULK-3.7-26")
def location_leads_to_the_resource(trace: Trace) -> Iterator[Observation]:
    """GET of the location of a success shows the resource of the operation."""
    for effect, result in trace.reported():
        location = result.location or ""
        read = effect.interaction.after.reads.get(location)
        by_bulk_id = BULK_ID_PREFIX in effect.operation.path
        judged = (
            result.succeeded and (effect.sole_operation_on_resource or by_bulk_id) and not effect.malformed
        )
        if read is None or effect.operation.method == "DELETE" or not judged:
            continue
        if read.unanswered or read.turned_away:
            message = f"GET {location} shows nothing: {read.problem or f'HTTP {read.status}'}"
            yield inconclusive(read, message)
            continue
        if read.withheld and _is_at_another_origin(effect, result) and _is_meta_location(effect, result):
            yield _at_another_origin(effect.at("location"), result)
            continue
        sent = effect.resource_type.name_of(effect.operation.data)
        name = sent if effect.operation.method != "PATCH" else effect.subject
        shown = effect.resource_type.name_of(read.json) or ""
        message = f"the location {location} of {effect.title} does not lead to its resource"
        holds = read.status == 200 and (name is None or shown.lower() == name.lower())
        expected = f"GET returns HTTP 200 and shows {name!r}"
        got = f"GET returns HTTP {read.status} and shows {shown!r}" if read.status else read.problem
        yield expect(holds, effect.at("location"), message, expected=expected, got=got)


@check("BULK-3.7-26")
def location_of_a_delete_names_the_resource(trace: Trace) -> Iterator[Observation]:
    """The location of a successful DELETE contains the id of the resource."""
    for effect, result in trace.reported():
        path = effect.operation.path
        deleted = effect.operation.method == "DELETE" and result.succeeded and not effect.malformed
        if not deleted or not result.location or BULK_ID_PREFIX in path:
            continue
        if _is_at_another_origin(effect, result):
            yield _at_another_origin(effect.at("location"), result)
            continue
        id_ = path.rstrip("/").rpartition("/")[2]
        message = f"the location {result.location} of {effect.title} does not contain the id {id_}"
        holds = unquote(id_) in unquote(result.location)
        expected = f"a URL that contains {id_}"
        yield expect(holds, effect.at("location"), message, expected=expected, got=result.location)


@check("BULK-3.7-27")
def error_has_a_response(trace: Trace) -> Iterator[Observation]:
    """A failed result has a body in response, or in status, as older servers send it."""
    for effect, result in trace.reported():
        if result.failed:
            message = f"the failed result of {effect.title} has no response"
            holds = result.error is not None
            yield expect(holds, effect, message, expected='"response": an Error', got=result.document)


@check("BULK-3.7-28")
def response_on_success(trace: Trace) -> Iterator[Observation]:
    """The report notes whether the server sends the body of a successful operation."""
    for effect, result in trace.reported():
        if result.succeeded and effect.operation.method != "DELETE":
            has = "have a response" if result.response is not None else "have no response"
            yield choice(effect, f"successful results {has}")


def _shown_as_text(value: object) -> object:
    """Return a response as messages show it; a string is marked as such."""
    return f"the string {json.dumps(value)}" if isinstance(value, str) else value


def _mismatch(effect: Effect, result: Result) -> str:
    """Return how the response of a success differs from the stored resource; empty if it does not."""
    stored, id_ = effect.stored[0], attr(result.response, "id")
    if not isinstance(result.response, dict):
        return f"is not an object: {show(_shown_as_text(result.response))}"
    if str(id_) != stored.id:
        return f"has {_value('id', id_)}, but the resource has the id {quote(stored.id)}"
    stored_texts = set(texts(dict(stored.document)))
    references = {text for text in texts(result.response) if text.startswith(BULK_ID_PREFIX)}
    if unresolved := sorted(references - stored_texts):
        return f"shows {quote(unresolved[0])}, a reference that is resolved in the stored resource"
    before, shown = effect.previous, effect.resource_type.text_of(result.response)
    if before and None not in (shown, stored.text) and shown == before.text != stored.text:
        return f"shows {quote(shown)}, the value before the operation, but {quote(stored.text)} is stored"
    return ""


@check("BULK-3.7-29")
def response_on_success_is_the_resource(trace: Trace) -> Iterator[Observation]:
    """The response of a success is the resource of its operation."""
    for effect, result in trace.reported():
        if not result.succeeded or effect.operation.method == "DELETE":
            continue
        if result.response in (None, {}):  # an empty object is equivalent to no response
            yield inapplicable(effect, "successful results have no response")
        elif len(effect.stored) == 1 and effect.sole_operation_on_resource:
            mismatch = _mismatch(effect, result)
            message = f"the response of {effect.title} {mismatch}"
            expected = f'the resource with "id": "{effect.stored[0].id}"'
            got = _shown_as_text(result.response)
            yield expect(not mismatch, effect.at("response"), message, expected=expected, got=got)


@check("BULK-3.7-30")
def error_response_is_an_object(trace: Trace) -> Iterator[Observation]:
    """The Error of a failed result is an object in response; in status, as in older servers, is lenient."""
    for effect, result in trace.reported():
        if not result.failed or result.error is None:
            continue
        expected = '"response": an Error object'
        if result.response is None:
            message = f"the Error of {effect.title} is in status instead of response"
            yield lenient(effect.at("status"), message, expected=expected, got=result.document)
        else:
            got = _shown_as_text(result.response)
            message = f"the response of {effect.title} is not an object: {show(got)}"
            holds = isinstance(result.response, dict)
            yield expect(holds, effect.at("response"), message, expected=expected, got=got)
