"""The report of a run as data, and what is written from it. Knows neither HTTP nor pytest."""
