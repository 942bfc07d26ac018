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
    """One scenario: a function that sends requests.

    Attributes:
        name: Its name, such as ``forward-reference``.
        summary: What it does, in one sentence.
        act: Sends the requests.
        needs: Features without which it is not applicable.
        effort: The lowest effort at which it is played: ``quick``, ``standard`` or ``thorough``.
        first: Play it before the others, because it shows whether bulk requests are processed at all.
        last: Play it after the others, because it may harm the server.
        watched: Show its exchanges to the checks of every exchange.
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

BULK_CONTROL_REQUESTS = "bulk-control-requests"
"""The scenario that shows the control requests to ``/Bulk`` to the checks. Nothing blocks it."""


def scenario(
    *needs: str, effort: str = "quick", first: bool = False, last: bool = False, watched: bool = True
) -> Callable[[Act], Act]:
    """Register a function as a scenario; its name and the first line of its docstring are the scenario's.

    Args:
        needs: Features without which it is not applicable, such as ``groups``.
        effort: The lowest effort at which it is played.
        first: Play it before the others.
        last: Play it after the others.
        watched: Show its exchanges to the checks of every exchange; not if a proxy may respond instead.

    Raises:
        ValueError: A scenario with that name already exists.
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
