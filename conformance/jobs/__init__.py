"""The public import path of the Hypothesis strategies for bulk requests."""
