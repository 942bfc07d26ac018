"""What an answer says of sending the request again: where to, and when."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from conformance.exchange import Response

_KEEPS_METHOD = frozenset({307, 308})
_KEEPS_GET = _KEEPS_METHOD | {301, 302}


def join(url: str, location: str) -> str:
    """Return where a Location leads; one that cannot be read leads nowhere."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def redirect(method: str, response: Response) -> str | None:
    """Return where a response sends a request that may be repeated as it is."""
    statuses = _KEEPS_GET if method == "GET" else _KEEPS_METHOD
    return response.header("location") if response.status in statuses else None


def says_when(response: Response) -> bool:
    """Tell whether a response asks to wait."""
    return response.header("retry-after") is not None


def retry_after(response: Response) -> float:
    """Return how many seconds an answer asks to wait (RFC 7231 section 7.1.3); one when it does not say."""
    value = (response.header("retry-after") or "1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return 1.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
