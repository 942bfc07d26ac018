"""The tested server, as everything above sees it: requests go in, recorded exchanges come out."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import conformance
from conformance.settings import Settings
from conformance.target import auth, interruption, transport
from conformance.target.evidence import Exchange, Failure, Headers, Request, Response

SCIM_JSON = "application/scim+json"
_REPEATS = 3
_KEEPS_METHOD = frozenset({307, 308})
_KEEPS_GET = _KEEPS_METHOD | {301, 302}


class BudgetExhausted(Exception):  # noqa: N818 - it is no error of anybody
    """The run has sent as many requests as it may."""


class Target:
    """A SCIM server that is sent requests and never trusted.

    Every request is recorded, secrets redacted, before anything above sees it. Credentials and bodies go to
    the origin of the base URL and nowhere else.

    Attributes:
        base_url: Base URL without a trailing slash.
        origin: Scheme, host and port of it.
        exchanges: All that was sent and received, in order; exchange ``n`` is at ``n - 1``.
        requests: How many requests went out.
        budget: How many may go out.
        filters: Whether a filter on an attribute of a collection works, by ``("/Users", "userName")``; what
            `conformance.target.search` has learnt.
        redactor: What keeps secrets out of records; give it each password before it is sent.
    """

    def __init__(self, settings: Settings) -> None:
        """Prepare for a server; nothing is sent yet.

        Raises:
            SettingsError: An application in this process or a CA bundle cannot be used.
            ValueError: The settings name no server.
        """
        self.base_url = settings.url
        origin = transport.origin(settings.url)
        if origin is None:
            raise ValueError(f"no server can be reached under {settings.url!r}")
        self._origin = origin
        self.exchanges: list[Exchange] = []
        self.requests = 0
        self.budget = settings.max_requests
        self.filters: dict[tuple[str, str], bool] = {}
        self.redactor = auth.redactor(settings)
        self._credentials = auth.credentials(settings)
        self._plain = {
            "Accept": SCIM_JSON,
            "Accept-Encoding": "identity",
            "User-Agent": f"scim-conformance/{conformance.__version__}",
            **auth.plain_headers(settings),
        }
        self._interval = 1 / settings.rate if settings.rate else 0.0
        self._patience = settings.timeout
        self._next_turn = 0.0
        self._transport = transport.connect(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back connections; exchanges stay."""
        self._transport.close()

    @property
    def origin(self) -> str:
        """Scheme, host and port of the base URL."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def url(self, reference: str) -> str:
        """Return the absolute URL of a path below the base URL, such as ``/Users/1``.

        An absolute URL stays as it is; a path that repeats the path of the base URL is taken from the origin.
        """
        base_path = urlsplit(self.base_url).path
        if reference.lower().startswith(("http://", "https://")):
            return reference
        if base_path and (reference + "/").startswith(base_path + "/"):
            return self.origin + reference
        return self.base_url + ("" if reference.startswith(("/", "?")) or not reference else "/") + reference

    def send(
        self,
        method: str,
        path: str,
        *,
        purpose: str,
        scenario: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
        authenticate: bool = True,
        chunked: bool = False,
    ) -> Exchange:
        """Send a request and return the recorded exchange, whatever the server does.

        An answer 429 is waited out and the request repeated (RFC 6585 section 4); a redirect within the
        origin is followed (RFC 7644 section 3.12 knows 307 and 308). Each such attempt is an exchange of its
        own; the last one is returned.

        Args:
            method: The HTTP method.
            path: A path below the base URL, or an absolute URL; see `url`. One of another origin is not
                requested.
            purpose: What it is for; see `Exchange`.
            scenario: Name of the scenario it belongs to.
            body: The body; None for none.
            headers: Headers that replace those sent by default; None leaves one out.
            authenticate: Send the credentials.
            chunked: Send the body in chunks, without a Content-Length.

        Raises:
            BudgetExhausted: No request may be sent any more.
        """
        url = self.url(path)
        outgoing = self._headers(headers or {}, body, authenticate)
        repeats = 0
        while True:
            request = transport.Outgoing(method, url, outgoing, body or b"", chunked)
            exchange = self._once(request, purpose, scenario)
            response = exchange.response
            if response is None or repeats == _REPEATS:
                return exchange
            if response.status == 429:
                time.sleep(min(_retry_after(response), self._patience))
            elif location := _redirect(method, response):
                url = _join(url, location)
            else:
                return exchange
            repeats += 1

    def _headers(self, changes: Mapping[str, str | None], body: bytes | None, authenticate: bool) -> Headers:
        """Return the headers of a request, names compared without regard to letter case."""
        merged: dict[str, tuple[str, str | None]] = {}
        # A server may leave the body of a refused request unread; on a connection used again, it would be
        # taken for the next request.
        framed = {"Content-Type": SCIM_JSON, "Connection": "close"} if body is not None else {}
        for layer in (self._plain, framed, self._credentials if authenticate else {}, changes):
            merged.update({name.lower(): (name, value) for name, value in layer.items()})
        return tuple((name, value) for name, value in merged.values() if value is not None)

    def _once(self, request: transport.Outgoing, purpose: str, scenario: str) -> Exchange:
        """Send one request and record it."""
        if transport.origin(request.url) != self._origin:
            bare = transport.Outgoing(request.method, request.url, (), b"")
            failure = Failure(
                "foreign-origin", f"the URL does not lead to {self.origin} and was not requested"
            )
            return self._record(bare, transport.Outcome((), failure=failure), purpose, scenario)
        if self.requests >= self.budget:
            raise BudgetExhausted(f"{self.budget} requests were sent, as many as --scim-max-requests allows")
        self._take_turn()
        self.requests += 1
        with interruption.postponed():
            return self._record(request, self._transport.exchange(request), purpose, scenario)

    def _take_turn(self) -> None:
        """Wait until the rate allows a request."""
        now = time.monotonic()
        if now < self._next_turn:
            time.sleep(self._next_turn - now)
        self._next_turn = max(now, self._next_turn) + self._interval

    def _record(
        self, request: transport.Outgoing, outcome: transport.Outcome, purpose: str, scenario: str
    ) -> Exchange:
        """Record an exchange, free of secrets."""
        clean = self.redactor
        response = outcome.response
        exchange = Exchange(
            n=len(self.exchanges) + 1,
            purpose=purpose,
            scenario=scenario,
            request=Request(
                request.method, clean.text(request.url), clean.headers(outcome.sent), clean.body(request.body)
            ),
            response=response and self._clean(response),
            failure=outcome.failure,
        )
        self.exchanges.append(exchange)
        return exchange

    def _clean(self, response: Response) -> Response:
        return replace(
            response,
            headers=self.redactor.headers(response.headers),
            body=self.redactor.body(response.body),
        )


def _join(url: str, location: str) -> str:
    """Return where a Location leads; one that cannot be read leads nowhere."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _redirect(method: str, response: Response) -> str | None:
    """Return where a response sends a request that may be repeated as it is."""
    statuses = _KEEPS_GET if method == "GET" else _KEEPS_METHOD
    return response.header("location") if response.status in statuses else None


def _retry_after(response: Response) -> float:
    """Return how many seconds a 429 asks to wait (RFC 7231 section 7.1.3); one when it does not say."""
    value = (response.header("retry-after") or "1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return 1.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
