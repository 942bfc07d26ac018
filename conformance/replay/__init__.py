"""Replay findings of a saved report, resend one exchange, or judge its traces again."""
