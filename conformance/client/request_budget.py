"""What a run has sent, how much more it may send and how fast; one for all targets of the run."""

import time
from dataclasses import replace
from datetime import datetime

from conformance.client import auth, transport
from conformance.exchange import MOST_VALUES, Exchange, Request, Response, values
from conformance.settings import Settings

MOST_KEPT = 64 << 20
"""Bytes of memory that the answers of a run may take."""

MOST_IN_VAIN = 20
"""How many times the timeout a run waits in all for answers that do not come."""

_SPARE = 16 << 20
_LARGE = 64 << 10


class Stopped(Exception):  # noqa: N818 - it is no error of anybody
    """The run can send no more requests; the message says why."""


class BudgetExhausted(Stopped):
    """The run has sent as many requests as it may."""


class Overtaxed(Stopped):
    """The server has taken more time or memory than a run gives it."""


class RequestBudget:
    """The record of a run, free of secrets, and its budget of requests, memory and patience.

    Attributes:
        exchanges: All that was sent and received, in order; exchange ``n`` is at ``n - 1``.
        requests: How many requests went out.
        budget: How many may go out.
        redactor: What keeps secrets out of records; give it each secret before it is sent.
    """

    def __init__(self, settings: Settings) -> None:
        self.exchanges: list[Exchange] = []
        self.requests = 0
        self.budget = settings.max_requests
        self.redactor = auth.redactor(settings)
        self._timeout = settings.timeout
        self._kept = 0
        self._vain = 0.0
        self._put_off = 0.0
        self._interval = 1 / settings.rate if settings.rate else 0.0
        self._next_turn = 0.0

    def admit(self) -> None:
        """Count a request that is about to be sent, and wait until the rate allows it.

        Raises:
            BudgetExhausted: No request may be sent any more.
            Overtaxed: The server has taken too much time or memory.
        """
        if self.requests >= self.budget:
            raise BudgetExhausted(f"{self.budget} requests were sent, as many as --scim-max-requests allows")
        if self._kept > MOST_KEPT:
            raise Overtaxed(f"the server's answers take more than {MOST_KEPT >> 20} MiB of memory")
        if self._vain >= MOST_IN_VAIN * self._timeout:
            raise Overtaxed(
                f"{self._vain:g} seconds were waited in vain for answers, "
                f"{MOST_IN_VAIN} times --scim-timeout and as long as a run waits in all"
            )
        if self._put_off:
            raise Overtaxed(
                f"the server asks for {self._put_off:.0f} seconds of patience (Retry-After), and a run waits "
                f"no longer than {MOST_IN_VAIN} times --scim-timeout in all; start it again after that"
            )
        now = time.monotonic()
        if now < self._next_turn:
            time.sleep(self._next_turn - now)
        self._next_turn = max(now, self._next_turn) + self._interval
        self.requests += 1

    @property
    def spare(self) -> int:
        """How many requests more may go out."""
        return max(0, self.budget - self.requests)

    def grant(self, requests: int) -> None:
        """Allow some requests more, and what memory and patience they need, whatever was used up."""
        self.budget = self.requests + requests
        self._kept = min(self._kept, MOST_KEPT - _SPARE)
        self._vain = self._put_off = 0.0

    def put_off(self, seconds: float) -> bool:
        """Tell whether the server asks for more patience than a run has: no more requests go out then."""
        if seconds > MOST_IN_VAIN * self._timeout:
            self._put_off = seconds
        return bool(self._put_off)

    def waited(self, seconds: float) -> None:
        """Take note that an answer was waited for in vain."""
        self._vain += seconds

    def record(
        self,
        request: transport.Outgoing,
        outcome: transport.Outcome,
        purpose: str,
        scenario: str,
        sent: datetime,
    ) -> Exchange:
        """Keep an exchange, and return it as it is kept."""
        clean = self.redactor
        if outcome.failure and outcome.failure.kind == "timeout":
            self.waited(self._timeout)
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
        self._kept += _weight(exchange)
        return exchange

    def shorten(self, exchange: Exchange, *, foreign: bool = False) -> None:
        """Keep only the beginning of a body, where it is a large one that is needed no more.

        Args:
            exchange: The exchange.
            foreign: The body is mostly about what is not ours: what its values take counts as well.
        """
        response = exchange.response
        if response and (response.weight if foreign else len(response.body)) > _LARGE:
            short = replace(exchange, response=response.shortened())
            self.exchanges[exchange.n - 1] = short
            self._kept += _weight(short) - _weight(exchange)

    def _clean(self, response: Response) -> Response:
        """Return a response without secrets, and without the rest of a body that is too large."""
        headers = self.redactor.headers(response.headers)
        if response.truncated or values(response.body) > MOST_VALUES:
            return replace(
                response, headers=headers, body=self.redactor.beginning(response.body), truncated=True
            )
        return replace(response, headers=headers, body=self.redactor.body(response.body))


def _weight(exchange: Exchange) -> int:
    return exchange.response.weight if exchange.response else 0
