"""The resources stored before a generated bulk request."""

from collections.abc import Mapping

from conformance.exploration.binding import Known
from conformance.exploration.job_generator import JobGenerator
from conformance.oracle.bulk import Existing, JobModel
from conformance.scenario.context import ScenarioContext
from conformance.trace.snapshot import StoredResource

STORED = {"ann": "User", "bob": "User", "team": "Group"}
"""The resource types by label: two users, and a group with one of them."""


def labels(shape: JobModel) -> set[str]:
    """Return the labels of the stored resources that a model changes or refers to."""
    pointers = (pointer for step in shape.steps for pointer in (*step.refers, step.on))
    return {pointer.label for pointer in pointers if isinstance(pointer, Existing)}


def provide(
    ctx: ScenarioContext, generator: JobGenerator, shape: JobModel, ready: dict[str, StoredResource]
) -> Mapping[str, Known]:
    """Create the resources that a model needs or whose names it takes; return them by label.

    Args:
        ctx: The context of the scenario.
        generator: The generator for the server.
        shape: The model.
        ready: The resources that exist already, by label; new ones are added.

    Raises:
        Blocked: A resource cannot be created, or the server cannot be reached.
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
