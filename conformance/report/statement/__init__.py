"""Statements of conformance about a report, which others can verify."""
