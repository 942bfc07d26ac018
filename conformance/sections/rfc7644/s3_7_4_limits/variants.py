"""Permitted variations in the limits, and in how an error names them."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange
from conformance.reference.scim_error import ScimError


@variant("small-limits", permits=("BULK-3.7.4-01",))
class SmallLimits(Behaviour):
    """The server publishes limits of 10 operations and 10,000 bytes."""

    @property
    def max_operations(self) -> int:
        return 10

    @property
    def max_payload_size(self) -> int:
        return 10_000


@variant("large-limits", permits=("BULK-3.7.4-01",))
class LargeLimits(Behaviour):
    """The server publishes limits too large to test."""

    @property
    def max_operations(self) -> int:
        return 2**31 - 1

    @property
    def max_payload_size(self) -> int:
        return 1 << 32


@variant("size-judged-by-its-announcement", permits=("BULK-3.7.4-03",), aka=("Q27",))
class SizeJudgedByItsAnnouncement(Behaviour):
    """The server rejects a body by its Content-Length, before it reads the body."""

    def check_media_type(self, exchange: Exchange) -> None:
        super().check_media_type(exchange)
        if int(exchange.headers.get("content-length", "0")) > self.payload_limit(exchange):
            raise self.payload_too_large()


@variant("limit-in-a-dump", permits=("BULK-3.7.4-05",), aka=("H9",))
class LimitInADump(Behaviour):
    """The detail of a 413 is a readable dump of names and values."""

    def payload_too_large(self) -> ScimError:
        return ScimError(413, f"{{'maxPayloadSize': {self.max_payload_size}}}")

    def too_many_operations(self, count: int) -> ScimError:
        return ScimError(413, f"{{'maxOperations': {self.max_operations}, 'operations': {count}}}")


@variant("limit-by-name-only", permits=("BULK-3.7.4-05",), aka=("Q26",))
class LimitByNameOnly(Behaviour):
    """A 413 names the exceeded limit but not its value."""

    def payload_too_large(self) -> ScimError:
        return ScimError(413, "The body exceeds maxPayloadSize.")

    def too_many_operations(self, count: int) -> ScimError:
        return ScimError(413, "The operations exceed maxOperations.")
