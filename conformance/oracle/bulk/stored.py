"""Compare the resources stored after a bulk request with those that its steps imply."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from conformance.oracle.bulk.job_model import Created, JobModel, Method
from conformance.oracle.bulk.result import Permission, Violation
from conformance.oracle.bulk.state import Found, Observed, Resource, Server, created_by
from conformance.oracle.bulk.store import Store

LITERAL = "bulkId:"
"""The prefix of a reference that is stored as text."""

_CREATED = re.compile(r"^step(\d+)$")
"""Matches the labels that `created_by` returns."""


def violations(
    shape: JobModel, store: Store, seen: Observed, server: Server, ended: frozenset[int]
) -> Iterator[Violation]:
    """Yield the violations that the stored resources show.

    Args:
        shape: The model of the bulk request.
        store: The expected store.
        seen: The observed outcome, with the resources that were found.
        server: The capabilities of the server.
        ended: Indexes of the steps after the end of the request.
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
            expected_labels = {label for label, _ in wanted}
            undeleted = [
                found for found in there if found.label is not None and found.label not in expected_labels
            ]
            if len(there) - len(undeleted) <= len(wanted):
                yield _undeleted(len(wanted), len(there))
            else:
                yield _unexpected(shape, seen, key, len(wanted), len(there), ended)
        elif len(there) < len(wanted) and seen.complete:
            yield _missing(shape, wanted[-1][1], len(wanted), len(there))
        elif len(there) == len(wanted) == 1:
            yield from _different(shape, wanted[0][1], there[0], seen, server, ended)


def applied(shape: JobModel, store: Store, seen: Observed) -> set[str]:
    """Return the requirements on stored resources that this outcome exercised."""
    steps = range(len(shape.steps))
    requirements = {
        "BULK-3.7.3-10": any(seen.done(index) and shape.steps[index].creates for index in steps),
        "BULK-3.7.3-11": any(seen.failed(index) for index in steps) and seen.complete,
        "BULK-3.7.2-03": any(resource.refers for resource in store.resources.values()),
        "BULK-3.7-38": any(len(resource.by) > 1 for resource in store.resources.values()),
        "BULK-3.7-61": any(resource.values for resource in store.resources.values()),
    }
    references = {
        _requirement_of_reference(shape, resource, resource.refers)
        for resource in store.resources.values()
        if resource.refers and resource.by
    }
    return {requirement for requirement, exercised in requirements.items() if exercised} | references


def _unexpected(
    shape: JobModel, seen: Observed, key: tuple[str, str], wanted: int, there: int, ended: frozenset[int]
) -> Violation:
    """Return the violation for a stored resource that no successful operation created."""
    authors = [index for index, step in enumerate(shape.steps) if (step.kind, step.name) == key]
    late = [index for index in authors if index in ended and not seen.done(index)]
    rejected = [index for index in authors if seen.failed(index) and index not in ended]
    expected, got = _counted(wanted), _counted(there)
    if late:
        return Violation(
            "BULK-3.7-34",
            Permission.FORBIDDEN,
            f"operation [{late[0]}] comes after the end of the request, but its resource is stored",
            expected,
            got,
            late[0],
        )
    if rejected:
        message = f"operation [{rejected[0]}] is reported as failed, but its resource is stored"
        return Violation("BULK-3.7.3-11", Permission.FORBIDDEN, message, expected, got, rejected[0])
    if authors:
        message = (
            f"more resources have the name in operation [{authors[0]}] than were reported as created"
            if wanted
            else f"the resource of operation [{authors[0]}] is stored, but no result reports its creation"
        )
        return Violation("BULK-3.7-10", Permission.FORBIDDEN, message, expected, got, authors[0])
    return _undeleted(wanted, there)


def _undeleted(wanted: int, there: int) -> Violation:
    message = "a resource that is reported as deleted is still stored"
    return Violation("RESOURCE-3.6-01", Permission.FORBIDDEN, message, _counted(wanted), _counted(there))


def _counted(number: int) -> str:
    """Return a number of resources as text."""
    return f"{number} resource{'' if number == 1 else 's'} with this name"


