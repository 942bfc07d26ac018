"""The Bulk operation in the server's published contract, an OpenAPI document."""
