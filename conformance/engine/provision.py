"""What is stored for a generated job before it is sent."""

from collections.abc import Mapping

from conformance.engine.lab import Lab
from conformance.engine.repertoire import Repertoire
from conformance.engine.store import Stored
from conformance.jobs.binding import Known
from conformance.law.oracle import Existing, Shape

STORED = {"ann": "User", "bob": "User", "team": "Group"}
"""What a job may find stored, as types by label: two users, a group with one of them."""


def labels(shape: Shape) -> set[str]:
    """Return what a job changes or refers to, and expects to find stored."""
    pointers = (pointer for step in shape.steps for pointer in (*step.refers, step.on))
    return {pointer.label for pointer in pointers if isinstance(pointer, Existing)}


def provide(lab: Lab, repertoire: Repertoire, shape: Shape, ready: dict[str, Stored]) -> Mapping[str, Known]:
    """Create what a job needs to find stored, and what its names collide with; return it by label.

    Args:
        lab: The bench of the scenario.
        repertoire: What can be sent to the server.
        shape: The job.
        ready: What is stored for the next job already, by label; what is created is added.

    Raises:
        Blocked: It cannot be created, or the server cannot be reached.
    """
    named = {*labels(shape), *(step.name for step in shape.steps)}
    wanted = {label for label in STORED if label in named}
    if "team" in wanted:
        wanted.add("bob")
    for label in sorted(wanted - {"team"} - ready.keys()):
        ready[label] = lab.existing_user(label)
    if "team" in wanted:
        ready["team"] = lab.existing_group("team", ready["bob"].id)
    return {label: repertoire.describe(STORED[label], found) for label, found in ready.items()}
