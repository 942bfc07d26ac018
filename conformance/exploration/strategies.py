"""Hypothesis strategies for the shapes of Bulk jobs: jobs that work, and jobs that are broken on purpose.

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
from conformance.exploration.building_blocks import BULK_IDS, NOBODY, JobBuilder, Steps, patterns
from conformance.oracle.bulk import Absent, Created, JobModel, OperationModel, Pointer, Version

LINKS: Mapping[str, Sequence[str]] = {"User": ("User",), "Group": ("User", "Group")}
"""What refers to what: users to their manager, groups to their members (RFC 7643 sections 4.2 and 4.3)."""

MANY = 2**16
"""Ways to deal values and writings, one of which is drawn."""


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
    """Draw the shape of a job (RFC 7644 section 3.7).

    Args:
        draw: Given by Hypothesis.
        existing: Resource type (``User`` or ``Group``) of the resources that are stored before, by label. A
            POST that takes a name of theirs has the label for its name.
        most: The largest number of operations, from 1.
        links: Resource types that the server has, each with those that it can refer to.
        patch: The server knows PATCH.
        versions: The server has versions, so that operations may carry one.
        boundary_values: Values at their edges that resources may have, by type
            (`conformance.exploration.boundary_values`); with any, jobs are also encoded in unusual ways
            (`conformance.exploration.json_encoding`).

    Returns:
        A shape of one to `most` operations, woven from patterns: creations with references in every
        direction, rings among them, changes and deletions of what is stored and of what the job creates,
        operations that must fail; and a failOnErrors about as large as their number.
    """
    builder = JobBuilder(draw, existing or {}, links, patch, versions)
    # A size drawn by itself is as often large as small; lists by themselves are mostly short.
    size = draw(st.integers(1, max(1, most // 2)))
    chosen = draw(st.lists(st.sampled_from(patterns(links)), min_size=size, max_size=size))
    woven = _weave(draw, [pattern(builder) for pattern in chosen])[:most]
    steps = tuple(_linked(draw, step, woven, links) for step in woven or [builder.post("User")])
    planted = sum(map(_must_fail, steps))
    limit = draw(st.none() | st.integers(1, planted + 1))
    shape = JobModel(_named(steps), limit)
    if not boundary_values:
        return shape
    return ValueAssigner(boundary_values, Random(draw(st.integers(0, MANY)))).assign(shape)  # noqa: S311 - no secret


def _weave(draw: st.DrawFn, groups: list[Steps]) -> Steps:
    """Put groups of operations into one order, in which each group keeps its own; one after another first."""
    woven: Steps = []
    for group in groups:
        place = draw(st.integers(0, len(woven)))
        if place == 0:
            woven = [*woven, *group]
            continue
        # A group that starts early is spread over what stands behind it.
        rest = woven[place - 1 :]
        mixed = [step for pair in zip(rest, group, strict=False) for step in pair]
        shared = min(len(rest), len(group))
        woven = [*woven[: place - 1], *mixed, *rest[shared:], *group[shared:]]
    return woven


def _linked(
    draw: st.DrawFn, step: OperationModel, steps: Steps, links: Mapping[str, Sequence[str]]
) -> OperationModel:
    """Let a group refer to one more resource that the job creates, now and then."""
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
    """Give the bulkId that nobody has a usual name, which an earlier job may have used."""
    used = {step.bulk_id for step in steps}
    free = Created(next(bulk_id for bulk_id in (*BULK_IDS, NOBODY) if bulk_id not in used))
    return tuple(
        replace(
            step,
            refers=tuple(free if pointer == Created(NOBODY) else pointer for pointer in step.refers),
            on=free if step.on == Created(NOBODY) else step.on,
        )
        for step in steps
    )


def _must_fail(step: OperationModel) -> bool:
    """Say whether an operation is broken on purpose, whatever the others do."""
    nowhere = isinstance(step.on, Absent) or Created(NOBODY) in (*step.refers, step.on)
    taken = step.creates and not (step.name or "").startswith("new")
    return nowhere or taken or step.flawed or step.version is Version.STALE
