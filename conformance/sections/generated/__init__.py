"""Generated bulk requests: which outcomes the oracle permits, requirement by requirement."""
