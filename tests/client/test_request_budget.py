"""The limits of a run: requests, memory, waiting time."""

from datetime import UTC, datetime

import pytest

from conformance.client import request_budget as budget
from conformance.client.request_budget import (
    MEMORY_LIMIT,
    MOST_TIMEOUTS,
    BudgetExhausted,
    LimitExceeded,
    RequestBudget,
)
from conformance.client.transport import Outcome, Outgoing
from conformance.exchange import KEPT, Failure, Response
from conformance.settings import Settings

ASKED = Outgoing("GET", "http://127.0.0.1/Users", ())


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def record(run_budget, body, **more):
    return run_budget.record(ASKED, Outcome((), Response(200, (), body, 1.0, **more)), "read", "", NOW)


def test_number_of_requests_is_limited():
    run_budget = RequestBudget(Settings(max_requests=1))
    run_budget.admit()
    with pytest.raises(BudgetExhausted, match="--scim-max-requests"):
        run_budget.admit()
    run_budget.extend(1)
    run_budget.admit()


def test_memory_of_responses_is_limited():
    run_budget = RequestBudget(Settings())
    body = b"x" * (MEMORY_LIMIT // 4)
    for _ in range(5):
        run_budget.admit()
        record(run_budget, body)
    with pytest.raises(LimitExceeded, match="64 MiB"):
        run_budget.admit()
    run_budget.extend(1)
    run_budget.admit()


def test_decoded_values_count_as_memory(monkeypatch):
    monkeypatch.setattr(budget, "MEMORY_LIMIT", 1 << 20)
    run_budget = RequestBudget(Settings())
    record(run_budget, b"[" + b"{}," * 10_000 + b"0]")
    with pytest.raises(LimitExceeded):
        run_budget.admit()


def test_large_page_is_shortened():
    run_budget = RequestBudget(Settings())
    for _ in range(8):
        run_budget.shorten(record(run_budget, b"x" * (MEMORY_LIMIT // 4)))
    run_budget.admit()
    assert [len(each.response.body) for each in run_budget.exchanges] == [KEPT] * 8


def test_small_page_is_kept():
    run_budget = RequestBudget(Settings())
    run_budget.shorten(record(run_budget, b"x" * 2 * KEPT))
    assert len(run_budget.exchanges[0].response.body) == 2 * KEPT


def test_page_of_foreign_resources_is_shortened_by_its_memory():
    page = b"[" + b"{}," * KEPT + b"0]"
    run_budget = RequestBudget(Settings())
    for foreign in (False, True):
        run_budget.shorten(record(run_budget, page), foreign=foreign)
    assert [len(each.response.body) for each in run_budget.exchanges] == [len(page), KEPT]


def test_waiting_time_is_limited():
    run_budget = RequestBudget(Settings(timeout=2.0))
    for _ in range(MOST_TIMEOUTS):
        run_budget.admit()
        run_budget.record(ASKED, Outcome((), failure=Failure("timeout", "none")), "read", "", NOW)
    with pytest.raises(LimitExceeded, match="40 seconds"):
        run_budget.admit()
    run_budget.extend(1)
    run_budget.admit()


def test_secret_at_the_cut_is_redacted():
    run_budget = RequestBudget(Settings())
    run_budget.redactor.add("s3cret-t0ken")
    for before in range(KEPT - 12, KEPT):
        body = b"x" * before + b"s3cret-t0ken" + b"x" * 9000
        kept = record(run_budget, body, truncated=True).response.body
        assert b"s3c" not in kept
        assert len(kept) == KEPT
