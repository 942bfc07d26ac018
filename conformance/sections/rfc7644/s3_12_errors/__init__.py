"""RFC 7644 section 3.12: how errors are told, and malformed jobs."""
