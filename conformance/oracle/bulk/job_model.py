"""The model of a bulk request: labels and tokens in place of ids and names."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Method(StrEnum):
    """The methods of a Bulk operation (RFC 7644 section 3.7)."""

    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"


class Version(StrEnum):
    """The version that an operation sends (RFC 7644 section 3.14)."""

    CURRENT = "current"
    STALE = "stale"


class JsonEncoding(StrEnum):
    """Unusual JSON encodings of a bulk request that do not change its meaning.

    The RFC does not say that servers have to accept the last three.
    """

    TURNED = "members in reverse order"
    SPACED = "with white space"
    ESCAPED = "in escapes"
    CHARSET = "with a charset"
    NULLS = "with nulls"
    UNKNOWN = "with unknown members"
    ODD_IDS = "with odd bulkIds"


@dataclass(frozen=True, slots=True)
class Value:
    """A boundary value of an attribute.

    Attributes:
        attribute: The attribute as a PATCH path: ``nickName``, or the URN of its extension, a colon and its
            name.
        edge: Token of the boundary value, such as ``long``.
    """

    attribute: str
    edge: str


@dataclass(frozen=True, slots=True)
class Existing:
    """A reference, by label, to a resource that was stored before the bulk request."""

    label: str


@dataclass(frozen=True, slots=True)
class Created:
    """A reference to the resource that the POST with a bulkId creates (RFC 7644 section 3.7.2)."""

    bulk_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A reference to an id that no resource has."""


Pointer = Existing | Created | Absent


@dataclass(frozen=True, slots=True)
class OperationModel:
    """The model of one operation.

    Attributes:
        method: Its method.
        kind: Name of the resource type, such as ``User``.
        on: The target of a PUT, PATCH or DELETE; None for a POST.
        bulk_id: Its bulkId; None is not sent.
        name: Token of the unique name in a POST, or the label of the existing resource whose name the POST
            takes; None for other methods, which do not change the name.
        flawed: True if its data is invalid because it lacks the required name.
        text: Token of the plain attribute that it sets; None if it sets none.
        refers: The references in its data.
        version: The version that it sends; None is not sent.
        values: The boundary values that it sets, each for another attribute.
    """

    method: Method
    kind: str
    on: Pointer | None = None
    bulk_id: str | None = None
    name: str | None = None
    text: str | None = None
    refers: tuple[Pointer, ...] = ()
    version: Version | None = None
    flawed: bool = False
    values: tuple[Value, ...] = ()

    @property
    def creates(self) -> bool:
        """True for a POST."""
        return self.method is Method.POST


@dataclass(frozen=True)
class JobModel:
    """The model of a bulk request.

    Attributes:
        steps: Its operations in request order.
        fail_on_errors: The number of errors that ends it; None is not sent.
        encoding: Its unusual JSON encoding; None for the usual one.
    """

    steps: tuple[OperationModel, ...]
    fail_on_errors: int | None = None
    encoding: JsonEncoding | None = None

    @cached_property
    def definers(self) -> Mapping[str, tuple[int, ...]]:
        """Indexes of the POSTs with each bulkId; several if the bulkId is ambiguous."""
        found: dict[str, tuple[int, ...]] = {}
        for index, step in enumerate(self.steps):
            if step.creates and step.bulk_id is not None:
                found[step.bulk_id] = (*found.get(step.bulk_id, ()), index)
        return found

    def definer(self, pointer: Pointer | None) -> int | None:
        """Return the index of the POST that defines a bulkId; None if no POST or several define it."""
        found = self.definers.get(pointer.bulk_id, ()) if isinstance(pointer, Created) else ()
        return found[0] if len(found) == 1 else None

    @cached_property
    def edges(self) -> Mapping[int, frozenset[int]]:
        """For each step, the POSTs to which its data or path refers."""
        return {
            index: frozenset(
                target for pointer in (*step.refers, step.on) if (target := self.definer(pointer)) is not None
            )
            for index, step in enumerate(self.steps)
        }

    @cached_property
    def reach(self) -> Mapping[int, frozenset[int]]:
        """For each step, the POSTs on which it depends, directly or indirectly."""
        reached = dict(self.edges)
        for _ in self.steps:
            wider = {
                index: found.union(*(reached[other] for other in found)) for index, found in reached.items()
            }
            if wider == reached:
                break
            reached = wider
        return reached

    def in_ring(self, index: int) -> bool:
        """Return whether a step depends on itself, a circular reference (RFC 7644 section 3.7.1)."""
        return index in self.reach[index]
