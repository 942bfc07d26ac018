"""How faults and variants are declared, and put together into one behaviour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import getdoc

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import Profile


@dataclass(frozen=True)
class Fault:
    """Something that a server does wrong.

    Attributes:
        name: What ``--fault`` takes.
        summary: One sentence: what is seen from outside.
        behaviour: The class that does it.
        breaks: Ids of the requirements that it exists to break.
        also_breaks: Other requirements that it cannot help breaking, each with the reason.
        aka: Names of the same fault in surveys.
        seen_in: Where a server was seen to do this; empty where it was only thought of.
        profile: The profile under which it shows.
    """

    name: str
    summary: str
    behaviour: type[Behaviour]
    breaks: tuple[str, ...] = ()
    also_breaks: Mapping[str, str] = field(default_factory=dict)
    aka: tuple[str, ...] = ()
    seen_in: str = ""
    profile: Profile = "rfc7644"


@dataclass(frozen=True)
class Variant:
    """A liberty that the RFC leaves to a server.

    Attributes:
        name: What ``--variant`` takes.
        summary: One sentence: what is seen from outside.
        behaviour: The class that takes it.
        permits: Ids of the requirements whose liberty it is.
        aka: Numbers of the questions that it answers in surveys.
        profile: The profile under which it shows.
    """

    name: str
    summary: str
    behaviour: type[Behaviour]
    permits: tuple[str, ...] = ()
    aka: tuple[str, ...] = ()
    profile: Profile = "rfc7644"


FAULTS: dict[str, Fault] = {}
VARIANTS: dict[str, Variant] = {}

Declared = Callable[[type[Behaviour]], type[Behaviour]]


def fault(
    name: str,
    *,
    breaks: tuple[str, ...] = (),
    also_breaks: Mapping[str, str] | None = None,
    aka: tuple[str, ...] = (),
    seen_in: str = "",
    profile: Profile = "rfc7644",
) -> Declared:
    """Declare the decorated behaviour as a fault; its docstring is the summary. See ``Fault``.

    Raises:
        ValueError: The name is taken.
    """

    def declare(behaviour: type[Behaviour]) -> type[Behaviour]:
        _refuse_taken(name)
        FAULTS[name] = Fault(
            name, getdoc(behaviour) or "", behaviour, breaks, also_breaks or {}, aka, seen_in, profile
        )
        return behaviour

    return declare


def variant(
    name: str,
    *,
    permits: tuple[str, ...] = (),
    aka: tuple[str, ...] = (),
    profile: Profile = "rfc7644",
) -> Declared:
    """Declare the decorated behaviour as a variant; its docstring is the summary. See ``Variant``.

    Raises:
        ValueError: The name is taken.
    """

    def declare(behaviour: type[Behaviour]) -> type[Behaviour]:
        _refuse_taken(name)
        VARIANTS[name] = Variant(name, getdoc(behaviour) or "", behaviour, permits, aka, profile)
        return behaviour

    return declare


def _refuse_taken(name: str) -> None:
    if name in FAULTS or name in VARIANTS:
        raise ValueError(f"{name!r} is declared twice: choose another name")
