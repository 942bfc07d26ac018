"""Jobs that break the published request schema, and jobs that go to its edges."""

from collections.abc import Sequence

from conformance.contract.edits import Edit
from conformance.contract.schema import Schema
from conformance.contract.violations import allowances, violations
from conformance.engine.endings import Blocked, Inapplicable
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Job

HANDFUL = 30
"""Jobs after which the store is looked at."""

MOST = 120
"""Jobs of one scenario: a large schema is tried at as many places as that, evenly chosen."""


def job(lab: Lab, label: str) -> Job:
    """Return a job of three operations that could be done as it is."""
    return Job(tuple(lab.post_user(f"{label}-{place}") for place in ("first", "second", "third")), 3)


def probe(lab: Lab, edits: Sequence[Edit]) -> None:
    """Send each change in a job of its own, a handful at a time."""
    chosen = [edits[number * len(edits) // MOST] for number in range(MOST)] if len(edits) > MOST else edits
    for start in range(0, len(chosen), HANDFUL):
        label = f"h{start}-"
        some = enumerate(chosen[start : start + HANDFUL])
        lab.probe(label, ((edit, job(lab, f"{label}{number}")) for number, edit in some))


def template(lab: Lab) -> tuple[Schema, object]:
    """Return the published request schema and a job that keeps it.

    Raises:
        Inapplicable: No request schema is published.
        Blocked: A plain job breaks it.
    """
    schema = lab.contract.request if lab.contract else None
    document = job(lab, "template").document()
    if schema is None:
        raise Inapplicable("the contract documents no schema of the request body")
    if errors := schema.errors(document):
        raise Blocked(f"a plain job breaks the published request schema: {errors[0].message}")
    return schema, document


@scenario("users", "contract", effort="standard")
def broken_request_schema(lab: Lab) -> None:
    """Jobs that break the published request schema at one place each."""
    probe(lab, violations(*template(lab)))


@scenario("users", "contract", effort="standard")
def edges_of_the_request_schema(lab: Lab) -> None:
    """Jobs with unusual values that the published request schema allows."""
    probe(lab, allowances(*template(lab)))
