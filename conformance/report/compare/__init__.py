"""Several reports side by side: what changed from one to the next, and which server does what."""
