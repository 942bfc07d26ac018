"""Sections that another package adds to scim-conformance; each is a folder here."""
