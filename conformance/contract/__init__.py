"""Published contracts: the Bulk operation in an OpenAPI document, and requests that violate its schema."""
