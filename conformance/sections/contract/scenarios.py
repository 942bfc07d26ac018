"""Jobs that break the published request schema, and jobs that go to its edges."""

from collections.abc import Sequence

from conformance.contract.edits import Edit
from conformance.contract.schema import Schema
from conformance.contract.violations import allowances, violations
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Inapplicable
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job

HANDFUL = 30
"""Jobs after which the store is looked at."""

MOST = 120
"""Jobs of one scenario: a large schema is tried at as many places as that, evenly chosen."""


def job(ctx: ScenarioContext, label: str) -> Job:
    """Return a job of three operations that could be done as it is."""
    return Job(
        tuple(ctx.resources.post_user(f"{label}-{place}") for place in ("first", "second", "third")), 3
    )


def send_contract_violations(ctx: ScenarioContext, edits: Sequence[Edit]) -> None:
    """Send each change in a job of its own, a handful at a time."""
    chosen = [edits[number * len(edits) // MOST] for number in range(MOST)] if len(edits) > MOST else edits
    for start in range(0, len(chosen), HANDFUL):
        label = f"h{start}-"
        some = enumerate(chosen[start : start + HANDFUL])
        ctx.bulk.send_contract_violations(
            label, ((edit, job(ctx, f"{label}{number}")) for number, edit in some)
        )


def template(ctx: ScenarioContext) -> tuple[Schema, object]:
    """Return the published request schema and a job that keeps it.

    Raises:
        Inapplicable: No request schema is published.
        Blocked: A plain job breaks it.
    """
    schema = ctx.contract.request if ctx.contract else None
    document = job(ctx, "template").document()
    if schema is None:
        raise Inapplicable("the contract documents no schema of the request body")
    if errors := schema.errors(document):
        raise Blocked(f"a plain job breaks the published request schema: {errors[0].message}")
    return schema, document


@scenario("users", "contract", effort="standard")
def broken_request_schema(ctx: ScenarioContext) -> None:
    """Jobs that break the published request schema at one place each."""
    send_contract_violations(ctx, violations(*template(ctx)))


@scenario("users", "contract", effort="standard")
def edges_of_the_request_schema(ctx: ScenarioContext) -> None:
    """Jobs with unusual values that the published request schema allows."""
    send_contract_violations(ctx, allowances(*template(ctx)))
