"""Single requests, and the same operations in bulk requests (RFC 7644 sections 3.3 to 3.6, RFC 7643)."""
