"""Baselines: files of known failures, and their effect on a report."""
