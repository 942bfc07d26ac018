"""What is stored for a generated job before it is sent."""

from collections.abc import Mapping

from conformance.engine.lab import Lab
from conformance.engine.repertoire import Repertoire
from conformance.jobs.binding import Known
from conformance.law.oracle import Existing, Shape

STORED = {"ann": "User", "bob": "User", "team": "Group"}
"""What a job may find stored, as types by label: two users, a group with one of them."""


def labels(shape: Shape) -> set[str]:
    """Return what a job changes or refers to, and expects to find stored."""
    pointers = (pointer for step in shape.steps for pointer in (*step.refers, step.on))
    return {pointer.label for pointer in pointers if isinstance(pointer, Existing)}


def provide(lab: Lab, repertoire: Repertoire, shape: Shape) -> Mapping[str, Known]:
    """Create what a job needs to find stored, and what its names collide with; return it by label.

    Raises:
        Blocked: It cannot be created, or the server cannot be reached.
    """
    named = {*labels(shape), *(step.name for step in shape.steps)}
    wanted = {label for label in STORED if label in named}
    if "team" in wanted:
        wanted.add("bob")
    stored = {label: lab.existing_user(label) for label in sorted(wanted - {"team"})}
    if "team" in wanted:
        stored["team"] = lab.existing_group("team", stored["bob"].id)
    return {label: repertoire.describe(STORED[label], found) for label, found in stored.items()}
