"""Many operations in as many jobs as a server needs for them; deleting by jobs what a scenario has made."""

from collections.abc import Iterable, Iterator

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scim.bulk_request import Job, Operation
from conformance.trace.snapshot import Snapshot

CLEARING = "deleting"
"""Labels the jobs that delete what a scenario has made."""

UNSTATED = 20
"""Operations of a job for a server that says nothing of its limits: it may have some all the same."""


def rooms(ctx: ScenarioContext, operations: Iterable[Operation]) -> Iterator[tuple[Operation, ...]]:
    """Yield the operations, in turn, in jobs that the server takes."""
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
    """Delete all that a scenario has made by jobs: what is left, the clean-up of the run deletes one by one.

    It is worth it where that is more than five resources, and puts the deletion of groups before the checks.

    Args:
        ctx: The bench of the scenario.
        made: What it has made; None where that has to be searched for.
        judged: Whether the checks see these jobs.
    """
    made = made or ctx.stored_resources()
    for room in rooms(ctx, [Operation("DELETE", found.path) for found in made.resources]):
        bulk = ctx.bulk.send(*room, label=CLEARING, read_back=ReadBack.SEARCH_ALL)
        if not judged:
            ctx.bulk.set_aside(bulk)
