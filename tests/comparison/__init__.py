"""Compare generated bulk requests with a generic API fuzzer on the same endpoint."""
