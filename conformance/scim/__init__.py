"""SCIM as plain data types: documents, paths, resources, bulk requests and responses. No I/O."""
