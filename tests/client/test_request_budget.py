"""What a server may cost: requests, memory, time."""

from datetime import UTC, datetime

import pytest

from conformance.client import request_budget as budget
from conformance.client.request_budget import (
    MOST_IN_VAIN,
    MOST_KEPT,
    BudgetExhausted,
    Overtaxed,
    RequestBudget,
)
from conformance.client.transport import Outcome, Outgoing
from conformance.exchange import KEPT, Failure, Response
from conformance.settings import Settings

ASKED = Outgoing("GET", "http://127.0.0.1/Users", ())


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def record(made, body, **more):
    return made.record(ASKED, Outcome((), Response(200, (), body, 1.0, **more)), "read", "", NOW)


def test_no_more_requests_go_out_than_the_settings_allow():
    made = RequestBudget(Settings(max_requests=1))
    made.admit()
    with pytest.raises(BudgetExhausted, match="--scim-max-requests"):
        made.admit()
    made.grant(1)
    made.admit()


def test_answers_that_fill_the_memory_end_the_run():
    made = RequestBudget(Settings())
    body = b"x" * (MOST_KEPT // 4)
    for _ in range(5):
        made.admit()
        record(made, body)
    with pytest.raises(Overtaxed, match="64 MiB"):
        made.admit()
    made.grant(1)
    made.admit()


def test_values_weigh_more_than_the_bytes_they_come_in(monkeypatch):
    monkeypatch.setattr(budget, "MOST_KEPT", 1 << 20)
    made = RequestBudget(Settings())
    record(made, b"[" + b"{}," * 10_000 + b"0]")
    with pytest.raises(Overtaxed):
        made.admit()


def test_a_large_page_that_was_read_is_forgotten_but_for_its_beginning():
    made = RequestBudget(Settings())
    for _ in range(8):
        made.shorten(record(made, b"x" * (MOST_KEPT // 4)))
    made.admit()
    assert [len(each.response.body) for each in made.exchanges] == [KEPT] * 8


def test_a_small_page_is_kept():
    made = RequestBudget(Settings())
    made.shorten(record(made, b"x" * 2 * KEPT))
    assert len(made.exchanges[0].response.body) == 2 * KEPT


def test_a_page_of_what_is_not_ours_is_forgotten_for_what_its_values_take():
    page = b"[" + b"{}," * KEPT + b"0]"
    made = RequestBudget(Settings())
    for foreign in (False, True):
        made.shorten(record(made, page), foreign=foreign)
    assert [len(each.response.body) for each in made.exchanges] == [len(page), KEPT]


def test_waiting_in_vain_ends():
    made = RequestBudget(Settings(timeout=2.0))
    for _ in range(MOST_IN_VAIN):
        made.admit()
        made.record(ASKED, Outcome((), failure=Failure("timeout", "none")), "read", "", NOW)
    with pytest.raises(Overtaxed, match="40 seconds"):
        made.admit()
    made.grant(1)
    made.admit()


def test_a_secret_that_a_cut_goes_through_is_struck_out_whole():
    made = RequestBudget(Settings())
    made.redactor.add("s3cret-t0ken")
    for before in range(KEPT - 12, KEPT):
        body = b"x" * before + b"s3cret-t0ken" + b"x" * 9000
        kept = record(made, body, truncated=True).response.body
        assert b"s3c" not in kept
        assert len(kept) == KEPT
