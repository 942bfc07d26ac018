"""RFC 7644 section 3.7.1: resources of one bulk request that refer to each other."""
