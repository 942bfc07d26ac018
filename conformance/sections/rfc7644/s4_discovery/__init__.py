"""RFC 7644 section 4 and RFC 7643 section 5: what a server declares about itself."""
