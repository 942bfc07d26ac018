"""Compares generated jobs with what a fuzzer for any API makes of the same endpoint."""
