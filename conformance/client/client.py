"""The HTTP client for the tested server: it sends requests and returns recorded exchanges."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import conformance
from conformance.client import auth, interruption, transport
from conformance.client.oauth import TokenSource
from conformance.client.redaction import Redactor
from conformance.client.request_budget import RequestBudget
from conformance.client.retry import has_retry_after, join, redirect, retry_after
from conformance.exchange import Exchange, Failure, Headers
from conformance.settings import Settings

SCIM_JSON = "application/scim+json"
_REPEATS = 3
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Target:
    """A tested SCIM server. Its responses are not trusted.

    Every exchange is recorded with secrets redacted before a caller gets it. Credentials and bodies are sent
    only to the origin of the base URL.

    Attributes:
        base_url: Base URL without a trailing slash and without a query.
        budget: The recorded exchanges and the remaining requests.
        filters: True if a filter on an attribute of a collection works, such as ``("/Users", "userName")``;
            `conformance.client.search` fills it.
        post_shows_stored: True if the response of an endpoint to POST equals that of the next GET.
        list_shows_stored: True if the list of an endpoint shows the same attributes as GET of a resource.
        breaks_bulk: The features that make the server reject every bulk request in which one operation uses
            them, such as a bulkId on a change.
    """

    def __init__(self, settings: Settings, shared_with: "Target | None" = None) -> None:
        """Prepare the client; no request to the server is sent.

        Args:
            settings: The settings of the run.
            shared_with: Another target of the same run whose budget is shared; with the same origin, its
                connections are shared as well.

        Raises:
            SettingsError: An application in this process, a CA bundle or a client certificate cannot be
                used, or the token endpoint issues no token.
            ValueError: The URL of the settings is not valid.
        """
        self.base_url, _, self._query = settings.url.partition("?")
        origin = transport.origin(settings.url)
        if origin is None:
            raise ValueError(f"{settings.url!r} is not a valid URL of a server")
        self._origin = origin
        self.budget: RequestBudget = shared_with.budget if shared_with else RequestBudget(settings)
        self.filters: dict[tuple[str, str], bool] = {}
        self.post_shows_stored: dict[str, bool] = {}
        self.list_shows_stored: dict[str, bool] = {}
        self.breaks_bulk: set[str] = set()
        self._credentials = auth.credentials(settings)
        self._plain = {
            "Accept": SCIM_JSON,
            "Accept-Encoding": "identity",
            "User-Agent": f"scim-conformance/{conformance.__version__}",
            **auth.plain_headers(settings),
        }
        self._longest_wait = settings.timeout
        self._tokens = TokenSource(settings, self.redactor) if settings.oauth else None
        shared = shared_with._transport if shared_with and shared_with._origin == origin else None
        self._transport: transport.Transport = shared or transport.connect(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the recorded exchanges stay."""
        self._transport.close()

    @property
    def exchanges(self) -> list[Exchange]:
        """All exchanges of the run in order; exchange ``n`` is at index ``n - 1``."""
        return self.budget.exchanges

    @property
    def requests(self) -> int:
        """Number of requests that were sent."""
        return self.budget.requests

    @property
    def redactor(self) -> Redactor:
        """The redactor of the records; add each password before it is sent."""
        return self.budget.redactor

    @property
    def bearer(self) -> str | None:
        """The current Bearer token; None if no token is used.

        Raises:
            TokenLost: The token has expired and no other one is available.
        """
        if self._tokens:
            return self._tokens.token()
        sent = self._credentials.get("Authorization", "")
        return sent.removeprefix("Bearer ") if sent.startswith("Bearer ") else None

    @property
    def origin(self) -> str:
        """Scheme, host and port of the base URL."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def below(self, path: str) -> str:
        """Return a path or URL as a path below the base URL; any other URL is returned unchanged.

        Scheme, host and default port may be in another notation (RFC 3986 sections 6.2.2 and 6.2.3).
        """
        url = self.url(path)
        if not url.startswith(f"{self.base_url}/") and transport.origin(url) == self._origin:
            url = self.origin + url.partition("://")[2].removeprefix(urlsplit(url).netloc)
        return url.removeprefix(self.base_url)

    def url(self, reference: str) -> str:
        """Return the absolute URL of a path below the base URL, such as ``/Users/1``.

        An absolute URL is returned unchanged. A path that begins with the path of the base URL is relative to
        the origin.
        """
        base_path = urlsplit(self.base_url).path
        if reference.lower().startswith(("http://", "https://")):
            return reference
        if base_path and (reference + "/").startswith(base_path + "/"):
            return self.origin + reference
        return self.base_url + ("" if reference.startswith(("/", "?")) or not reference else "/") + reference

    def _with_query(self, url: str) -> str:
        """Return a URL with the query of the base URL, unless it already contains that query."""
        if not self._query or transport.origin(url) != self._origin:
            return url
        parts = urlsplit(url)
        if self._query in parts.query:
            return url
        return parts._replace(query="&".join(filter(None, (parts.query, self._query)))).geturl()

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
        """Send a request and return the recorded exchange; a failure of the server raises no exception.

        The request is repeated in these cases; each attempt is an exchange, and the last one is returned:

        - 429, after the wait that the response asks for (RFC 6585 section 4).
        - 503 with Retry-After, if the method is safe (RFC 7231 section 7.1.3).
        - A redirect within the origin (RFC 7644 section 3.12 names 307 and 308).
        - 401, if the token comes from a token endpoint; a new token is fetched.
        - No response because of a connection error, if the method is safe (RFC 7231 section 4.2.1), once.

        If a response asks for a longer wait than a run permits, the run ends.

        Args:
            method: The HTTP method.
            path: A path below the base URL, or an absolute URL; see `url`. A URL of another origin is not
                requested.
            purpose: The purpose of the request; see `Exchange`.
            scenario: Name of the scenario that the request belongs to.
            body: The body; None for none.
            headers: Headers that replace the default ones; None removes a header.
            authenticate: Send the credentials.
            chunked: Send the body in chunks, without a Content-Length.

        Raises:
            Stopped: The run may not send any more requests.
        """
        url = self._with_query(self.url(path))
        changed = {name.lower() for name in headers or {}}
        fetched = self._tokens if authenticate and "authorization" not in changed else None
        repeats, waited = 0, 0.0
        while True:
            outgoing = self._headers(headers or {}, body, authenticate)
            request = transport.Outgoing(method, url, outgoing, body or b"", chunked)
            exchange = self._deliver(request, purpose, scenario)
            response = exchange.response
            if fetched and response and response.status != 401:
                fetched.accepted()
            if response is None or repeats == _REPEATS:
                self.budget.add_wait(waited)
                return exchange
            is_busy = response.status == 503 and method in _SAFE and has_retry_after(response)
            if response.status == 429 or is_busy:
                asked = retry_after(response)
                if self.budget.exceeds_wait(asked):
                    return exchange
                pause = min(asked, self._longest_wait)
                time.sleep(pause)
                waited += pause
            elif location := redirect(method, response):
                url = join(url, location)
            elif not (fetched and response.status == 401 and fetched.renew()):
                return exchange
            repeats += 1

    def _headers(self, changes: Mapping[str, str | None], body: bytes | None, authenticate: bool) -> Headers:
        """Return the headers of a request; names are compared in any letter case."""
        merged: dict[str, tuple[str, str | None]] = {}
        # A server may not read the body of a request that it rejects. On a reused connection, it would read
        # that body as the next request.
        framed = {"Content-Type": SCIM_JSON, "Connection": "close"} if body is not None else {}
        credentials = dict(self._credentials) if authenticate else {}
        if self._tokens and authenticate:
            credentials["Authorization"] = f"Bearer {self._tokens.token()}"
        for layer in (self._plain, framed, credentials, changes):
            merged.update({name.lower(): (name, value) for name, value in layer.items()})
        return tuple((name, value) for name, value in merged.values() if value is not None)

    def _deliver(self, request: transport.Outgoing, purpose: str, scenario: str) -> Exchange:
        """Send one request; after a connection error, send a safe one once more."""
        exchange = self._once(request, purpose, scenario)
        if exchange.failure and exchange.failure.is_transient and request.method in _SAFE:
            return self._once(request, purpose, scenario)
        return exchange

    def _once(self, request: transport.Outgoing, purpose: str, scenario: str) -> Exchange:
        """Send one request and record it."""
        if transport.origin(request.url) != self._origin:
            bare = transport.Outgoing(request.method, request.url, (), b"")
            failure = Failure(
                "foreign-origin", f"the URL is not of the origin {self.origin}, so it was not requested"
            )
            outcome = transport.Outcome((), failure=failure)
            return self.budget.record(bare, outcome, purpose, scenario, datetime.now(UTC))
        self.budget.admit()
        with interruption.postponed():
            sent = datetime.now(UTC)
            return self.budget.record(request, self._transport.exchange(request), purpose, scenario, sent)
