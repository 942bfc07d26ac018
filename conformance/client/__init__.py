"""Where we talk to: addresses, transport, credentials, discovery, evidence and what we leave behind."""
