"""What is required, and what can be said about it. Knows nothing of HTTP or pytest."""
