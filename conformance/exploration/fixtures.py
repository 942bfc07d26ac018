"""What is stored for a generated job before it is sent."""

from collections.abc import Mapping

from conformance.exploration.binding import Known
from conformance.exploration.job_generator import JobGenerator
from conformance.oracle.bulk import Existing, JobModel
from conformance.scenario.context import ScenarioContext
from conformance.trace.snapshot import StoredResource

STORED = {"ann": "User", "bob": "User", "team": "Group"}
"""What a job may find stored, as types by label: two users, a group with one of them."""


def labels(shape: JobModel) -> set[str]:
    """Return what a job changes or refers to, and expects to find stored."""
    pointers = (pointer for step in shape.steps for pointer in (*step.refers, step.on))
    return {pointer.label for pointer in pointers if isinstance(pointer, Existing)}


def provide(
    ctx: ScenarioContext, generator: JobGenerator, shape: JobModel, ready: dict[str, StoredResource]
) -> Mapping[str, Known]:
    """Create what a job needs to find stored, and what its names collide with; return it by label.

    Args:
        ctx: The bench of the scenario.
        generator: What can be sent to the server.
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
        ready[label] = ctx.fixtures.user(label)
    if "team" in wanted:
        ready["team"] = ctx.fixtures.group("team", ready["bob"].id)
    return {label: generator.describe(STORED[label], found) for label, found in ready.items()}
