"""Liberties in what a server offers and how it answers single requests."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from conformance.reference.auth import Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job
from conformance.reference.models import BULK_REQUEST
from conformance.reference.refusal import Refusal


@variant("patch-204", permits=("BULK-3.7.3-05",), aka=("Q34",))
class Patch204(Behaviour):
    """PATCH answers 204 without the resource, singly and in a job."""

    patch_shows_resource = False


@variant("public-address", permits=("BULK-3.7-26",))
class PublicAddress(Behaviour):
    """Locations, singly and in a job, name a public address of the server that is not the tested one."""

    def base_url(self, exchange: Exchange) -> str:
        return f"https://scim.example.com{exchange.root}"


@variant("no-etags", permits=("VERSION-3.14-05",), aka=("Q38",))
class NoEtags(Behaviour):
    """Entity-tags are neither claimed nor sent, and a version that is sent is not looked at."""

    etags = False


@variant("small-limits", permits=("BULK-3.7.4-01",))
class SmallLimits(Behaviour):
    """A job may have 10 operations and 10,000 bytes, and says so."""

    @property
    def max_operations(self) -> int:
        return 10

    @property
    def max_payload_size(self) -> int:
        return 10_000


@variant("bulk-not-supported", permits=("BULK-3.7-01",), aka=("Q37",))
class BulkNotSupported(Behaviour):
    """Bulk is honestly not claimed, and the endpoint answers 501."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise Refusal(501, "Bulk is not supported.")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "bulk" in published:
            published["bulk"] = {"supported": False, "maxOperations": 0, "maxPayloadSize": 0}
        return published


@variant("bulk-not-supported-404", permits=("BULK-3.7-01", "DISCOVERY-5-04"), aka=("Q37",))
class BulkNotSupported404(BulkNotSupported):
    """Bulk is honestly not claimed, and there is no such endpoint."""

    def check_media_type(self, exchange: Exchange) -> None:
        raise Refusal(404, "There is nothing here.")


@variant("bulk-not-supported-without-limits", permits=("DISCOVERY-5-02", "DISCOVERY-5-03"), aka=("Q37",))
class BulkNotSupportedWithoutLimits(BulkNotSupported):
    """Bulk is honestly not claimed, and its limits are not told."""

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return published | {"bulk": {"supported": False}} if "bulk" in published else published


@variant("get-bulk-404")
class GetBulk404(Behaviour):
    """Other methods than POST on the Bulk endpoint answer 404."""

    def bulk_not_allowed(self, exchange: Exchange) -> Refusal:
        return Refusal(404, f"There is nothing to {exchange.method} here.")


@variant("any-content-type", aka=("B3",))
class AnyContentType(Behaviour):
    """A job is read as JSON whatever its Content-Type says."""

    def check_media_type(self, exchange: Exchange) -> None:
        pass


@variant("limit-by-name-only", permits=("BULK-3.7.4-05",), aka=("Q26",))
class LimitByNameOnly(Behaviour):
    """A 413 names the limit that was exceeded, not its number."""

    def payload_too_large(self) -> Refusal:
        return Refusal(413, "The body exceeds maxPayloadSize.")

    def too_many_operations(self, count: int) -> Refusal:
        return Refusal(413, "The operations exceed maxOperations.")


@variant("slow-but-sure")
class SlowButSure(Behaviour):
    """A job is answered after a quarter of a second."""

    async def pause(self, job: Job) -> None:
        await asyncio.sleep(0.25)


@variant("busy-now-and-then")
class BusyNowAndThen(Behaviour):
    """Each fortieth job is turned away with 503 and Retry-After (RFC 7231 6.6.4)."""

    jobs = 0

    def check_media_type(self, exchange: Exchange) -> None:
        self.jobs += 1
        if self.jobs % 40 == 0:
            raise Refusal(503, "Too much is going on.", headers={"Retry-After": "1"})
        super().check_media_type(exchange)


@variant("get-bulk-501")
class GetBulk501(Behaviour):
    """Other methods than POST on the Bulk endpoint answer 501."""

    def bulk_not_allowed(self, exchange: Exchange) -> Refusal:
        return Refusal(501, f"{exchange.method} is not implemented.")


@variant("schemas-exact-only", permits=("BULK-3.7-03",), aka=("Q29", "C2"))
class SchemasExactOnly(Behaviour):
    """A job whose schemas name anything beside the BulkRequest is refused."""

    def check_schemas(self, schemas: object) -> None:
        super().check_schemas(schemas)
        if schemas != [BULK_REQUEST]:
            raise Refusal(400, f"schemas must be {BULK_REQUEST} alone.", "invalidSyntax")


@variant("media-type-spelt-otherwise", permits=("FORMAT-3.8-02",), aka=("B8",))
class MediaTypeSpeltOtherwise(Behaviour):
    """The media type of answers is written with capitals and with a charset."""

    def media_type(self, exchange: Exchange) -> str:
        return "Application/SCIM+JSON; charset=UTF-8"


@variant("large-limits", permits=("BULK-3.7.4-01",))
class LargeLimits(Behaviour):
    """The limits are larger than anybody would try out."""

    @property
    def max_operations(self) -> int:
        return 2**31 - 1

    @property
    def max_payload_size(self) -> int:
        return 1 << 32


@variant("unknown-host-answered-elsewhere")
class UnknownHostAnsweredElsewhere(Behaviour):
    """A request for another host is answered by a web page of whatever stands in front."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if self._for_another(exchange):
            raise Refusal(404, "There is no such site.")
        return super().authenticate(tokens, exchange)

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if self._for_another(exchange):
            return Answer(404, raw=b"<!DOCTYPE html><title>No such site</title>", media_type="text/html")
        return super().refuse(exchange, refusal)

    def _for_another(self, exchange: Exchange) -> bool:
        return exchange.headers.get("host") != urlsplit(exchange.origin).netloc
