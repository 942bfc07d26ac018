"""Jobs, stores and outcomes as the oracle sees them: labels and tokens in place of ids and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class Writing(StrEnum):
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
class Step:
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
class Shape:
    """A job.

    Attributes:
        steps: Its operations in the order in which they are sent.
        fail_on_errors: Number of errors that end it; None is not sent.
        writing: What is unusual in how it is written down; None for nothing.
    """

    steps: tuple[Step, ...]
    fail_on_errors: int | None = None
    writing: Writing | None = None

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


@dataclass(frozen=True, slots=True)
class Resource:
    """A stored resource as it ought to be.

    Attributes:
        kind: Name of its resource type.
        name: Token of its unique name.
        text: Token of its plain attribute; None where nothing is known of it.
        refers: Tokens of what it must refer to, see `token`.
        open: Tokens that it may refer to, or not.
        by: Indexes of the steps that made or changed it.
        values: Values at their edges that it must have.
    """

    kind: str
    name: str
    text: str | None = None
    refers: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    by: tuple[int, ...] = ()
    values: tuple[Value, ...] = ()


State = Mapping[str, Resource]
"""Resources by label; what a step makes is labelled ``step`` and its index."""


def made_by(index: int) -> str:
    """Return the label of what a POST makes, which is also the token of a reference to it."""
    return f"step{index}"


@dataclass(frozen=True, slots=True)
class Server:
    """What a server claims, as far as it matters here.

    Attributes:
        versions: It supports versions.
        keeps_text: Resource types that keep the plain attribute.
        unique: Resource types whose names must be unique.
        reuses_names: The name of a deleted resource can be taken again; None where that is not known.
        own_way: Values that it refuses, or stores as something else, in a single request too.
        fails_alone: Those of them that end a single request in a server error, which is no fault of Bulk.
        refers_not: Methods and resource types whose single request it refuses where it refers to something.
    """

    versions: bool = True
    keeps_text: frozenset[str] = frozenset({"User"})
    unique: frozenset[str] = frozenset({"User"})
    reuses_names: bool | None = True
    own_way: frozenset[Value] = frozenset()
    fails_alone: frozenset[Value] = frozenset()
    refers_not: frozenset[tuple[Method, str]] = frozenset()


UNREADABLE = 0
"""The code of a result whose status cannot be read, or that cannot be told from another one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stored resource as it was found after the job.

    Attributes:
        kind: Name of its resource type.
        name: Token of its name.
        text: Token of its plain attribute; None where it shows none.
        refers: Labels of what it refers to where that is known, else the text that is stored.
        label: Label of the existing resource that it is; None for a new one.
        values: Those values of the job that it shows.
    """

    kind: str
    name: str
    text: str | None = None
    refers: frozenset[str] = frozenset()
    label: str | None = None
    values: frozenset[Value] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a job.

    Attributes:
        status: The HTTP status; None where no answer came.
        processed: The answer holds results.
        codes: The status code reported of each step; None where none was.
        found: The store afterwards: the resources with names of ours.
        complete: Nothing is missing in `found`, as far as the server says.
        order: The steps that have a result, in the order of the results; empty where that is not known.
    """

    status: int | None
    processed: bool
    codes: tuple[int | None, ...]
    found: tuple[Found, ...] = ()
    complete: bool = True
    problem: str = field(default="", compare=False)
    """Why no answer came, in words."""
    order: tuple[int, ...] = field(default=(), compare=False)

    def done(self, index: int) -> bool:
        """Tell whether a step is reported as done."""
        code = self.codes[index]
        return code is not None and 200 <= code < 300

    def failed(self, index: int) -> bool:
        """Tell whether a step is reported as failed."""
        code = self.codes[index]
        return code is not None and code >= 400
