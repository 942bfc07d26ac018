"""RFC 7644 sections 2 and 7: who is let in, and what an answer gives away."""
