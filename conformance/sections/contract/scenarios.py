"""Scenarios that send bodies which violate the published request schema, or which it just allows."""

from collections.abc import Sequence

from conformance.contract.edits import Edit
from conformance.contract.schema import Schema
from conformance.contract.violations import allowances, violations
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Inapplicable
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job

BATCH = 30
"""Number of bulk requests after which the stored resources are read back."""

MOST = 120
"""Most bulk requests of a scenario. A schema with more places is tried at evenly chosen ones."""


def job(ctx: ScenarioContext, label: str) -> Job:
    """Return a valid bulk request with three operations and failOnErrors."""
    return Job(
        tuple(ctx.resources.post_user(f"{label}-{place}") for place in ("first", "second", "third")), 3
    )


def send_edits(ctx: ScenarioContext, edits: Sequence[Edit]) -> None:
    """Send a bulk request for each edit, in batches."""
    chosen = [edits[number * len(edits) // MOST] for number in range(MOST)] if len(edits) > MOST else edits
    for start in range(0, len(chosen), BATCH):
        label = f"h{start}-"
        batch = enumerate(chosen[start : start + BATCH])
        ctx.bulk.send_contract_violations(
            label, ((edit, job(ctx, f"{label}{number}")) for number, edit in batch)
        )


def template(ctx: ScenarioContext) -> tuple[Schema, object]:
    """Return the published request schema and a bulk request that is valid against it.

    Raises:
        Inapplicable: The contract has no request schema.
        Blocked: A plain bulk request is not valid against the request schema.
    """
    schema = ctx.contract.request if ctx.contract else None
    document = job(ctx, "template").document()
    if schema is None:
        raise Inapplicable("the contract documents no schema of the request body")
    if errors := schema.errors(document):
        raise Blocked(f"a plain bulk request violates the published request schema: {errors[0].message}")
    return schema, document


@scenario("users", "contract", effort="standard")
def request_schema_violations(ctx: ScenarioContext) -> None:
    """Send bulk requests that violate the published request schema at one place each."""
    send_edits(ctx, violations(*template(ctx)))


@scenario("users", "contract", effort="standard")
def request_schema_boundaries(ctx: ScenarioContext) -> None:
    """Send bulk requests with unusual values that the published request schema allows."""
    send_edits(ctx, allowances(*template(ctx)))
