"""Faults that break a MUST and only get a warning.

A fault must make each MUST that it breaks fail, and any other requirement warn. `test_expected.py` compares
the pairs for which this does not hold with ``TOLERATED`` and ``SURVIVORS``: none may be missing or obsolete.
"""

from collections.abc import Mapping

from conformance.reference.registry import FAULTS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict

TOLERATED = {
    ("answers-as-json", "FORMAT-3.8-02"): "application/json is tolerated",
    ("bad-utf8-replaced", "BULK-3.7-32"): "a generous parser is tolerated",
    ("conflict-without-scim-type", "RESOURCE-3.3-02"): "a missing scimType is tolerated",
    ("data-as-text-read", "BULK-3.7-22"): "a string that holds the object is tolerated",
    ("error-inside-status", "BULK-3.7-30"): "the older layout is tolerated",
    ("limit-answers-412", "BULK-3.7-31"): "a 4xx with a whole BulkResponse is tolerated",
    ("loc-of-the-parent", "CONTRACT-06"): "the place that encloses the broken one is tolerated",
    ("nan-accepted", "BULK-3.7-32"): "a generous parser is tolerated",
    ("query-ignored", "BULK-3.7-42"): "reading the path as a URL is tolerated",
    ("rest-of-path-ignored", "BULK-3.7-42"): "ignoring what follows the path of a resource is tolerated",
    ("rest-reported-failed", "BULK-3.7.3-08"): "listing them with an error status is tolerated",
    ("ring-400", "BULK-3.7.1-03"): "another 4xx is tolerated",
    ("trailing-garbage-ignored", "BULK-3.7-32"): "a generous parser is tolerated",
    ("undefined-dropped", "BULK-3.7.2-08"): "dropping the reference is tolerated",
    ("unresolved-not-counted", "BULK-3.7-34"): "an operation with such a reference may wait to the end",
}
"""Pairs of a fault and a requirement for which a reading in section.toml tolerates the fault."""

SURVIVORS = {
    # The server rejects the operations with such bulkIds; it does not confuse them.
    ("bulk-id-cut-short", "BULK-3.7.2-05"): "a refused bulkId is only warned of",
    ("long-bulk-id-500", "BULK-3.7.2-05"): "a refused bulkId is only warned of",
    ("quote-breaks", "BULK-3.7.2-05"): "a refused bulkId is only warned of",
    # The text of the requirement says so, and it has no readings: another code of the same class.
    ("delete-200-in-bulk", "BULK-3.7.3-05"): "200 in place of 204 is only warned of",
    ("put-unnamed-409-in-bulk", "BULK-3.7.3-05"): "409 in place of 400 is only warned of",
    # The text of the requirement says so, and it has no readings.
    ("id-is-a-number", "CORE-3.1-03"): "a number as the id is only warned of",
    # The check sees a transaction: applied operations are rolled back and reported as failed.
    (
        "failure-takes-back-others",
        "BULK-3.7-33",
    ): "an operation that is taken back, and says so, is only warned of",
    # The request is rejected before anything is applied, which is a warning for BULK-3.7-12 too.
    ("unknown-method-kills-job", "BULK-3.7-33"): "refusing the whole request is only warned of",
    # The check leaves the order of errors to the server, as the variant references-first needs.
    ("regrouped-by-type", "BULK-3.7-38"): "another order of errors is only warned of",
    # The readings tolerate that an operation without a target waits, not that a malformed one does not count.
    (
        "invalid-operations-not-counted",
        "BULK-3.7-34",
    ): "malformed operations that do not count are only warned of",
}
"""Pairs without such a reading: either the check is too lenient, or section.toml lacks a reading."""


def required(requirement: str) -> Verdict:
    """Return the verdict that a fault must give a requirement it breaks."""
    return Verdict.FAIL if catalogue.load()[requirement].level is Level.MUST else Verdict.WARN


def weak(name: str, verdicts: Mapping[str, Verdict]) -> set[tuple[str, str]]:
    """Return the pairs of a fault and a requirement whose verdict is not the required one."""
    return {
        (name, requirement)
        for requirement in FAULTS[name].breaks
        if verdicts.get(requirement) is not required(requirement)
    }
