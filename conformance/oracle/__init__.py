"""Oracles: pure functions that compute which outcomes the RFC permits."""
