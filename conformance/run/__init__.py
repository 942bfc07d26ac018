"""One run: selection, playing scenarios, judging traces, exit codes."""
