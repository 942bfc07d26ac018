"""Hypothesis strategies for models of bulk requests, valid ones and ones that must fail in part.

A job model holds tokens in place of names and ids (`conformance.oracle.bulk`), and
`conformance.exploration.binding` makes a bulk request of it. The simplest model comes first, so that failures
shrink to few operations.

Implementers can use them in tests of their own::

    from hypothesis import given
    from conformance.exploration.strategies import shapes

    @given(shapes(existing={"ann": "User"}))
    def test_jobs(shape): ...
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from conformance.exploration.assignment import ValueAssigner
from conformance.exploration.boundary_values import BoundaryValues
from conformance.exploration.building_blocks import BULK_IDS, UNDEFINED, JobBuilder, Steps, building_blocks
from conformance.oracle.bulk import Absent, Created, JobModel, OperationModel, Pointer, Version

LINKS: Mapping[str, Sequence[str]] = {"User": ("User",), "Group": ("User", "Group")}
"""The types of references: managers of users, members of groups (RFC 7643 sections 4.2 and 4.3)."""

MANY = 2**16
"""The number of seeds for the assignment of boundary values and encodings."""


@st.composite
def shapes(
    draw: st.DrawFn,
    *,
    existing: Mapping[str, str] | None = None,
    most: int = 8,
    links: Mapping[str, Sequence[str]] = LINKS,
    patch: bool = True,
    versions: bool = True,
    boundary_values: Mapping[str, BoundaryValues] | None = None,
) -> JobModel:
    """Draw the model of a bulk request (RFC 7644 section 3.7).

    Args:
        draw: The draw function of Hypothesis.
        existing: The types (``User`` or ``Group``) of the stored resources, by label. A POST that takes the
            name of one has its label as name.
        most: The largest number of operations, from 1.
        links: The resource types of the server, each with the types to which it can refer.
        patch: The server supports PATCH.
        versions: The server supports versions, so that operations may send one.
        boundary_values: The boundary values, by resource type
            (`conformance.exploration.boundary_values`); with any, requests also get unusual encodings
            (`conformance.exploration.json_encoding`).

    Returns:
        A model of one to `most` operations: creations with references in every direction, also circular
        ones; changes and deletions of stored and of created resources; operations that must fail. Its
        failOnErrors is at most one more than the number of operations that must fail.
    """
    builder = JobBuilder(draw, existing or {}, links, patch, versions)
    # Draw the size separately: lists alone are mostly short.
    size = draw(st.integers(1, max(1, most // 2)))
    chosen = draw(st.lists(st.sampled_from(building_blocks(links)), min_size=size, max_size=size))
    interleaved = _interleave(draw, [block(builder) for block in chosen])[:most]
    steps = tuple(_linked(draw, step, interleaved, links) for step in interleaved or [builder.post("User")])
    failing = sum(map(_must_fail, steps))
    limit = draw(st.none() | st.integers(1, failing + 1))
    shape = JobModel(_named(steps), limit)
    if not boundary_values:
        return shape
    return ValueAssigner(boundary_values, Random(draw(st.integers(0, MANY)))).assign(shape)  # noqa: S311 - no secret


def _interleave(draw: st.DrawFn, groups: list[Steps]) -> Steps:
    """Interleave groups of operations; each group keeps its order. The simplest result concatenates them."""
    interleaved: Steps = []
    for group in groups:
        place = draw(st.integers(0, len(interleaved)))
        if place == 0:
            interleaved = [*interleaved, *group]
            continue
        # Mix a group that starts early with the operations after it.
        rest = interleaved[place - 1 :]
        mixed = [step for pair in zip(rest, group, strict=False) for step in pair]
        shared = min(len(rest), len(group))
        interleaved = [*interleaved[: place - 1], *mixed, *rest[shared:], *group[shared:]]
    return interleaved


def _linked(
    draw: st.DrawFn, step: OperationModel, steps: Steps, links: Mapping[str, Sequence[str]]
) -> OperationModel:
    """Sometimes add a reference to a group, to another resource of the same request."""
    if not (step.creates and step.kind == "Group") or draw(st.integers(0, 3)) < 3:
        return step
    targets: list[Pointer] = [
        Created(other.bulk_id)
        for other in steps
        if other.creates and other.bulk_id and other.kind in links["Group"] and other is not step
    ]
    fresh = [pointer for pointer in targets if pointer not in step.refers]
    return replace(step, refers=(*step.refers, draw(st.sampled_from(fresh)))) if fresh else step


def _named(steps: tuple[OperationModel, ...]) -> tuple[OperationModel, ...]:
    """Replace the undefined bulkId by a common one, which an earlier request may have defined."""
    used = {step.bulk_id for step in steps}
    free = Created(next(bulk_id for bulk_id in (*BULK_IDS, UNDEFINED) if bulk_id not in used))
    return tuple(
        replace(
            step,
            refers=tuple(free if pointer == Created(UNDEFINED) else pointer for pointer in step.refers),
            on=free if step.on == Created(UNDEFINED) else step.on,
        )
        for step in steps
    )


def _must_fail(step: OperationModel) -> bool:
    """Return whether an operation is broken on purpose, whatever the others do."""
    nowhere = isinstance(step.on, Absent) or Created(UNDEFINED) in (*step.refers, step.on)
    taken = step.creates and not (step.name or "").startswith("new")
    return nowhere or taken or step.flawed or step.version is Version.STALE
