"""Bulk jobs: what is sent, what is answered, and the resources in them."""
