"""Jobs as the oracle sees them: labels and tokens in place of ids and names."""

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
    """What an operation says of the version of its resource (RFC 7644 section 3.14)."""

    CURRENT = "current"
    STALE = "stale"


class JsonEncoding(StrEnum):
    """Unusual ways to write a job down, which change nothing of what it asks for.

    Of the last three the text does not say that they have to be understood.
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
    """A value at an edge of what its attribute may hold.

    Attributes:
        attribute: The attribute, as it stands in the path of a PATCH: ``nickName``, or behind the URN of its
            extension and a colon.
        edge: Token of the value, such as ``long``.
    """

    attribute: str
    edge: str


@dataclass(frozen=True, slots=True)
class Existing:
    """Points at a resource that was stored before the job, by its label."""

    label: str


@dataclass(frozen=True, slots=True)
class Made:
    """Points at what the POST with a bulkId makes (RFC 7644 section 3.7.2)."""

    bulk_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Points at an id that no resource has."""


Pointer = Existing | Made | Absent


@dataclass(frozen=True, slots=True)
class OperationModel:
    """One operation of a job.

    Attributes:
        method: Its method.
        kind: Name of the resource type, such as ``User``.
        on: What a PUT, PATCH or DELETE acts on; None for a POST.
        bulk_id: Its bulkId; None is not sent.
        name: Token of the unique name that a POST gives, or the label of the existing resource whose name it
            takes; None for other methods, which keep the name.
        flawed: Its data lacks the required name, which makes it invalid.
        text: Token of the plain attribute that it sets; None where it sets none.
        refers: What its data refers to.
        version: What it says of the resource's version; None is not sent.
        values: Values at their edges that it sets, each of another attribute.
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
        """Whether it is a POST."""
        return self.method is Method.POST


@dataclass(frozen=True)
class JobModel:
    """A job.

    Attributes:
        steps: Its operations in the order in which they are sent.
        fail_on_errors: Number of errors that end it; None is not sent.
        encoding: What is unusual in how it is written down; None for nothing.
    """

    steps: tuple[OperationModel, ...]
    fail_on_errors: int | None = None
    encoding: JsonEncoding | None = None

    @cached_property
    def definers(self) -> Mapping[str, tuple[int, ...]]:
        """Indexes of the POSTs with each bulkId; several where the job is ambiguous."""
        found: dict[str, tuple[int, ...]] = {}
        for index, step in enumerate(self.steps):
            if step.creates and step.bulk_id is not None:
                found[step.bulk_id] = (*found.get(step.bulk_id, ()), index)
        return found

    def definer(self, pointer: Pointer | None) -> int | None:
        """Return the index of the POST that a bulkId stands for; None where none or several have it."""
        found = self.definers.get(pointer.bulk_id, ()) if isinstance(pointer, Made) else ()
        return found[0] if len(found) == 1 else None

    @cached_property
    def edges(self) -> Mapping[int, frozenset[int]]:
        """For each step the POSTs that its data or its path refers to."""
        return {
            index: frozenset(
                target for pointer in (*step.refers, step.on) if (target := self.definer(pointer)) is not None
            )
            for index, step in enumerate(self.steps)
        }

    @cached_property
    def reach(self) -> Mapping[int, frozenset[int]]:
        """For each step the POSTs that it depends on, directly or not."""
        reached = dict(self.edges)
        for _ in self.steps:
            wider = {
                index: seen.union(*(reached[other] for other in seen)) for index, seen in reached.items()
            }
            if wider == reached:
                break
            reached = wider
        return reached

    def in_ring(self, index: int) -> bool:
        """Tell whether a step depends on itself (RFC 7644 section 3.7.1)."""
        return index in self.reach[index]
