"""Failures that are known: the file they stand in, and what it makes of a report."""
