"""How faults and variants are declared."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import Profile


@dataclass(frozen=True)
class Fault:
    """Something that a server does wrong.

    Attributes:
        name: What ``--fault`` takes.
        summary: One sentence: what a client observes.
        behaviour: The class that does it.
        breaks: Ids of the requirements that it exists to break; the first one names its section.
        aka: Names of the same fault in surveys.
        seen_in: Servers that were observed to do this; empty for a fault that nobody has reported.
        profile: The profile under which it shows.
        generated: True if only generated requests show it: it needs a boundary value or an unusual encoding.
    """

    name: str
    summary: str
    behaviour: type[Behaviour]
    breaks: tuple[str, ...] = ()
    aka: tuple[str, ...] = ()
    seen_in: str = ""
    profile: Profile = "rfc7644"
    generated: bool = False


@dataclass(frozen=True)
class Variant:
    """A permitted variation: something that the RFC lets a server do otherwise.

    Attributes:
        name: What ``--variant`` takes.
        summary: One sentence: what a client observes.
        behaviour: The class that does it.
        permits: Ids of the requirements that leave the choice; the first one names its section.
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
    aka: tuple[str, ...] = (),
    seen_in: str = "",
    profile: Profile = "rfc7644",
    generated: bool = False,
) -> Declared:
    """Declare the decorated behaviour as a fault; its docstring is the summary. See ``Fault``.

    Raises:
        ValueError: The name is taken.
    """

    def declare(behaviour: type[Behaviour]) -> type[Behaviour]:
        _refuse_taken(name)
        FAULTS[name] = Fault(
            name, getdoc(behaviour) or "", behaviour, breaks, aka, seen_in, profile, generated
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
