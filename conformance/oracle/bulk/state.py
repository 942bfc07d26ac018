"""Stored resources, server capabilities and observed outcomes, with labels and tokens for ids and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.oracle.bulk.job_model import Method, Value


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as it should be stored.

    Attributes:
        kind: Name of its resource type.
        name: Token of its unique name.
        text: Token of its plain attribute; None if it is not known.
        refers: Labels of the resources to which it must refer.
        open: Labels of the resources to which it may refer.
        by: Indexes of the steps that created or changed it.
        values: The boundary values that it must have.
    """

    kind: str
    name: str
    text: str | None = None
    refers: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    by: tuple[int, ...] = ()
    values: tuple[Value, ...] = ()


State = Mapping[str, Resource]
"""Resources by label; the label of a created resource is ``step`` and the index of its POST."""


def created_by(index: int) -> str:
    """Return the label of the resource that a POST creates, which is also the token of a reference to it."""
    return f"step{index}"


@dataclass(frozen=True, slots=True)
class Server:
    """The capabilities of a server that the oracle needs.

    Attributes:
        versions: The server supports versions.
        keeps_text: Resource types that store the plain attribute.
        unique: Resource types whose names must be unique.
        reuses_names: The name of a deleted resource can be used again; None if that is not known.
        own_way: Values that a single request rejects too, or stores differently.
        fails_alone: Those of them for which a single request ends in a server error, too.
        refers_not: Methods and resource types of which a single request with a reference is rejected.
    """

    versions: bool = True
    keeps_text: frozenset[str] = frozenset({"User"})
    unique: frozenset[str] = frozenset({"User"})
    reuses_names: bool | None = True
    own_way: frozenset[Value] = frozenset()
    fails_alone: frozenset[Value] = frozenset()
    refers_not: frozenset[tuple[Method, str]] = frozenset()


UNREADABLE = 0
"""The code of a result whose status is unreadable, or that cannot be distinguished from another result."""


@dataclass(frozen=True, slots=True)
class Found:
    """A resource that was found stored after the bulk request.

    Attributes:
        kind: Name of its resource type.
        name: Token of its name.
        text: Token of its plain attribute; None if it has none.
        refers: Labels of the resources to which it refers; the stored text of a reference without a label.
        label: Its label if it existed before; None for a new resource.
        values: The boundary values of the bulk request that it has.
    """

    kind: str
    name: str
    text: str | None = None
    refers: frozenset[str] = frozenset()
    label: str | None = None
    values: frozenset[Value] = frozenset()


@dataclass(frozen=True, slots=True)
class Observed:
    """The observed outcome of a bulk request.

    Attributes:
        status: The HTTP status; None without a response.
        processed: True if the response has results.
        codes: The reported status code of each step; None for a step without a result.
        found: The resources with names of the run that are stored afterwards.
        complete: True if the server indicates that `found` is complete.
        order: The steps with a result, in the order of the results; empty if that is not known.
    """

    status: int | None
    processed: bool
    codes: tuple[int | None, ...]
    found: tuple[Found, ...] = ()
    complete: bool = True
    problem: str = field(default="", compare=False)
    """Why there is no response."""
    order: tuple[int, ...] = field(default=(), compare=False)

    def done(self, index: int) -> bool:
        """Return whether a step is reported as successful."""
        code = self.codes[index]
        return code is not None and 200 <= code < 300

    def failed(self, index: int) -> bool:
        """Return whether a step is reported as failed."""
        code = self.codes[index]
        return code is not None and code >= 400
