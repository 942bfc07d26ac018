"""RFC 7644 sections 2 and 7: authentication, authorization, and what a response discloses."""
