"""What was asked before everything else, and what a server does that claims no Bulk."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario


@scenario(effort="standard")
def discovery(ctx: ScenarioContext) -> None:
    """The answers of /ServiceProviderConfig and /Schemas, asked for when the run began."""
    ctx.include("config", ctx.capabilities.config)
    ctx.include("schemas", ctx.capabilities.schemas_exchange)


@scenario()
def bulk_where_it_is_not_claimed(ctx: ScenarioContext) -> None:
    """The bulk request of one DELETE that finds nothing, sent to a server which does not offer Bulk."""
    if ctx.capabilities.feature("bulk").supported is False and ctx.capabilities.bulk_requests:
        ctx.include("bulk", ctx.capabilities.bulk_requests[0])
