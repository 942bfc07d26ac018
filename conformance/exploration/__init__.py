"""Generated bulk requests: drawing, boundary values, encodings, coverage, shrinking."""
