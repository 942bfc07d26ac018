"""Stores, servers and outcomes as the oracle sees them: labels and tokens in place of ids and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.oracle.bulk.job_model import Method, Value


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
