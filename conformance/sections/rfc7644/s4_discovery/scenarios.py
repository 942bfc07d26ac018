"""Scenarios that record discovery, and POST /Bulk on a server that does not support Bulk."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario


@scenario(effort="standard")
def discovery(ctx: ScenarioContext) -> None:
    """Record the responses of /ServiceProviderConfig and /Schemas from the beginning of the run."""
    ctx.include("config", ctx.capabilities.config)
    ctx.include("schemas", ctx.capabilities.schemas_exchange)


@scenario()
def unsupported_bulk(ctx: ScenarioContext) -> None:
    """Record POST /Bulk, a DELETE of an unknown id, if the server declares that it has no Bulk."""
    if ctx.capabilities.feature("bulk").supported is False and ctx.capabilities.bulk_requests:
        ctx.include("bulk", ctx.capabilities.bulk_requests[0])
