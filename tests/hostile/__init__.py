"""Servers that do all they can to a tester, and what becomes of it."""

from tests.hostile import broken, elsewhere, large, slow, states, texts, wrong

__all__ = ["broken", "elsewhere", "large", "slow", "states", "texts", "wrong"]
