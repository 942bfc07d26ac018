"""RFC 7644 section 3.7.1: resources of one job that refer to each other."""
