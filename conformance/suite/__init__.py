"""The suite as pytest sees it: ``pytest --pyargs conformance.suite --scim-url URL``."""
