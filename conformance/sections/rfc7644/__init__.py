"""Sections of RFC 7644, one folder each."""
