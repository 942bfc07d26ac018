"""Hostile servers, and the assertions for a run against them."""

from tests.hostile import broken, elsewhere, large, slow, states, texts, wrong

__all__ = ["broken", "elsewhere", "large", "slow", "states", "texts", "wrong"]
