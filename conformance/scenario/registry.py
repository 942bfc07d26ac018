"""The scenarios of all sections, by name."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.scenario.context import ScenarioContext

Act = Callable[["ScenarioContext"], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Something that is done to a server.

    Attributes:
        name: Its name, such as ``forward-reference``.
        summary: What it does, in one sentence.
        act: Sends the traffic.
        needs: Features without which it makes no sense.
        effort: The least effort at which it is played: ``quick``, ``standard`` or ``thorough``.
        first: It shows whether jobs are processed at all, so it is played before the others.
        last: It may upset the server, so it is played after the others.
        watched: Its answers are the server's own, so checks of every exchange watch them too.
    """

    name: str
    summary: str
    act: Act
    needs: tuple[str, ...]
    effort: str = "quick"
    first: bool = False
    last: bool = False
    watched: bool = True


SCENARIOS: dict[str, Scenario] = {}

GENERATED = "generated-"
"""How the names of scenarios begin that send generated requests."""

BULK_CONTROL_REQUESTS = "bulk-control-requests"
"""Name of the scenario that shows the control requests to ``/Bulk`` to the checks. Nothing blocks it."""


def scenario(
    *needs: str, effort: str = "quick", first: bool = False, last: bool = False, watched: bool = True
) -> Callable[[Act], Act]:
    """Register a function as a scenario; its name and the first line of its docstring are the scenario's.

    Args:
        needs: Features without which it makes no sense, such as ``groups``.
        effort: The least effort at which it is played.
        first: Play it before the others.
        last: Play it after the others.
        watched: Let checks of every exchange watch it; not where somebody else may answer for the server.

    Raises:
        ValueError: A scenario of that name exists already.
    """

    def register(act: Act) -> Act:
        name = act.__name__.replace("_", "-")
        if name in SCENARIOS:
            raise ValueError(f"scenario {name!r} exists already; choose another name")
        SCENARIOS[name] = Scenario(name, summary(act), act, needs, effort, first, last, watched)
        return act

    return register


def summary(function: Callable[..., object]) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(function) or "").partition("\n")[0]
