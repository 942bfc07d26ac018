"""RFC 7644 section 3.2: which methods an endpoint has, and where the paths of a job may lead."""
