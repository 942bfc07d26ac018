"""Requirements and verdicts, without HTTP or pytest."""
