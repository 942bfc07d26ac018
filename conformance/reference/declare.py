"""Declare faults and variants."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import Profile


@dataclass(frozen=True)
class Fault:
    """A deliberate violation by the reference server.

    Attributes:
        name: The value for ``--fault``.
        summary: What a client observes, in one sentence.
        behaviour: The class that implements it.
        breaks: Ids of the requirements that it violates; the first one names its section.
        aka: Names of the same fault in surveys.
        seen_in: Servers with this fault; empty if none is known.
        profile: The profile in which it shows.
        generated: True if only generated requests show it, with a boundary value or an unusual encoding.
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
    """A permitted variation: conforming behaviour that differs from the default of the reference server.

    Attributes:
        name: The value for ``--variant``.
        summary: What a client observes, in one sentence.
        behaviour: The class that implements it.
        permits: Ids of the requirements that permit it; the first one names its section.
        aka: Numbers of the related questions in surveys.
        profile: The profile in which it shows.
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
        _reject_duplicate(name)
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
        _reject_duplicate(name)
        VARIANTS[name] = Variant(name, getdoc(behaviour) or "", behaviour, permits, aka, profile)
        return behaviour

    return declare


def _reject_duplicate(name: str) -> None:
    if name in FAULTS or name in VARIANTS:
        raise ValueError(f"{name!r} is declared twice: choose another name")
