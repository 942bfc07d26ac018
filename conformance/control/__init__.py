"""Control requests: the same operation sent alone, feature probes, repeats."""
