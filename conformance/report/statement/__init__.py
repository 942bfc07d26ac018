"""Statements of conformance: what somebody says of a product by a report, so that others can check it."""
