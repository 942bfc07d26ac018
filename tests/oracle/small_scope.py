"""Every model of a bulk request with up to three operations, on a store of two users and a group."""

from collections.abc import Iterator
from itertools import product

from conformance.oracle.bulk import (
    Absent,
    Created,
    Existing,
    JobModel,
    Method,
    OperationModel,
    Pointer,
    Version,
)

BULK_IDS = ("a", "b", "c")
UNDEFINED = Created("z")
LIMITS = (None, 1, 2)
LONGEST = len(BULK_IDS)
"""The number of operations in the longest request."""


def steps(place: int, length: int) -> Iterator[OperationModel]:
    """Yield every operation that is possible at a place in a request of that length."""
    bulk_id = BULK_IDS[place]
    others = [Created(other) for other in BULK_IDS[:length] if other != bulk_id]
    itself = Created(bulk_id)
    yield from _users(place, bulk_id, (*others, itself, UNDEFINED))
    yield from _groups(place, bulk_id, others, itself)
    user, circle, text = Existing("e0"), Existing("g0"), f"text{place}"
    for pointer in (None, *others):
        refers = (pointer,) if pointer else ()
        yield OperationModel(Method.PUT, "User", user, text=text, refers=refers)
    yield OperationModel(Method.PUT, "User", user, text=text, flawed=True)
    yield OperationModel(Method.PATCH, "User", user, text=text)
    yield OperationModel(Method.PATCH, "User", user, text=text, version=Version.STALE)
    yield OperationModel(Method.PATCH, "User", user, text=text, version=Version.CURRENT)
    yield OperationModel(Method.DELETE, "User", user)
    yield OperationModel(Method.DELETE, "User", user, version=Version.STALE)
    yield OperationModel(Method.DELETE, "User", Absent())
    yield OperationModel(Method.PUT, "User", Absent(), text=text)
    yield OperationModel(Method.DELETE, "Group", circle, version=Version.STALE)
    for other in (*others, UNDEFINED):
        yield OperationModel(Method.PATCH, "Group", circle, refers=(other,))
        yield OperationModel(Method.PUT, "Group", circle, refers=(other,))
    if len(others) > 1:
        yield OperationModel(Method.PATCH, "Group", circle, refers=tuple(others))
    for other in others:
        yield OperationModel(Method.PATCH, "User", other, text=text)
    for other in others[:1]:
        yield OperationModel(Method.DELETE, "User", other)


def _users(place: int, bulk_id: str, managers: tuple[Pointer, ...]) -> Iterator[OperationModel]:
    text = f"text{place}"
    yield OperationModel(Method.POST, "User", None, bulk_id, f"user{place}", text)
    yield OperationModel(Method.POST, "User", None, bulk_id, "e0", text)
    yield OperationModel(Method.POST, "User", None, bulk_id, f"user{place}", text, flawed=True)
    if place:
        yield OperationModel(Method.POST, "User", None, BULK_IDS[0], f"user{place}", text)
    for manager in managers:
        yield OperationModel(Method.POST, "User", None, bulk_id, f"user{place}", text, (manager,))


def _groups(place: int, bulk_id: str, others: list[Created], itself: Created) -> Iterator[OperationModel]:
    members: list[tuple[Pointer, ...]] = [(), *((other,) for other in others), (itself,), (UNDEFINED,)]
    members += [tuple(others)] if len(others) > 1 else []
    for refers in members:
        yield OperationModel(Method.POST, "Group", None, bulk_id, f"group{place}", None, refers)


def shapes() -> Iterator[JobModel]:
    """Yield every model, without failOnErrors and with each limit that its errors can reach."""
    for length in range(1, LONGEST + 1):
        choices = [list(steps(place, length)) for place in range(length)]
        for chosen in product(*choices):
            for limit in LIMITS[: min(length, 1 + sum(map(_may_fail, chosen))) + 1]:
                yield JobModel(chosen, limit)


def _may_fail(step: OperationModel) -> bool:
    nowhere = isinstance(step.on, Absent) or UNDEFINED in step.refers
    return nowhere or step.flawed or step.version is not None or step.name == "e0"
