"""Retrieving a known resource (RFC 7644 section 3.4.1)."""
