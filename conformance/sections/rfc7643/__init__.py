"""Sections of RFC 7643, one folder each."""
