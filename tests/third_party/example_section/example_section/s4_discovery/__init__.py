"""Discovery (RFC 7644 section 4): query parameters."""
