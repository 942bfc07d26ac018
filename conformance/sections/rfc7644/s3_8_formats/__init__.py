"""RFC 7644 section 3.8: media types and encodings."""
