"""Observations, checks, and where both are registered."""
