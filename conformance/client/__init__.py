"""The client for the tested server: HTTP transport, credentials, discovery, journal, search and clean-up."""
