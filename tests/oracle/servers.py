"""Which faults and liberties the oracle is held against, and why some of them cannot show in its scope."""

from conformance.reference.registry import FAULTS, VARIANTS, Fault

PROCESSING = (
    "bulk_id",
    "bulk_id_limits",
    "circular",
    "data",
    "fail_on_errors",
    "order",
    "partial_failure",
    "stopping",
    "truth",
    "versions",
)
"""Modules of faults that concern what becomes of operations."""

BEYOND = {
    "spelling": "it depends on how a bulkId or a failOnErrors is spelt, and shapes have tokens",
    "form": "it is in the form of an answer, which the rules watch that look at every exchange",
    "attributes": "it is in attributes that shapes do not have",
    "length": "it shows in long jobs only, and shapes are short",
}
"""Why a fault of those modules cannot show."""

OUT_OF_SCOPE = {
    "client-id-honoured": "attributes",
    "data-attributes-lost": "attributes",
    "patch-without-data-ok": "attributes",
    "failure-deletes-the-id-it-names": "attributes",
    "fail-on-errors-coerced": "spelling",
    "negative-fail-on-errors-runs-nothing": "spelling",
    "null-limit-ends-at-an-error": "spelling",
    "limit-answers-412": "form",
    "long-jobs-backwards": "length",
    "version-of-before": "form",
}
"""Faults that cannot show in the small scope, by name, with the key of the reason."""


def processing_faults() -> list[Fault]:
    """Return the faults that the oracle must forbid."""
    return [
        fault
        for name, fault in sorted(FAULTS.items())
        if fault.behaviour.__module__.rpartition(".")[2] in PROCESSING
        and fault.breaks
        and name not in OUT_OF_SCOPE
    ]


OFFERS = ("asked", "kept", "offers", "texts")
"""Modules of liberties in which resources a server keeps, and what it says; shapes have plain ones."""


def variants() -> list[str]:
    """Return the names of the liberties that the oracle must permit."""
    return sorted(
        name
        for name, variant in VARIANTS.items()
        if variant.behaviour.__module__.rpartition(".")[2] not in OFFERS
    )
