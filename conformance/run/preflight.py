"""A look at the target before the first scenario: is there a SCIM server that lets us in?"""

from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.exchange import Exchange
from conformance.report.text import one_line

USAGE, UNREACHABLE = 3, 4

NOTHING_HERE = (404, 405, 501)
"""Statuses with which a server says that it knows no such path."""

EMPTY_JOB = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": []}'
"""A job that asks for nothing: sent only to see whether somebody is there."""


class Unfit(Exception):  # noqa: N818 - says what the target is, not what went wrong in us
    """The target cannot be tested; the message says why and what to do next.

    Attributes:
        exit_code: The documented exit code for it.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def inspect(target: Target, capabilities: Capabilities) -> None:
    """Look at what discovery brought, at one collection, and at ``/Bulk`` where neither shows a SCIM server.

    Raises:
        Unfit: Nothing answers, nothing that answers speaks JSON or knows a path of SCIM, or we are refused.
    """
    endpoint = next(iter(capabilities.resource_types), "/Users")
    listing = target.send("GET", f"{endpoint}?count=1", purpose="discovery")
    seen = [capabilities.config, capabilities.types, capabilities.schemas_exchange, listing]
    failures = [exchange.failure for exchange in seen]
    if all(failures) and failures[0]:
        raise Unfit(
            f"No server answers at {target.base_url} ({failures[0].detail}). "
            "Check the URL and that the server runs.",
            UNREACHABLE,
        )
    if listing.status in (401, 403):
        raise Unfit(
            f"The server at {target.base_url} refuses us: {_said(listing)}. "
            "Check the credentials: --scim-token-env NAME, --scim-basic-env NAME, --scim-header-env or "
            "--scim-oauth-token-url.",
            USAGE,
        )
    if not any(map(_speaks, seen)) and not _speaks(
        target.send("POST", "/Bulk", purpose="discovery", body=EMPTY_JOB)
    ):
        raise Unfit(
            f"What answers at {target.base_url} is no SCIM server: {_said(capabilities.config)}. "
            "Check that the URL is the base URL of SCIM, such as https://host/scim/v2.",
            UNREACHABLE,
        )


def _speaks(exchange: Exchange) -> bool:
    """Tell whether an answer is JSON of somebody who knows what was asked for."""
    return exchange.status not in NOTHING_HERE and isinstance(exchange.json, dict | list)


def _said(exchange: Exchange) -> str:
    asked = exchange.request.url
    if exchange.response is None:
        return f"GET {asked} fails: {exchange.problem}"
    media_type = one_line(exchange.response.media_type) or "no media type"
    return f"GET {asked} answers HTTP {exchange.status} as {media_type}"
