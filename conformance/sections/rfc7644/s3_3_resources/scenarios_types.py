"""Requests for resources of the types that are neither users nor groups."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Inapplicable, Uncreated
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Operation

MOST = 5
"""The most types for which requests are sent."""


@scenario("bulk", effort="standard")
def other_resource_types(ctx: ScenarioContext) -> None:
    """Create, replace and delete a resource of each type that is neither the one of users nor of groups."""
    others = [type_ for type_ in ctx.resource_types.others if type_.naming][:MOST]
    if not others:
        raise Inapplicable("/ResourceTypes lists no further type whose resources can have a name")
    rejected = None
    for type_ in others:
        try:
            changed, deleted = (ctx.fixtures.of_type(type_, label) for label in ("changed", "deleted"))
        except Uncreated as uncreated:
            rejected = uncreated  # a server may have types that no client creates
            continue
        ctx.bulk.send(
            ctx.resources.post(type_, "created"),
            Operation("PUT", changed.path, data=ctx.resources.changed(changed)),
            Operation("DELETE", deleted.path),
            label=type_.name,
        )
        ctx.request(f"DELETE {type_.name}", "DELETE", changed.path, read_back=True)
    if rejected and not ctx.bulk.recorded:
        raise rejected
