"""Published contracts: what an OpenAPI document promises of Bulk, and how to break it at one place."""
