"""The tested server, as everything above sees it: requests go in, recorded exchanges come out."""

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
from conformance.client.retry import join, redirect, retry_after, says_when
from conformance.exchange import Exchange, Failure, Headers
from conformance.settings import Settings

SCIM_JSON = "application/scim+json"
_REPEATS = 3
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Target:
    """A SCIM server that is sent requests and never trusted.

    Every request is recorded, secrets redacted, before anything above sees it. Credentials and bodies go to
    the origin of the base URL and nowhere else.

    Attributes:
        base_url: Base URL without a trailing slash and without a query.
        budget: What was sent and received, and how many requests may go out.
        filters: Whether a filter on an attribute of a collection works, by ``("/Users", "userName")``; what
            `conformance.client.search` has learnt.
        faithful: Whether an endpoint's POST answers with what GET then shows.
        whole: Whether an endpoint's list shows what GET of each resource does.
        spoiling: What loses every job in which an operation has it: a feature, or a bulkId on a change.
    """

    def __init__(self, settings: Settings, beside: "Target | None" = None) -> None:
        """Prepare for a server; nothing is sent to it yet.

        Args:
            settings: What the run goes by.
            beside: Another target of the same run, whose ledger is shared; its connections too, where the
                origin is the same.

        Raises:
            SettingsError: An application in this process, a CA bundle or a client certificate cannot be
                used, or the token endpoint gives no token.
            ValueError: The settings name no server.
        """
        self.base_url, _, self._query = settings.url.partition("?")
        origin = transport.origin(settings.url)
        if origin is None:
            raise ValueError(f"no server can be reached under {settings.url!r}")
        self._origin = origin
        self.budget: RequestBudget = beside.budget if beside else RequestBudget(settings)
        self.filters: dict[tuple[str, str], bool] = {}
        self.faithful: dict[str, bool] = {}
        self.whole: dict[str, bool] = {}
        self.spoiling: set[str] = set()
        self._credentials = auth.credentials(settings)
        self._plain = {
            "Accept": SCIM_JSON,
            "Accept-Encoding": "identity",
            "User-Agent": f"scim-conformance/{conformance.__version__}",
            **auth.plain_headers(settings),
        }
        self._patience = settings.timeout
        self._tokens = TokenSource(settings, self.redactor) if settings.oauth else None
        shared = beside._transport if beside and beside._origin == origin else None
        self._transport: transport.Transport = shared or transport.connect(settings)

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
    def exchanges(self) -> list[Exchange]:
        """All that was sent and received in the run, in order; exchange ``n`` is at ``n - 1``."""
        return self.budget.exchanges

    @property
    def requests(self) -> int:
        """How many requests went out."""
        return self.budget.requests

    @property
    def redactor(self) -> Redactor:
        """What keeps secrets out of records; give it each password before it is sent."""
        return self.budget.redactor

    @property
    def bearer(self) -> str | None:
        """The Bearer token that is sent; None where there is none.

        Raises:
            TokenLost: It has expired and there is no other.
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
        """Return a path or URL as a path below the base URL; a URL that is not below it stays as it is.

        Scheme, host and a usual port may be written in another way (RFC 3986 sections 6.2.2 and 6.2.3).
        """
        url = self.url(path)
        if not url.startswith(f"{self.base_url}/") and transport.origin(url) == self._origin:
            url = self.origin + url.partition("://")[2].removeprefix(urlsplit(url).netloc)
        return url.removeprefix(self.base_url)

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

    def _with_query(self, url: str) -> str:
        """Return a URL with the query that goes with every request, where it does not carry it already."""
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
        """Send a request and return the recorded exchange, whatever the server does.

        An answer 429 is waited out and the request repeated (RFC 6585 section 4), and so is a 503 that says
        until when, where the request changes nothing (RFC 7231 section 7.1.3). What asks for more patience
        than a run has is not waited for, and ends it. A redirect within the origin is followed (RFC 7644
        section 3.12 knows 307 and 308). Each such attempt is an exchange of its own; the last one is
        returned. Where the token was fetched, another one is fetched after a 401. A request that changes
        nothing (RFC 7231 section 4.2.1) is sent once more where its answer was lost.

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
            Stopped: No request may be sent any more.
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
                self.budget.waited(waited)
                return exchange
            if response.status == 429 or (response.status == 503 and method in _SAFE and says_when(response)):
                asked = retry_after(response)
                if self.budget.put_off(asked):
                    return exchange
                pause = min(asked, self._patience)
                time.sleep(pause)
                waited += pause
            elif location := redirect(method, response):
                url = join(url, location)
            elif not (fetched and response.status == 401 and fetched.renew()):
                return exchange
            repeats += 1

    def _headers(self, changes: Mapping[str, str | None], body: bytes | None, authenticate: bool) -> Headers:
        """Return the headers of a request, names compared without regard to letter case."""
        merged: dict[str, tuple[str, str | None]] = {}
        # A server may leave the body of a refused request unread; on a connection used again, it would be
        # taken for the next request.
        framed = {"Content-Type": SCIM_JSON, "Connection": "close"} if body is not None else {}
        credentials = dict(self._credentials) if authenticate else {}
        if self._tokens and authenticate:
            credentials["Authorization"] = f"Bearer {self._tokens.token()}"
        for layer in (self._plain, framed, credentials, changes):
            merged.update({name.lower(): (name, value) for name, value in layer.items()})
        return tuple((name, value) for name, value in merged.values() if value is not None)

    def _deliver(self, request: transport.Outgoing, purpose: str, scenario: str) -> Exchange:
        """Send one request; once more where it got lost and does nothing twice."""
        exchange = self._once(request, purpose, scenario)
        if exchange.failure and exchange.failure.may_pass and request.method in _SAFE:
            return self._once(request, purpose, scenario)
        return exchange

    def _once(self, request: transport.Outgoing, purpose: str, scenario: str) -> Exchange:
        """Send one request and record it."""
        if transport.origin(request.url) != self._origin:
            bare = transport.Outgoing(request.method, request.url, (), b"")
            failure = Failure(
                "foreign-origin", f"the URL does not lead to {self.origin} and was not requested"
            )
            outcome = transport.Outcome((), failure=failure)
            return self.budget.record(bare, outcome, purpose, scenario, datetime.now(UTC))
        self.budget.admit()
        with interruption.postponed():
            sent = datetime.now(UTC)
            return self.budget.record(request, self._transport.exchange(request), purpose, scenario, sent)
