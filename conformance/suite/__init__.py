"""The suite for pytest: ``pytest --pyargs conformance.suite --scim-url URL``."""
