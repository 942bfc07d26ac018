"""Hypothesis strategies for the shapes of Bulk jobs: jobs that work, and jobs that are broken on purpose.

A shape holds tokens in place of names and ids (`conformance.law.oracle`); `conformance.jobs.binding` makes a
job of it. The simplest shape comes first, so that what fails shrinks to few operations without references.

Implementers can use them in tests of their own::

    from hypothesis import given
    from conformance.jobs.strategies import shapes

    @given(shapes(existing={"ann": "User"}))
    def test_jobs(shape): ...
"""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from conformance.law.oracle import Absent, Existing, Made, Method, Pointer, Shape, Step, Version

BULK_IDS = ("1", "10", "a", "A1", "bulkId", "qwerty", "a-b", "2f8c", "first", "zz", "100", "a-b-c")
"""BulkIds of generated jobs: some begin like others, or could be taken for something else."""

NOBODY = "nobody"
"""A bulkId that no operation of a generated job has."""

MOST_REFERENCES = 3

LINKS: Mapping[str, Sequence[str]] = {"User": ("User",), "Group": ("User", "Group")}
"""What refers to what: users to their manager, groups to their members (RFC 7643 sections 4.2 and 4.3)."""


def bulk_ids() -> st.SearchStrategy[str]:
    """Return a strategy for bulkIds that lawful servers take: letters, digits, hyphens (RFC 7644 3.7)."""
    return st.sampled_from(BULK_IDS)


@st.composite
def shapes(
    draw: st.DrawFn,
    *,
    existing: Mapping[str, str] | None = None,
    most: int = 6,
    links: Mapping[str, Sequence[str]] = LINKS,
    patch: bool = True,
    versions: bool = True,
) -> Shape:
    """Draw the shape of a job (RFC 7644 section 3.7).

    Args:
        draw: Given by Hypothesis.
        existing: Resource type (``User`` or ``Group``) of the resources that are stored before, by label. A
            POST that takes a name of theirs has the label for its name.
        most: The largest number of operations, from 1.
        links: Resource types that the server has, each with those that it can refer to.
        patch: The server knows PATCH.
        versions: The server has versions, so that operations may carry one.

    Returns:
        A shape of one to `most` operations: creations with references in every direction, rings among them,
        changes and deletions of what is stored and of what the job creates, operations that must fail, and a
        failOnErrors about as large as their number.
    """
    stored = dict(existing or {})
    # A size drawn by itself is as often large as small; lists by themselves are mostly short.
    size = draw(st.integers(1, most))
    methods = draw(st.lists(_methods(patch=patch), min_size=size, max_size=size))
    chosen = draw(st.lists(bulk_ids(), min_size=len(methods), max_size=len(methods), unique=True))
    if len(chosen) > 1 and draw(st.integers(0, 15)) == 15:
        chosen[-1] = chosen[0]
    posts = [bulk_id for bulk_id, method in zip(chosen, methods, strict=True) if method is Method.POST]
    types = {bulk_id: draw(st.sampled_from(list(links))) for bulk_id in posts}
    if draw(st.integers(0, 3)) == 3:
        refers = _ring(types, links)
    else:
        refers = {bulk_id: tuple(draw(_references(bulk_id, types, stored, links))) for bulk_id in posts}
    steps = tuple(
        draw(_creation(place, bulk_id, types[bulk_id], refers.get(bulk_id, ()), stored))
        if method is Method.POST
        else draw(_change(place, bulk_id, method, types, stored, links, versions=versions))
        for place, (method, bulk_id) in enumerate(zip(methods, chosen, strict=True))
    )
    planted = sum(map(_must_fail, steps))
    limit = draw(st.none() | st.integers(1, planted + 1))
    return Shape(steps, limit)


def _methods(*, patch: bool) -> st.SearchStrategy[Method]:
    """Creations are drawn most often: without them there is nothing to refer to."""
    changes = [Method.PUT, *([Method.PATCH] * 2 if patch else []), Method.DELETE]
    return st.sampled_from([Method.POST] * 5 + changes)


