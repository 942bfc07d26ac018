"""The recorded exchanges of a run and its limits of requests, rate, memory and waiting time."""

import time
from dataclasses import replace
from datetime import datetime

from conformance.client import auth, transport
from conformance.exchange import MOST_VALUES, Exchange, Request, Response, values
from conformance.settings import Settings

MEMORY_LIMIT = 64 << 20
"""Most bytes of memory for the responses of a run."""

MOST_TIMEOUTS = 20
"""Longest time that a run waits for missing responses, as a multiple of the timeout."""

_CLEAN_UP_MEMORY = 16 << 20
_LARGE = 64 << 10


class Stopped(Exception):  # noqa: N818 - an expected end, not an error
    """The run may not send any more requests; the message says why."""


class BudgetExhausted(Stopped):
    """The run has sent the permitted number of requests."""


class LimitExceeded(Stopped):
    """The responses of the server exceed the limit of time or memory."""


class RequestBudget:
    """The recorded exchanges of a run and its limits; all targets of a run share it.

    Attributes:
        exchanges: All exchanges in order, with secrets redacted; exchange ``n`` is at index ``n - 1``.
        requests: Number of requests that were sent.
        budget: Number of requests that may be sent.
        redactor: The redactor of the records; add each secret before it is sent.
    """

    def __init__(self, settings: Settings) -> None:
        self.exchanges: list[Exchange] = []
        self.requests = 0
        self.budget = settings.max_requests
        self.redactor = auth.redactor(settings)
        self._timeout = settings.timeout
        self._memory = 0
        self._waited = 0.0
        self._asked_wait = 0.0
        self._interval = 1 / settings.rate if settings.rate else 0.0
        self._next_turn = 0.0

    def admit(self) -> None:
        """Count the next request, and wait until the rate permits it.

        Raises:
            BudgetExhausted: The run has sent the permitted number of requests.
            LimitExceeded: The responses of the server exceed the limit of time or memory.
        """
        if self.requests >= self.budget:
            raise BudgetExhausted(
                f"the run has sent {self.budget} requests, the limit of --scim-max-requests; raise the "
                "limit, or select fewer tests"
            )
        if self._memory > MEMORY_LIMIT:
            raise LimitExceeded(
                f"the responses of the server need more than {MEMORY_LIMIT >> 20} MiB of memory, the limit "
                "of a run; select fewer tests, or test a tenant with less data"
            )
        if self._waited >= MOST_TIMEOUTS * self._timeout:
            raise LimitExceeded(
                f"the run has waited {self._waited:g} seconds for missing responses, its limit of "
                f"{MOST_TIMEOUTS} times --scim-timeout; check that the server responds"
            )
        if self._asked_wait:
            raise LimitExceeded(
                f"the server asks to wait {self._asked_wait:.0f} seconds (Retry-After), longer than the "
                f"limit of {MOST_TIMEOUTS} times --scim-timeout; run again after that time"
            )
        now = time.monotonic()
        if now < self._next_turn:
            time.sleep(self._next_turn - now)
        self._next_turn = max(now, self._next_turn) + self._interval
        self.requests += 1

    @property
    def remaining(self) -> int:
        """Number of requests that may still be sent."""
        return max(0, self.budget - self.requests)

    def extend(self, requests: int) -> None:
        """Permit so many more requests, with memory and waiting time for them."""
        self.budget = self.requests + requests
        self._memory = min(self._memory, MEMORY_LIMIT - _CLEAN_UP_MEMORY)
        self._waited = self._asked_wait = 0.0

    def exceeds_wait(self, seconds: float) -> bool:
        """Return True if the server asks for a longer wait than a run permits; no request follows then."""
        if seconds > MOST_TIMEOUTS * self._timeout:
            self._asked_wait = seconds
        return bool(self._asked_wait)

    def add_wait(self, seconds: float) -> None:
        """Add the time that was spent waiting for a missing response."""
        self._waited += seconds

    def record(
        self,
        request: transport.Outgoing,
        outcome: transport.Outcome,
        purpose: str,
        scenario: str,
        sent: datetime,
    ) -> Exchange:
        """Record an exchange with secrets redacted, and return it."""
        clean = self.redactor
        if outcome.failure and outcome.failure.kind == "timeout":
            self.add_wait(self._timeout)
        exchange = Exchange(
            n=len(self.exchanges) + 1,
            purpose=purpose,
            scenario=scenario,
            request=Request(
                request.method, clean.text(request.url), clean.headers(outcome.sent), clean.body(request.body)
            ),
            response=outcome.response and self._clean(outcome.response),
            failure=outcome.failure,
            sent=sent,
        )
        self.exchanges.append(exchange)
        self._memory += _weight(exchange)
        return exchange

    def shorten(self, exchange: Exchange, *, foreign: bool = False) -> None:
        """Keep only the beginning of a large body that is not needed any more.

        Args:
            exchange: The exchange.
            foreign: The body is mostly about resources of others; its decoded size counts as well.
        """
        response = exchange.response
        if response and (response.weight if foreign else len(response.body)) > _LARGE:
            short = replace(exchange, response=response.shortened())
            self.exchanges[exchange.n - 1] = short
            self._memory += _weight(short) - _weight(exchange)

    def _clean(self, response: Response) -> Response:
        """Return a response with secrets redacted; a body that is too large is cut."""
        headers = self.redactor.headers(response.headers)
        if response.truncated or values(response.body) > MOST_VALUES:
            return replace(
                response, headers=headers, body=self.redactor.beginning(response.body), truncated=True
            )
        return replace(response, headers=headers, body=self.redactor.body(response.body))


def _weight(exchange: Exchange) -> int:
    return exchange.response.weight if exchange.response else 0
