"""Oracles: which outcomes a server may have. Pure functions."""
