"""Generated jobs: what the oracle permits of them, requirement by requirement."""
