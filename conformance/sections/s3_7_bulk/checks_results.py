"""Checks of single results: method, bulkId, location, response."""

import json
from collections.abc import Iterator
from urllib.parse import unquote

from conformance.document import BULK_ID_PREFIX, attr, texts
from conformance.engine.jobrun import Outcome
from conformance.engine.observation import Observation, choice, expect, inapplicable, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import Trace
from conformance.jobs.answer import Result
from conformance.paths import normal, plain
from conformance.target.evidence import Exchange


@check("BULK-3.7-11")
def result_names_its_method(trace: Trace) -> Iterator[Observation]:
    """The method is the one that was sent; another letter case is lenient."""
    for outcome, result in trace.reported():
        if outcome.malformed:
            continue
        method, sent = attr(result.document, "method"), outcome.operation.method
        if isinstance(method, str) and method != sent and method.upper() == sent:
            yield lenient(outcome.exchange, "method in another letter case", expected=f'"{sent}"', got=method)
        else:
            message = f"the result of {outcome.title} does not name its method"
            yield expect(
                method == sent, outcome.exchange, message, expected=f'"method": "{sent}"', got=method
            )


def _echo(trace: Trace, *, succeeded: bool) -> Iterator[Observation]:
    for outcome, result in trace.reported():
        sent = outcome.operation.bulk_id
        reported = result.succeeded if succeeded else result.failed
        if outcome.operation.creates and reported and sent is not None and not outcome.malformed:
            echoed = attr(result.document, "bulkId")
            message = f"the result of {outcome.title} does not carry its bulkId"
            yield expect(
                echoed == sent, outcome.exchange, message, expected=f'"bulkId": "{sent}"', got=echoed
            )


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
    for outcome, result in trace.reported():
        if outcome.operation.creates:
            continue
        sent, got = outcome.operation.bulk_id, attr(result.document, "bulkId")
        message = f"the result of {outcome.title} carries another bulkId than was sent"
        expected = "no bulkId" if sent is None else f'"{sent}", or none'
        yield expect(got in (None, sent), outcome.exchange, message, expected=expected, got=got)


@check("BULK-3.7-24")
def success_has_a_location(trace: Trace) -> Iterator[Observation]:
    """Each success says where its resource is."""
    for outcome, result in trace.reported():
        if result.succeeded and not outcome.malformed:
            message = f"the successful result of {outcome.title} has no location"
            got = attr(result.document, "location")
            yield expect(
                bool(result.location), outcome.exchange, message, expected="location: a URL", got=got
            )


@check("BULK-3.7-25")
def location_is_absolute(trace: Trace) -> Iterator[Observation]:
    """A location has a scheme and a host."""
    for outcome, result in trace.reported():
        if result.location and result.succeeded:
            absolute = bool(result.origin)
            message = f"the location of {outcome.title} is not absolute"
            yield expect(absolute, outcome.exchange, message, expected="an absolute URL", got=result.location)


def _is_elsewhere(outcome: Outcome, result: Result) -> bool:
    """Tell whether a location is at another origin than the one that was asked; one of no origin is not."""
    asked, origin = normal(outcome.exchange.request.url), normal(result.origin)
    return bool(origin) and not asked.startswith(f"{origin}/")


def _is_its_own_address(outcome: Outcome, result: Result) -> bool:
    """Tell whether the resource itself gives this location as its own: a server may have a public name."""
    location = result.location or ""
    resources = outcome.run.after.resources
    named = (found for found in resources if plain(location).endswith(plain(found.path)))
    own = (attr(attr(found.document, "meta"), "location") for found in named)
    return any(shown is None or normal(str(shown)) == normal(location) for shown in own)


def _unasked(seen: Exchange, result: Result) -> Observation:
    return inconclusive(seen, f"{result.location} is at another origin: run against the server's URL there")


@check("BULK-3.7-26")
def location_leads_to_the_resource(trace: Trace) -> Iterator[Observation]:
    """GET of the location of a success shows the resource that the operation is about."""
    for outcome, result in trace.reported():
        read = outcome.run.after.reads.get(result.location or "")
        by_bulk_id = BULK_ID_PREFIX in outcome.operation.path
        judged = result.succeeded and (outcome.alone or by_bulk_id) and not outcome.malformed
        if read is None or outcome.operation.method == "DELETE" or not judged:
            continue
        if read.unanswered or read.turned_away:
            yield inconclusive(read, f"GET {result.location}: {read.problem or read.status}")
            continue
        if read.withheld and _is_elsewhere(outcome, result) and _is_its_own_address(outcome, result):
            yield _unasked(read, result)
            continue
        sent = outcome.kind.name_of(outcome.operation.data)
        name = sent if outcome.operation.method != "PATCH" else outcome.subject
        shown = outcome.kind.name_of(read.json) or ""
        got = f"GET {result.location}: {read.status or read.problem}, {shown!r}"
        message = f"the location of {outcome.title} does not lead to its resource"
        right = read.status == 200 and (name is None or shown.lower() == name.lower())
        yield expect(right, outcome.exchange, message, expected=f"GET shows {name!r}", got=got)


