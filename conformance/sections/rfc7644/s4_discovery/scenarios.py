"""What was asked before everything else, and what a server does that claims no Bulk."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation


@scenario(effort="standard")
def discovery(ctx: ScenarioContext) -> None:
    """The answers of /ServiceProviderConfig and /Schemas, asked for when the run began."""
    ctx.include("config", ctx.capabilities.config)
    ctx.include("schemas", ctx.capabilities.schemas_exchange)


@scenario(effort="standard")
def bulk_where_it_is_not_claimed(ctx: ScenarioContext) -> None:
    """A job of one DELETE that finds nothing, sent to a server which says that it does not support Bulk."""
    if ctx.capabilities.bulk.supported is False:
        ctx.request(
            "bulk", "POST", "/Bulk", Job((Operation("DELETE", ctx.resources.absent("unclaimed")),)).document()
        )
