"""What a run has sent, how much more it may send and how fast; one for all targets of the run."""

import time
from dataclasses import replace
from datetime import datetime

from conformance.settings import Settings
from conformance.target import auth, transport
from conformance.target.evidence import Exchange, Request


class Stopped(Exception):  # noqa: N818 - it is no error of anybody
    """The run can send no more requests; the message says why."""


class BudgetExhausted(Stopped):
    """The run has sent as many requests as it may."""


class Ledger:
    """The record of a run, free of secrets, and its budget of requests.

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
        self._interval = 1 / settings.rate if settings.rate else 0.0
        self._next_turn = 0.0

    def admit(self) -> None:
        """Count a request that is about to be sent, and wait until the rate allows it.

        Raises:
            BudgetExhausted: No request may be sent any more.
        """
        if self.requests >= self.budget:
            raise BudgetExhausted(f"{self.budget} requests were sent, as many as --scim-max-requests allows")
        now = time.monotonic()
        if now < self._next_turn:
            time.sleep(self._next_turn - now)
        self._next_turn = max(now, self._next_turn) + self._interval
        self.requests += 1

    def record(
        self,
        request: transport.Outgoing,
        outcome: transport.Outcome,
        purpose: str,
        scenario: str,
        sent: datetime,
    ) -> Exchange:
        """Keep an exchange, and return it as it is kept."""
        clean, response = self.redactor, outcome.response
        exchange = Exchange(
            n=len(self.exchanges) + 1,
            purpose=purpose,
            scenario=scenario,
            request=Request(
                request.method, clean.text(request.url), clean.headers(outcome.sent), clean.body(request.body)
            ),
            response=response
            and replace(response, headers=clean.headers(response.headers), body=clean.body(response.body)),
            failure=outcome.failure,
            sent=sent,
        )
        self.exchanges.append(exchange)
        return exchange
