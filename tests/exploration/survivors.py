"""The faults that generated jobs are to see, and those that standard effort does not see, with why."""

from tests.matrix.play import ONLY_GENERATED
from tests.oracle.servers import processing_faults

TO_BE_SEEN = [*(fault.name for fault in processing_faults()), *ONLY_GENERATED]
"""Faults of processing, and faults at the edges of values and of writing."""

RARE = "few of the jobs that are drawn could show it, and a dozen are sent; thorough effort sees it"

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
    "version-of-groups-ignored": "generated jobs have versions of users only; a fixed scenario sees it",
}
"""By name, with the reason; measured with seed 0."""
