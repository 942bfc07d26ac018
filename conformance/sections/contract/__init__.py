"""What the server's published contract, an OpenAPI document, promises of its Bulk operation."""
