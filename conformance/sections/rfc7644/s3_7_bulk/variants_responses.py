"""Permitted variations in the response and its results."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import PUBLIC
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.models import SCIMBulkResponseOperation
from conformance.reference.variant_bases import IdsWithPunctuation

RESULT = ("location", "bulkId", "version", "response")
"""The optional attributes of a result."""


@variant("nulls-sent", permits=("BULK-3.7-07",), aka=("O8",))
class NullsSent(Behaviour):
    """Results and envelopes have null for absent attributes."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return dict.fromkeys(RESULT) | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"failOnErrors": None}


@variant("nulls-for-absent", permits=("BULK-3.7-07",), aka=("E5",))
class NullsForAbsent(Behaviour):
    """Resources have null for attributes without a value (RFC 7643 section 2.5)."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        blank: dict[str, Any] = dict.fromkeys(SCIMBulkResponseOperation.model_fields)
        return blank | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return {"failOnErrors": None} | super().envelope(job, results)


def _encoded(location: str) -> str:
    collection, _, last = location.rpartition("/")
    return f"{collection}/{quote(unquote(last), safe='')}"


def _encode(document: Any) -> None:  # noqa: ANN401 - a JSON value
    for item in document.values() if isinstance(document, dict) else document or ():
        if isinstance(item, dict | list):
            _encode(item)
    location = document.get("location") if isinstance(document, dict) else None
    if isinstance(location, str):
        document["location"] = _encoded(location)


@variant("ids-encoded-in-locations", permits=("BULK-3.7-10",))
class IdsEncodedInLocations(IdsWithPunctuation):
    """Locations percent-encode characters of ids that a path permits unencoded."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        _encode(response.document)
        shown = response.headers.get("Location")
        headers = {**response.headers, "Location": _encoded(shown)} if shown else response.headers
        return super().response(exchange, replace(response, headers=headers))


@variant("locations-at-another-path", permits=("BULK-3.7-10", "BULK-3.7.3-10"))
class LocationsAtAnotherPath(Behaviour):
    """The server has two paths; locations name the one that is not tested (RFC 7643 section 2.4)."""

    def base_url(self, exchange: Exchange) -> str:
        return f"{exchange.origin}{PUBLIC}{exchange.root.removeprefix(PUBLIC)}"


@variant("locations-in-capitals", permits=("BULK-3.7-10", "BULK-3.7.3-10", "CORE-3.1-02"))
class LocationsInCapitals(Behaviour):
    """Locations in results have scheme and host in capitals (RFC 3986 section 6.2.2.1)."""

    def base_url(self, exchange: Exchange) -> str:
        return (exchange.origin.upper() if exchange.is_bulk else exchange.origin) + exchange.root


@variant("method-in-lower-case", permits=("BULK-3.7-11",))
class MethodInLowerCase(Behaviour):
    """The methods in results are in lower case."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"method": document["method"].lower()} if "method" in document else document


@variant("bulk-id-of-posts-only", permits=("BULK-3.7-18",), aka=("Q10", "E3"))
class BulkIdOfPostsOnly(Behaviour):
    """The results of PUT, PATCH and DELETE have no bulkId."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method != "POST":
            document.pop("bulkId", None)
        return document


@variant("location-as-path", permits=("BULK-3.7-25",), aka=("Q23", "I4"))
class LocationAsPath(Behaviour):
    """Locations are paths without scheme and host, and resolve to the resource."""

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        location = super().location(job, operation, outcome)
        return location and urlsplit(location).path


@variant("public-address", permits=("BULK-3.7-26",))
class PublicAddress(Behaviour):
    """Locations name a public address of the server, not the tested one."""

    def base_url(self, exchange: Exchange) -> str:
        return f"https://scim.example.com{exchange.root}"


@variant("no-response-bodies", permits=("BULK-3.7-28",), aka=("Q33",))
class NoResponseBodies(Behaviour):
    """Successful results have no response."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome if outcome.failed else replace(outcome, body=None))


@variant("empty-response-bodies", permits=("BULK-3.7-29",))
class EmptyResponseBodies(NoResponseBodies):
    """Successful results have an empty object as response."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document if outcome.failed else document | {"response": {}}


@variant("limit-answers-400-with-results", permits=("BULK-3.7-31",), aka=("Q3", "A8"))
class LimitAnswers400WithResults(Behaviour):
    """The server returns 400 with the results so far if failOnErrors ends a bulk request."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        response = super().bulk_response(job, results)
        ended = self.stops(job, sum(outcome.failed for _, outcome in results))
        return replace(response, status=400) if ended else response


@variant("results-reversed", permits=("BULK-3.7-37",), aka=("Q20",))
class ResultsReversed(Behaviour):
    """Results are in reverse order of the operations."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        return super().results(job, results)[::-1]


@variant("results-by-type", permits=("BULK-3.7-37",), aka=("Q20", "A25"))
class ResultsByType(Behaviour):
    """Results are sorted by the resource types of their operations."""

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        listed = super().results(job, results)
        paths = [str(operation.path) for operation, _ in sorted(results, key=lambda each: each[0].index)]
        by_type = sorted(zip(paths, listed, strict=True), key=lambda each: each[0].split("/")[1:2])
        return [result for _, result in by_type]


@variant("unknown-attributes", aka=("A24",))
class UnknownAttributes(Behaviour):
    """Results and envelope have attributes that the RFC does not define."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        return super().result(job, operation, outcome) | {"path": operation.path, "took": 3}

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        return super().envelope(job, results) | {"trace": {"node": "b"}}


@variant("location-header-on-the-answer", aka=("A36",))
class LocationHeaderOnTheAnswer(Behaviour):
    """The response to a bulk request has a Location header with one of its resources."""

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        response = super().bulk_response(job, results)
        locations = [outcome.location for _, outcome in results if outcome.location]
        return replace(response, headers={"Location": locations[0]}) if locations else response