def _missing(shape: JobModel, resource: Resource, wanted: int, there: int) -> Violation:
    """Return the violation for a resource that is not stored although no operation deleted it."""
    step = resource.by[0] if resource.by else None
    created = step is not None and shape.steps[step].creates
    requirement = "BULK-3.7.3-10" if created else "BULK-3.7-38"
    message = (
        f"operation [{step}] is reported as successful, but its resource is not stored"
        if created
        else "a resource is not stored any more, although no operation deleted it"
    )
    return Violation(requirement, Permission.FORBIDDEN, message, _counted(wanted), _counted(there), step)


def _different(
    shape: JobModel, resource: Resource, found: Found, seen: Observed, server: Server, ended: frozenset[int]
) -> Iterator[Violation]:
    """Yield the violations that the only resource with a name shows."""
    if found.refers - resource.refers - resource.open or resource.refers - found.refers:
        yield from _references(shape, resource, found)
    yield from _values(shape, resource, found, server)
    if resource.text is None or resource.kind not in server.keeps_text or found.text == resource.text:
        return
    step = resource.by[-1] if resource.by else None
    requirement, message = (
        "BULK-3.7-23",
        "a stored text changed, although no successful operation changes it"
        if step is None
        else f"operation [{step}] is reported as successful, but its text is not stored",
    )
    if len(resource.by) > 1:
        requirement, message = (
            "BULK-3.7-38",
            f"the stored text is not that of operation [{step}], the last one on its resource",
        )
    for index, other in enumerate(shape.steps):
        if other.text is not None and other.text == found.text and index not in resource.by:
            step = index
            if index in ended:
                requirement, message = (
                    "BULK-3.7-34",
                    f"operation [{index}] comes after the end of the request, but its text is stored",
                )
            elif seen.failed(index):
                requirement, message = (
                    "BULK-3.7.3-11",
                    f"operation [{index}] is reported as failed, but its text is stored",
                )
    yield Violation(
        requirement, Permission.FORBIDDEN, message, f"text {resource.text!r}", f"text {found.text!r}", step
    )


def _values(shape: JobModel, resource: Resource, found: Found, server: Server) -> Iterator[Violation]:
    """Yield boundary values that are not stored as sent, although a single request stores them."""
    for value in resource.values:
        if value not in found.values and value not in server.own_way:
            step = next(index for index in reversed(resource.by) if value in shape.steps[index].values)
            message = f"a value of operation [{step}] is not stored as sent, but a single request stores it"
            expected, got = f"{value.attribute} as sent ({value.edge})", "another value"
            yield Violation("BULK-3.7-61", Permission.FORBIDDEN, message, expected, got, step)


def _described(tokens: Iterable[str]) -> str:
    """Return a text for the targets of references; ``[0]`` is the first operation."""
    targets = ", ".join(sorted(_CREATED.sub(r"the resource of operation [\1]", token) for token in tokens))
    return f"references to {targets}" if targets else "no references"


def _references(shape: JobModel, resource: Resource, found: Found) -> Iterator[Violation]:
    lost = resource.refers - found.refers
    extra = found.refers - resource.refers - resource.open
    literal = sorted(text for text in extra if text.casefold().startswith(LITERAL.casefold()))
    step = resource.by[-1] if resource.by else None
    expected, got = _described(resource.refers), _described(found.refers)
    if literal:
        yield Violation(
            "BULK-3.7.2-03",
            Permission.FORBIDDEN,
            "a reference is stored as text instead of an id",
            expected,
            got,
            step,
        )
    elif lost:
        requirement = _requirement_of_reference(shape, resource, lost)
        yield Violation(requirement, Permission.FORBIDDEN, "a reference is not stored", expected, got, step)
    else:
        yield Violation(
            "BULK-3.7.2-05",
            Permission.FORBIDDEN,
            "a stored reference has another target",
            expected,
            got,
            step,
        )


def _requirement_of_reference(shape: JobModel, resource: Resource, lost: frozenset[str]) -> str:
    """Return the requirement to store a reference, by the step that sends it."""
    for index in resource.by:
        step = shape.steps[index]
        for pointer in step.refers:
            target = shape.definer(pointer) if isinstance(pointer, Created) else None
            if target is None or created_by(target) not in lost:
                continue
            if shape.in_ring(index):
                return "BULK-3.7.1-04"
            if step.method is not Method.POST:
                return "BULK-3.7.2-07"
            return "BULK-3.7.2-04" if target > index else "BULK-3.7.2-02"
    return "BULK-3.7-38"
