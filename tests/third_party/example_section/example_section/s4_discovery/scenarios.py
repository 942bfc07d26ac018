"""Requests to the discovery endpoints with query parameters."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario


@scenario()
def example_schemas_with_count(ctx: ScenarioContext) -> None:
    """GET /Schemas without a query, and with a count of 1."""
    ctx.request("all", "GET", "/Schemas")
    ctx.request("count", "GET", "/Schemas?count=1")
