"""Many operations in as many jobs as a server needs for them; deleting by jobs what a scenario has made."""

from collections.abc import Iterable, Iterator

from conformance.engine.lab import Lab
from conformance.engine.store import Store
from conformance.jobs.job import Job, Operation

CLEARING = "deleting"
"""Labels the jobs that delete what a scenario has made."""

UNSTATED = 20
"""Operations of a job for a server that says nothing of its limits: it may have some all the same."""


def rooms(lab: Lab, operations: Iterable[Operation]) -> Iterator[tuple[Operation, ...]]:
    """Yield the operations, in turn, in jobs that the server takes."""
    most, size = lab.capabilities.max_operations or UNSTATED, lab.capabilities.max_payload_size
    room: tuple[Operation, ...] = ()
    for operation in operations:
        fuller = (*room, operation)
        if room and (len(fuller) > most or (size and len(Job(fuller).encode()) > size)):
            yield room
            fuller = (operation,)
        room = fuller
    if room:
        yield room


def clear(lab: Lab, made: Store | None = None, *, judged: bool = True) -> None:
    """Delete all that a scenario has made by jobs: what is left, the clean-up of the run deletes one by one.

    It is worth it where that is more than five resources, and puts the deletion of groups before the checks.

    Args:
        lab: The bench of the scenario.
        made: What it has made; None where that has to be searched for.
        judged: Whether the checks see these jobs.
    """
    made = made or lab.look_around()
    for room in rooms(lab, [Operation("DELETE", found.path) for found in made.resources]):
        run = lab.run(*room, label=CLEARING, alone=False, whole=True)
        if not judged:
            lab.set_aside(run)
