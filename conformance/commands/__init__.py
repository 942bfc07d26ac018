"""What the commands of ``scim-conformance`` do, one module each, imported only when a command runs."""
