"""RFC 7644 section 3.7.2: references to what the same job creates."""
