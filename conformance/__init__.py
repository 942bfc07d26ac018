"""Conformance tests for the Bulk endpoint of SCIM servers (RFC 7644 section 3.7)."""

__version__ = "0.1.0"
