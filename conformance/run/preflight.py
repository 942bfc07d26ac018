"""Inspect the target before the first scenario: it must be a SCIM server that accepts the credentials."""

from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.exchange import Exchange
from conformance.report.text import one_line

USAGE, UNREACHABLE = 3, 4

NOTHING_HERE = (404, 405, 501)
"""Statuses that mean that the server does not have the path."""

EMPTY_BULK_REQUEST = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": []}'
"""A bulk request without operations, sent only to find out whether the target is a SCIM server."""


class Unfit(Exception):  # noqa: N818 - describes the target, not an error of the suite
    """The target cannot be tested; the message says why and what to do next.

    Attributes:
        exit_code: The documented exit code for it.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def inspect(target: Target, capabilities: Capabilities) -> None:
    """Inspect the responses of discovery and of one collection; if none is of a SCIM server, of ``/Bulk``.

    Raises:
        Unfit: The target does not respond, rejects the credentials, or returns JSON at no SCIM endpoint.
    """
    endpoint = next(iter(capabilities.resource_types)).endpoint
    listing = target.send("GET", f"{endpoint}?count=1", purpose="discovery")
    seen = [capabilities.config, capabilities.types, capabilities.schemas_exchange, listing]
    failures = [exchange.failure for exchange in seen]
    if all(failures) and failures[0]:
        raise Unfit(
            f"No server responds at {target.base_url} ({failures[0].detail}). "
            "Check the URL and that the server runs.",
            UNREACHABLE,
        )
    if listing.status in (401, 403):
        raise Unfit(
            f"The server at {target.base_url} rejects the credentials: {_outcome(listing)}. "
            "Check the credentials: --scim-token-env NAME, --scim-basic-env NAME, --scim-header-env or "
            "--scim-oauth-token-url.",
            USAGE,
        )
    if not any(map(_is_scim, seen)) and not _is_scim(
        target.send("POST", "/Bulk", purpose="discovery", body=EMPTY_BULK_REQUEST)
    ):
        raise Unfit(
            f"The server at {target.base_url} is not a SCIM server: {_outcome(capabilities.config)}. "
            "Check that the URL is the base URL of SCIM, such as https://host/scim/v2.",
            UNREACHABLE,
        )


def _is_scim(exchange: Exchange) -> bool:
    """Return True if a response is JSON of a server that has the path."""
    return exchange.status not in NOTHING_HERE and isinstance(exchange.json, dict | list)


def _outcome(exchange: Exchange) -> str:
    url = exchange.request.url
    if exchange.response is None:
        return f"GET {url} fails: {exchange.problem}"
    media_type = one_line(exchange.response.media_type) or "no media type"
    return f"GET {url} gets HTTP {exchange.status} with {media_type}"
