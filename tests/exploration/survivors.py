"""Faults of processing that exploration alone does not see at standard effort, and why."""

RARE = "few of the jobs that are drawn could show it, and a dozen are sent; thorough effort sees it"

OUT_OF_SIGHT = {
    "patches-last": RARE,
    "put-literal": RARE,
    "put-reference-lost": RARE,
    "reference-to-failed-empty": RARE,
    "reference-to-failed-literal": RARE,
    "regrouped-by-type": RARE,
}
"""By name, with the reason; measured with seed 0."""
