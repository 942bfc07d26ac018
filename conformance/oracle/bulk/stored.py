"""What is stored after a job, held against what its steps must have left."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from conformance.oracle.bulk.job_model import JobModel, Made, Method
from conformance.oracle.bulk.result import Permission, Violation
from conformance.oracle.bulk.state import Found, Resource, Seen, Server, made_by
from conformance.oracle.bulk.store import Store

LITERAL = "bulkId:"
"""How a reference begins that is kept as text."""

_MADE = re.compile(r"^step(\d+)$")
"""What `made_by` returns."""


def violations(
    shape: JobModel, store: Store, seen: Seen, server: Server, ended: frozenset[int]
) -> Iterator[Violation]:
    """Yield what the store shows and the law does not permit.

    Args:
        shape: The job.
        store: What must be stored.
        seen: What was found.
        server: What the server claims.
        ended: Indexes of the steps behind the end of the job.
    """
    by_name: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for found in seen.found:
        by_name[found.kind, found.name].append(found)
    expected: dict[tuple[str, str], list[tuple[str, Resource]]] = defaultdict(list)
    for label, resource in store.resources.items():
        expected[resource.kind, resource.name].append((label, resource))
    for key in sorted(expected.keys() | by_name.keys()):
        if key[1] in store.touched:
            continue
        wanted, there = expected.get(key, []), by_name.get(key, [])
        if len(there) > len(wanted):
            due = {label for label, _ in wanted}
            undead = [found for found in there if found.label is not None and found.label not in due]
            if len(there) - len(undead) <= len(wanted):
                yield _undeleted(len(wanted), len(there))
            else:
                yield _unexpected(shape, seen, key, len(wanted), len(there), ended)
        elif len(there) < len(wanted) and seen.complete:
            yield _missing(shape, wanted[-1][1], len(wanted), len(there))
        elif len(there) == len(wanted) == 1:
            yield from _different(shape, wanted[0][1], there[0], seen, server, ended)


def applied(shape: JobModel, store: Store, seen: Seen) -> set[str]:
    """Return the requirements on what is stored that had something to look at."""
    steps = range(len(shape.steps))
    laws = {
        "BULK-3.7.3-10": any(seen.done(index) and shape.steps[index].creates for index in steps),
        "BULK-3.7.3-11": any(seen.failed(index) for index in steps) and seen.complete,
        "BULK-3.7.2-03": any(resource.refers for resource in store.resources.values()),
        "BULK-3.7-38": any(len(resource.by) > 1 for resource in store.resources.values()),
        "BULK-3.7-61": any(resource.values for resource in store.resources.values()),
    }
    references = {
        _law_of_reference(shape, resource, resource.refers)
        for resource in store.resources.values()
        if resource.refers and resource.by
    }
    return {law for law, looked_at in laws.items() if looked_at} | references


def _unexpected(
    shape: JobModel, seen: Seen, key: tuple[str, str], wanted: int, there: int, ended: frozenset[int]
) -> Violation:
    """Blame a resource that nothing reported as done has made."""
    authors = [index for index, step in enumerate(shape.steps) if (step.kind, step.name) == key]
    late = [index for index in authors if index in ended and not seen.done(index)]
    refused = [index for index in authors if seen.failed(index) and index not in ended]
    expected, got = f"{wanted} resources of that name", f"{there}"
    if late:
        return Violation(
            "BULK-3.7-34",
            Permission.FORBIDDEN,
            "an operation behind the end of the job was run",
            expected,
            got,
            late[0],
        )
    if refused:
        message = "an operation that is reported as failed has created a resource"
        return Violation("BULK-3.7.3-11", Permission.FORBIDDEN, message, expected, got, refused[0])
    if authors:
        message = "one operation has created several resources"
        return Violation("BULK-3.7-10", Permission.FORBIDDEN, message, expected, got, authors[0])
    return _undeleted(wanted, there)


def _undeleted(wanted: int, there: int) -> Violation:
    message, expected = (
        "a resource that is reported as deleted is still there",
        f"{wanted} resources of that name",
    )
    return Violation("RESOURCE-3.6-01", Permission.FORBIDDEN, message, expected, f"{there}")


def _missing(shape: JobModel, resource: Resource, wanted: int, there: int) -> Violation:
    """Blame a resource that is not there although nobody deleted it."""
    step = resource.by[0] if resource.by else None
    created = step is not None and shape.steps[step].creates
    law = "BULK-3.7.3-10" if created else "BULK-3.7-38"
    message = (
        "what is reported as created is not stored" if created else "a resource is gone that nobody deleted"
    )
    return Violation(law, Permission.FORBIDDEN, message, f"{wanted} resources of that name", f"{there}", step)


def _different(
    shape: JobModel, resource: Resource, found: Found, seen: Seen, server: Server, ended: frozenset[int]
) -> Iterator[Violation]:
    """Blame what the one resource of a name shows."""
    if found.refers - resource.refers - resource.open or resource.refers - found.refers:
        yield from _references(shape, resource, found)
    yield from _values(shape, resource, found, server)
    if resource.text is None or resource.kind not in server.keeps_text or found.text == resource.text:
        return
    step = resource.by[-1] if resource.by else None
    law, message = "BULK-3.7-23", "the data of an operation is not stored"
    if len(resource.by) > 1:
        law, message = "BULK-3.7-38", "the operations on a resource did not take effect in turn"
    for index, other in enumerate(shape.steps):
        if other.text is not None and other.text == found.text and index not in resource.by:
            step = index
            if index in ended:
                law, message = "BULK-3.7-34", "an operation behind the end of the job was run"
            elif seen.failed(index):
                law, message = (
                    "BULK-3.7.3-11",
                    "an operation that is reported as failed has changed a resource",
                )
    yield Violation(
        law, Permission.FORBIDDEN, message, f"the text {resource.text!r}", f"{found.text!r}", step
    )


def _values(shape: JobModel, resource: Resource, found: Found, server: Server) -> Iterator[Violation]:
    """Blame what shows a value otherwise than it was sent, where a single request is known to keep it."""
    for value in resource.values:
        if value not in found.values and value not in server.own_way:
            step = next(index for index in reversed(resource.by) if value in shape.steps[index].values)
            message = "a value is not stored as it was sent, though a single request stores it so"
            expected, got = f"{value.attribute} as it was sent ({value.edge})", "something else"
            yield Violation("BULK-3.7-61", Permission.FORBIDDEN, message, expected, got, step)


def _told(tokens: Iterable[str]) -> str:
    """Return what is referred to in words; ``[0]`` is the first operation, as where a job is told."""
    return ", ".join(sorted(_MADE.sub(r"what [\1] makes", token) for token in tokens)) or "nothing"


def _references(shape: JobModel, resource: Resource, found: Found) -> Iterator[Violation]:
    lost = resource.refers - found.refers
    extra = found.refers - resource.refers - resource.open
    literal = sorted(text for text in extra if text.casefold().startswith(LITERAL.casefold()))
    step = resource.by[-1] if resource.by else None
    expected, got = f"references to {_told(resource.refers)}", f"references to {_told(found.refers)}"
    if literal:
        yield Violation(
            "BULK-3.7.2-03", Permission.FORBIDDEN, "a reference is stored as text", expected, got, step
        )
    elif lost:
        law = _law_of_reference(shape, resource, lost)
        yield Violation(law, Permission.FORBIDDEN, "a reference is lost", expected, got, step)
    else:
        yield Violation(
            "BULK-3.7.2-05", Permission.FORBIDDEN, "a reference leads to something else", expected, got, step
        )


def _law_of_reference(shape: JobModel, resource: Resource, lost: frozenset[str]) -> str:
    """Return the requirement that asks for a reference, by the step that asks for it."""
    for index in resource.by:
        step = shape.steps[index]
        for pointer in step.refers:
            target = shape.definer(pointer) if isinstance(pointer, Made) else None
            if target is None or made_by(target) not in lost:
                continue
            if shape.in_ring(index):
                return "BULK-3.7.1-04"
            if step.method is not Method.POST:
                return "BULK-3.7.2-07"
            return "BULK-3.7.2-04" if target > index else "BULK-3.7.2-02"
    return "BULK-3.7-38"
