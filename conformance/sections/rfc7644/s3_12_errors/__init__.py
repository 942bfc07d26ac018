"""RFC 7644 section 3.12: status codes, errors, and malformed bulk requests."""
