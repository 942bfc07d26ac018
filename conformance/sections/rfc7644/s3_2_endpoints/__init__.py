"""RFC 7644 section 3.2: the methods of an endpoint, and the paths of operations."""
