"""Checks of single results: method, bulkId, location, response."""

import json
from collections.abc import Iterator
from urllib.parse import unquote

from conformance.check.observation import Observation, choice, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.exchange import Exchange
from conformance.scim.bulk_response import Result
from conformance.scim.document import BULK_ID_PREFIX, attr, texts
from conformance.scim.paths import normal, plain
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


@check("BULK-3.7-11")
def result_names_its_method(trace: Trace) -> Iterator[Observation]:
    """The method is the one that was sent; another letter case is lenient."""
    for effect, result in trace.reported():
        if effect.malformed:
            continue
        method, sent = attr(result.document, "method"), effect.operation.method
        if isinstance(method, str) and method != sent and method.upper() == sent:
            yield lenient(effect, "method in another letter case", expected=f'"{sent}"', got=method)
        else:
            message = f"the result of {effect.title} does not name its method"
            yield expect(method == sent, effect, message, expected=f'"method": "{sent}"', got=method)


def _echo(trace: Trace, *, succeeded: bool) -> Iterator[Observation]:
    for effect, result in trace.reported():
        sent = effect.operation.bulk_id
        reported = result.succeeded if succeeded else result.failed
        if effect.operation.creates and reported and sent is not None and not effect.malformed:
            echoed = attr(result.document, "bulkId")
            message = f"the result of {effect.title} does not carry its bulkId"
            yield expect(echoed == sent, effect, message, expected=f'"bulkId": "{sent}"', got=echoed)


@check("BULK-3.7-13")
def bulk_id_is_returned(trace: Trace) -> Iterator[Observation]:
    """A successful POST gives its bulkId back."""
    return _echo(trace, succeeded=True)


@check("BULK-3.7-14")
def bulk_id_is_returned_on_failure(trace: Trace) -> Iterator[Observation]:
    """A failed POST gives its bulkId back."""
    return _echo(trace, succeeded=False)


@check("BULK-3.7-18")
def bulk_id_is_not_made_up(trace: Trace) -> Iterator[Observation]:
    """PUT, PATCH and DELETE give the bulkId that was sent, or none."""
    for effect, result in trace.reported():
        if effect.operation.creates:
            continue
        sent, got = effect.operation.bulk_id, attr(result.document, "bulkId")
        message = f"the result of {effect.title} carries another bulkId than was sent"
        expected = "no bulkId" if sent is None else f'"{sent}", or none'
        yield expect(got in (None, sent), effect.exchange, message, expected=expected, got=got)


@check("BULK-3.7-24")
def success_has_a_location(trace: Trace) -> Iterator[Observation]:
    """Each success says where its resource is."""
    for effect, result in trace.reported():
        if result.succeeded and not effect.malformed:
            message = f"the successful result of {effect.title} has no location"
            got = attr(result.document, "location")
            yield expect(bool(result.location), effect.exchange, message, expected="location: a URL", got=got)


@check("BULK-3.7-25")
def location_is_absolute(trace: Trace) -> Iterator[Observation]:
    """A location has a scheme and a host."""
    for effect, result in trace.reported():
        if result.location and result.succeeded:
            absolute = bool(result.origin)
            message = f"the location of {effect.title} is not absolute"
            yield expect(absolute, effect, message, expected="an absolute URL", got=result.location)


def _is_elsewhere(effect: Effect, result: Result) -> bool:
    """Tell whether a location is at another origin than the one that was asked; one of no origin is not."""
    asked, origin = normal(effect.exchange.request.url), normal(result.origin)
    return bool(origin) and not asked.startswith(f"{origin}/")


def _is_its_own_address(effect: Effect, result: Result) -> bool:
    """Tell whether the resource itself gives this location as its own: a server may have a public name."""
    location = result.location or ""
    resources = effect.interaction.after.resources
    named = (found for found in resources if plain(location).endswith(plain(found.path)))
    own = (attr(attr(found.document, "meta"), "location") for found in named)
    return any(shown is None or normal(str(shown)) == normal(location) for shown in own)


def _unasked(seen: Exchange, result: Result) -> Observation:
    return inconclusive(seen, f"{result.location} is at another origin: run against the server's URL there")


