"""RFC 7644 section 3.7.4: the limits of a bulk request."""