@check("BULK-3.7-26")
def location_of_what_is_gone_names_it(trace: Trace) -> Iterator[Observation]:
    """The location of a successful DELETE is that of the resource, not of its collection."""
    for outcome, result in trace.reported():
        path = outcome.operation.path
        gone = outcome.operation.method == "DELETE" and result.succeeded and not outcome.malformed
        if gone and result.location and BULK_ID_PREFIX not in path:
            if _is_elsewhere(outcome, result):
                yield _unasked(outcome.exchange, result)
                continue
            named = path.rstrip("/").rpartition("/")[2]
            message = f"the location of {outcome.title} does not name what was deleted"
            right = unquote(named) in unquote(result.location)
            yield expect(right, outcome.exchange, message, expected=f"{named} in it", got=result.location)


@check("BULK-3.7-27")
def error_has_a_response(trace: Trace) -> Iterator[Observation]:
    """Each result outside the 200 series carries a body, in response or (older servers) in status."""
    for outcome, result in trace.reported():
        if result.failed:
            message = f"the failed result of {outcome.title} has no response"
            holds = result.error is not None
            yield expect(holds, outcome.exchange, message, expected="response: an Error", got=result.document)


@check("BULK-3.7-28")
def response_on_success(trace: Trace) -> Iterator[Observation]:
    """Whether the server sends the body of a success."""
    for outcome, result in trace.reported():
        if result.succeeded and outcome.operation.method != "DELETE":
            sent = "carry a response" if result.response is not None else "carry no response"
            yield choice(outcome.exchange, f"successful results {sent}")


def _shows_reference(outcome: Outcome, result: Result) -> bool:
    """Tell whether a response still shows as text a reference that is resolved in the store."""
    kept = {text for found in outcome.stored for text in texts(dict(found.document))}
    shown = {text for text in texts(result.response) if text.startswith(BULK_ID_PREFIX)}
    return bool(shown - kept)


def _quoted(response: object) -> object:
    """Return a response as it is shown; of a text it has to be seen that it is one."""
    return f"a text: {json.dumps(response)}" if isinstance(response, str) else response


def _shows_what_was_before(outcome: Outcome, result: Result) -> bool:
    """Tell whether a response still shows the text that its operation has changed in the store."""
    before, after = outcome.previous, outcome.stored[0].text
    shown = outcome.kind.text_of(result.response)
    return before is not None and None not in (shown, after) and shown == before.text != after


@check("BULK-3.7-29")
def response_on_success_is_the_resource(trace: Trace) -> Iterator[Observation]:
    """A response of a success is the representation of the operation's own resource."""
    for outcome, result in trace.reported():
        if not result.succeeded or outcome.operation.method == "DELETE":
            continue
        if result.response in (None, {}):  # an empty object is as good as none
            yield inapplicable(outcome.exchange, "successful results carry no response")
        elif len(outcome.stored) == 1 and outcome.alone:
            stored, got = outcome.stored[0], attr(result.response, "id")
            message = f"the response of {outcome.title} is not its resource"
            expected = f'the resource with "id": "{stored.id}"'
            right = str(got) == stored.id and not _shows_reference(outcome, result)
            right &= not _shows_what_was_before(outcome, result)
            yield expect(right, outcome.exchange, message, expected=expected, got=_quoted(result.response))


@check("BULK-3.7-30")
def error_response_is_an_object(trace: Trace) -> Iterator[Observation]:
    """The response of an error is an object in response; inside status it is the older layout."""
    for outcome, result in trace.reported():
        if not result.failed or result.error is None:
            continue
        expected = "response: an Error object"
        if result.response is None:
            yield lenient(
                outcome.exchange, "the Error stands inside status", expected=expected, got=result.document
            )
        else:
            message = f"the response of {outcome.title} is no object"
            holds = isinstance(result.response, dict)
            yield expect(holds, outcome.exchange, message, expected=expected, got=_quoted(result.response))
