"""The report of a run as data, and the formats that are written from it; independent of HTTP and pytest."""
