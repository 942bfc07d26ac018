"""Cached traces get the same verdicts as a new run, and other code does not use them."""

import pytest

from conformance.run.runner import Runner
from tests.matrix import cache
from tests.matrix.play import play_named

NAME = "status-number"


@pytest.fixture(autouse=True)
def _kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SCIM_MATRIX_CACHE", str(tmp_path))


def test_kept_traces_are_judged_without_playing(monkeypatch):
    played = play_named(NAME)
    monkeypatch.setattr(Runner, "play_for", None)
    again = play_named(NAME)
    assert again == played
    assert again.bad()


def test_traces_of_other_code_are_not_used(monkeypatch):
    cache.save("x", b"traces", {"leftovers": []})
    assert cache.load("x") == (b"traces", {"leftovers": []})
    monkeypatch.setattr(cache, "key", lambda: "other code")
    assert cache.load("x") is None


def test_cache_is_off_without_a_directory(monkeypatch):
    monkeypatch.delenv("SCIM_MATRIX_CACHE", raising=False)
    cache.save("x", b"traces", {})
    assert cache.load("x") is None