def _ring(types: Mapping[str, str], links: Mapping[str, Sequence[str]]) -> dict[str, tuple[Pointer, ...]]:
    """Let the creations of each type refer to each other in a ring, where the type allows it."""
    refers: dict[str, tuple[Pointer, ...]] = {}
    for kind in (kind for kind, targets in links.items() if kind in targets):
        ring = [bulk_id for bulk_id, each in types.items() if each == kind]
        refers.update({one: (Made(other),) for one, other in zip(ring, ring[1:] + ring[:1], strict=True)})
    return refers


@st.composite
def _references(
    draw: st.DrawFn,
    bulk_id: str,
    types: Mapping[str, str],
    stored: Mapping[str, str],
    links: Mapping[str, Sequence[str]],
) -> list[Pointer]:
    """Draw what a creation refers to: what the job creates before or after it, what is stored, or nothing."""
    allowed = links[types[bulk_id]]
    if not allowed:
        return []
    fitting = [Made(other) for other, kind in types.items() if kind in allowed]
    targets: list[Pointer] = [other for other in fitting if other.bulk_id != bulk_id]
    targets += [Existing(label) for label, kind in stored.items() if kind in allowed]
    rare = draw(st.integers(0, 11))
    if rare == 11:
        targets = [Made(NOBODY)]
    elif rare == 10 and types[bulk_id] in allowed:
        targets = [Made(bulk_id)]
    if not targets:
        return []
    most = min(MOST_REFERENCES, len(targets)) if types[bulk_id] == "Group" else 1
    return draw(st.lists(st.sampled_from(targets), max_size=most, unique=True))


@st.composite
def _creation(
    draw: st.DrawFn,
    place: int,
    bulk_id: str,
    kind: str,
    refers: tuple[Pointer, ...],
    stored: Mapping[str, str],
) -> Step:
    """Draw a POST: most are valid, some take a name that is taken, some lack their name."""
    name = f"new{place}"
    flaw = draw(st.integers(0, 7))
    taken = [label for label, each in stored.items() if each == kind]
    flawed = kind == "User" and flaw == 7
    if kind == "User" and flaw >= 5 and taken:
        name = draw(st.sampled_from(taken))
    elif kind == "User" and flaw == 4 and place:
        name = f"new{draw(st.integers(0, place - 1))}"
    text = f"text{place}" if kind == "User" else None
    return Step(Method.POST, kind, None, bulk_id, name, text, refers, flawed=flawed)


@st.composite
def _change(
    draw: st.DrawFn,
    place: int,
    bulk_id: str,
    method: Method,
    types: Mapping[str, str],
    stored: Mapping[str, str],
    links: Mapping[str, Sequence[str]],
    *,
    versions: bool,
) -> Step:
    """Draw a PUT, PATCH or DELETE of what is stored, of what the job creates, or of nothing."""
    aims: list[tuple[Pointer, str]] = [(Existing(label), kind) for label, kind in stored.items()]
    aims += [(Made(bulk_id), kind) for bulk_id, kind in types.items()]
    aims.append((Absent(), "User"))
    on, kind = draw(st.sampled_from(aims))
    version = None
    if versions and isinstance(on, Existing) and draw(st.integers(0, 3)) == 3:
        version = draw(st.sampled_from(Version))
    if method is Method.DELETE:
        return Step(method, kind, on, bulk_id, version=version)
    refers: list[Pointer] = []
    allowed = links.get(kind, ())
    targets: list[Pointer] = [Made(other) for other, each in types.items() if each in allowed]
    targets += [Existing(label) for label, each in stored.items() if each in allowed]
    if kind == "Group" and targets:
        drawn = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=MOST_REFERENCES, unique=True))
        refers += [pointer for pointer in drawn if pointer != on] or [Made(NOBODY)]
    text = f"text{place}" if kind == "User" else None
    flawed = method is Method.PUT and kind == "User" and draw(st.integers(0, 5)) == 5
    return Step(method, kind, on, bulk_id, text=text, refers=tuple(refers), version=version, flawed=flawed)


def _must_fail(step: Step) -> bool:
    """Say whether an operation is broken on purpose, whatever the others do."""
    nowhere = isinstance(step.on, Absent) or Made(NOBODY) in (*step.refers, step.on)
    broken = step.creates and not (step.name or "").startswith("new")
    return nowhere or broken or step.flawed or step.version is Version.STALE
