"""The faults that generated requests detect, and those that standard effort misses, with the reason."""

from tests.matrix.play import ONLY_GENERATED
from tests.oracle.servers import processing_faults

TO_BE_SEEN = [*(fault.name for fault in processing_faults()), *ONLY_GENERATED]
"""Faults of processing, and faults with boundary values and JSON encodings."""

RARE = "few generated bulk requests can show it; standard effort sends a dozen, thorough effort detects it"

OUT_OF_SIGHT = {
    "deletions-not-counted": RARE,
    "groups-not-counted": RARE,
    "missing-resources-not-counted": RARE,
    "patches-last": RARE,
    "patches-not-counted": RARE,
    "put-literal": RARE,
    "put-reference-lost": RARE,
    "reference-to-failed-empty": RARE,
    "reference-to-failed-literal": RARE,
    "regrouped-by-type": RARE,
    "version-of-groups-ignored": "generated requests have versions of users only; a fixed scenario shows it",
}
"""The missed faults with the reason, measured with seed 0."""