@check("BULK-3.7-26")
def location_leads_to_the_resource(trace: Trace) -> Iterator[Observation]:
    """GET of the location of a success shows the resource that the operation is about."""
    for effect, result in trace.reported():
        read = effect.interaction.after.reads.get(result.location or "")
        by_bulk_id = BULK_ID_PREFIX in effect.operation.path
        judged = (
            result.succeeded and (effect.sole_operation_on_resource or by_bulk_id) and not effect.malformed
        )
        if read is None or effect.operation.method == "DELETE" or not judged:
            continue
        if read.unanswered or read.turned_away:
            yield inconclusive(read, f"GET {result.location}: {read.problem or read.status}")
            continue
        if read.withheld and _is_elsewhere(effect, result) and _is_its_own_address(effect, result):
            yield _unasked(read, result)
            continue
        sent = effect.kind.name_of(effect.operation.data)
        name = sent if effect.operation.method != "PATCH" else effect.subject
        shown = effect.kind.name_of(read.json) or ""
        got = f"GET {result.location}: {read.status or read.problem}, {shown!r}"
        message = f"the location of {effect.title} does not lead to its resource"
        right = read.status == 200 and (name is None or shown.lower() == name.lower())
        yield expect(right, effect, message, expected=f"GET shows {name!r}", got=got)


@check("BULK-3.7-26")
def location_of_what_is_gone_names_it(trace: Trace) -> Iterator[Observation]:
    """The location of a successful DELETE is that of the resource, not of its collection."""
    for effect, result in trace.reported():
        path = effect.operation.path
        gone = effect.operation.method == "DELETE" and result.succeeded and not effect.malformed
        if gone and result.location and BULK_ID_PREFIX not in path:
            if _is_elsewhere(effect, result):
                yield _unasked(effect.exchange, result)
                continue
            named = path.rstrip("/").rpartition("/")[2]
            message = f"the location of {effect.title} does not name what was deleted"
            right = unquote(named) in unquote(result.location)
            yield expect(right, effect, message, expected=f"{named} in it", got=result.location)


@check("BULK-3.7-27")
def error_has_a_response(trace: Trace) -> Iterator[Observation]:
    """Each result outside the 200 series carries a body, in response or (older servers) in status."""
    for effect, result in trace.reported():
        if result.failed:
            message = f"the failed result of {effect.title} has no response"
            holds = result.error is not None
            yield expect(holds, effect, message, expected="response: an Error", got=result.document)


@check("BULK-3.7-28")
def response_on_success(trace: Trace) -> Iterator[Observation]:
    """Whether the server sends the body of a success."""
    for effect, result in trace.reported():
        if result.succeeded and effect.operation.method != "DELETE":
            sent = "carry a response" if result.response is not None else "carry no response"
            yield choice(effect, f"successful results {sent}")


def _shows_reference(effect: Effect, result: Result) -> bool:
    """Tell whether a response still shows as text a reference that is resolved in the store."""
    kept = {text for found in effect.stored for text in texts(dict(found.document))}
    shown = {text for text in texts(result.response) if text.startswith(BULK_ID_PREFIX)}
    return bool(shown - kept)


def _quoted(response: object) -> object:
    """Return a response as it is shown; of a text it has to be seen that it is one."""
    return f"a text: {json.dumps(response)}" if isinstance(response, str) else response


def _shows_what_was_before(effect: Effect, result: Result) -> bool:
    """Tell whether a response still shows the text that its operation has changed in the store."""
    before, after = effect.previous, effect.stored[0].text
    shown = effect.kind.text_of(result.response)
    return before is not None and None not in (shown, after) and shown == before.text != after


@check("BULK-3.7-29")
def response_on_success_is_the_resource(trace: Trace) -> Iterator[Observation]:
    """A response of a success is the representation of the operation's own resource."""
    for effect, result in trace.reported():
        if not result.succeeded or effect.operation.method == "DELETE":
            continue
        if result.response in (None, {}):  # an empty object is as good as none
            yield inapplicable(effect, "successful results carry no response")
        elif len(effect.stored) == 1 and effect.sole_operation_on_resource:
            stored, got = effect.stored[0], attr(result.response, "id")
            message = f"the response of {effect.title} is not its resource"
            expected = f'the resource with "id": "{stored.id}"'
            right = str(got) == stored.id and not _shows_reference(effect, result)
            right &= not _shows_what_was_before(effect, result)
            yield expect(right, effect, message, expected=expected, got=_quoted(result.response))


@check("BULK-3.7-30")
def error_response_is_an_object(trace: Trace) -> Iterator[Observation]:
    """The response of an error is an object in response; inside status it is the older layout."""
    for effect, result in trace.reported():
        if not result.failed or result.error is None:
            continue
        expected = "response: an Error object"
        if result.response is None:
            yield lenient(effect, "the Error stands inside status", expected=expected, got=result.document)
        else:
            message = f"the response of {effect.title} is no object"
            holds = isinstance(result.response, dict)
            yield expect(holds, effect, message, expected=expected, got=_quoted(result.response))
