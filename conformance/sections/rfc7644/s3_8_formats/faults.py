"""Faults in media types, character encoding and the framing of bodies."""

import json
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.behaviour.http import PLAIN_JSON
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


class _Rewritten(Behaviour):
    """Rewrites the responses of the Bulk endpoint."""

    def rewrite(self, response: ServerResponse) -> ServerResponse:
        """Return the response to send."""
        raise NotImplementedError

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        usual = super().response(exchange, response)
        return self.rewrite(usual) if exchange.is_bulk else usual


@fault("answers-not-utf-8", breaks=("FORMAT-3.8-01",))
class AnswersNotUtf8(_Rewritten):
    """Responses encode text outside ASCII in another encoding than UTF-8."""

    def rewrite(self, response: ServerResponse) -> ServerResponse:
        if response.document is None:
            return response
        return replace(
            response, raw=json.dumps(response.document, ensure_ascii=False).encode("gb18030", "replace")
        )


@fault("answers-cut-off", breaks=("FORMAT-3.8-01",))
class AnswersCutOff(_Rewritten):
    """The server cuts the response to a bulk request after 4,096 bytes."""

    def rewrite(self, response: ServerResponse) -> ServerResponse:
        return (
            replace(response, raw=json.dumps(response.document).encode()[:4096])
            if response.document
            else response
        )


@fault("answers-as-json", breaks=("FORMAT-3.8-02",), aka=("B1", "O10"), seen_in="agent-bom, Gravitee")
class AnswersAsJson(_Rewritten):
    """The server sends application/json, although the request asks for application/scim+json."""

    def rewrite(self, response: ServerResponse) -> ServerResponse:
        return replace(response, media_type=PLAIN_JSON)


@fault("answers-as-html", breaks=("FORMAT-3.8-02",))
class AnswersAsHtml(_Rewritten):
    """The server responds to bulk requests with text/html."""

    def rewrite(self, response: ServerResponse) -> ServerResponse:
        return replace(response, media_type="text/html")


@fault("no-content-type", breaks=("FORMAT-3.8-02",))
class NoContentType(_Rewritten):
    """Responses to bulk requests have no Content-Type."""

    def rewrite(self, response: ServerResponse) -> ServerResponse:
        return replace(response, media_type=None)


@fault("accept-json-refused", breaks=("FORMAT-3.8-03",), aka=("B6",))
class AcceptJsonRefused(Behaviour):
    """The server returns 406 to a bulk request that accepts application/json."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if exchange.headers.get("accept", "").strip() == PLAIN_JSON:
            raise ScimError(406, "There is no such representation.")


@fault("charset-refused", breaks=("FORMAT-3.8-04",), aka=("B5",))
class CharsetRefused(Behaviour):
    """The server returns 415 to a bulk request with a charset in its Content-Type."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if "charset" in exchange.headers.get("content-type", "").lower():
            raise ScimError(415, "The Content-Type is not supported.")


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()


@fault("values-in-ascii", breaks=("FORMAT-3.8-05",))
class ValuesInAscii(Behaviour):
    """The server stores characters outside ASCII as question marks."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        data = json.loads(_ascii(json.dumps(operation.data, ensure_ascii=False)))
        return super().single_request(job, replace(operation, data=data))


@fault("bulk-ids-in-ascii", breaks=("FORMAT-3.8-05",), aka=("N14",))
class BulkIdsInAscii(Behaviour):
    """The server returns characters outside ASCII in bulkIds as question marks."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"bulkId": _ascii(document["bulkId"])} if document.get("bulkId") else document


@fault("media-type-case-matters", breaks=("FORMAT-3.8-07",), aka=("B8",))
class MediaTypeCaseMatters(Behaviour):
    """The server rejects a Content-Type with capitals."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        sent = exchange.headers.get("content-type", "")
        if sent != sent.lower():
            raise ScimError(415, f"Content-Type {json.dumps(sent)} is not supported.")


@fault("chunks-refused", breaks=("FORMAT-3.8-08",), aka=("N13",), seen_in="scim2-server's own HTTP server")
class ChunksRefused(Behaviour):
    """The server reads a body without Content-Length as empty."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if "content-length" not in exchange.headers:
            raise invalid_syntax("The body ended unexpectedly.")
