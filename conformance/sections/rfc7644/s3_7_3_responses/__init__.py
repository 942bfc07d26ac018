"""RFC 7644 section 3.7.3: results, statuses and errors."""
