"""When and where to repeat a request: redirects and Retry-After."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from conformance.exchange import Response

_KEEPS_METHOD = frozenset({307, 308})
_KEEPS_GET = _KEEPS_METHOD | {301, 302}


def join(url: str, location: str) -> str:
    """Return the absolute URL of a Location; an invalid one is returned unchanged."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def redirect(method: str, response: Response) -> str | None:
    """Return the Location of a redirect that keeps the method; None for any other response."""
    statuses = _KEEPS_GET if method == "GET" else _KEEPS_METHOD
    return response.header("location") if response.status in statuses else None


def has_retry_after(response: Response) -> bool:
    """Return True if a response has a Retry-After header."""
    return response.header("retry-after") is not None


def retry_after(response: Response) -> float:
    """Return the seconds of Retry-After (RFC 7231 section 7.1.3); 1 if it is missing or not valid."""
    value = (response.header("retry-after") or "1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return 1.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
