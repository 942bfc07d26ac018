"""RFC 7644 section 3.7: bulk requests, their operations, and the message around them."""
