"""RFC 7644 section 3.7: jobs, operations and the envelope around them."""
