"""Rules for single resources that hold inside a job as well (RFC 7644 sections 3.3 to 3.6, RFC 7643)."""
