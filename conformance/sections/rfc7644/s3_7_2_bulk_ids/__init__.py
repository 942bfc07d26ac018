"""RFC 7644 section 3.7.2: references to resources that the same bulk request creates."""
