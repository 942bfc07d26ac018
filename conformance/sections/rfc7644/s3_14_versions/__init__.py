"""RFC 7644 section 3.14: versions of resources."""
