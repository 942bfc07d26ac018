"""The requirements that the oracle can cite."""

CITED = frozenset(
    {
        *(f"BULK-3.7-{number}" for number in ("02", "10", "15", "16", "23", "31", "33", "34", "35", "38")),
        *(f"BULK-3.7-{number}" for number in ("43", "46", "52", "61")),
        *(f"BULK-3.7.1-{number}" for number in ("01", "03", "04", "07")),
        *(f"BULK-3.7.2-{number}" for number in ("01", "02", "03", "04", "05", "07", "08", "09", "11")),
        *(f"BULK-3.7.3-{number}" for number in ("01", "05", "07", "08", "10", "11")),
        *("RESOURCE-3.3-01", "RESOURCE-3.5.1-01", "RESOURCE-3.6-01", "RESOURCE-3.6-02"),
        *("ERROR-3.12-11", "CORE-2.5-01", "VERSION-3.14-02"),
    }
)
"""Ids of catalogue entries; the oracle cites each of them."""
