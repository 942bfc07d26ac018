"""Split many operations into bulk requests, and delete the resources of a scenario by bulk requests."""

from collections.abc import Iterable, Iterator

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scim.bulk_request import Job, Operation
from conformance.trace.snapshot import Snapshot

CLEARING = "deleting"
"""The label of the bulk requests that delete the resources of a scenario."""

UNSTATED = 20
"""Operations in a bulk request for a server that declares no limit: it may have one all the same."""


def rooms(ctx: ScenarioContext, operations: Iterable[Operation]) -> Iterator[tuple[Operation, ...]]:
    """Yield the operations, in order, in groups that are within the limits of the server."""
    most, size = ctx.capabilities.max_operations or UNSTATED, ctx.capabilities.max_payload_size
    room: tuple[Operation, ...] = ()
    for operation in operations:
        fuller = (*room, operation)
        if room and (len(fuller) > most or (size and len(Job(fuller).encode()) > size)):
            yield room
            fuller = (operation,)
        room = fuller
    if room:
        yield room


def clear(ctx: ScenarioContext, made: Snapshot | None = None, *, judged: bool = True) -> None:
    """Delete the resources of a scenario by bulk requests; the clean-up of the run deletes the rest.

    This saves requests if a scenario has more than five resources. The checks also judge these deletions.

    Args:
        ctx: The context of the scenario.
        made: The resources; None searches for them.
        judged: Show these bulk requests to the checks.
    """
    made = made or ctx.stored_resources()
    for room in rooms(ctx, [Operation("DELETE", found.path) for found in made.resources]):
        bulk = ctx.bulk.send(*room, label=CLEARING, read_back=ReadBack.SEARCH_ALL)
        if not judged:
            ctx.bulk.set_aside(bulk)
