"""Where the sections put their scenarios and checks, and where the suite finds them."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.engine.observation import Observation, conclude
from conformance.engine.trace import Trace
from conformance.law import finding
from conformance.law.catalogue import Requirement
from conformance.law.finding import Finding

if TYPE_CHECKING:
    from conformance.engine.lab import Lab

EVERY_EXCHANGE = finding.EVERY_EXCHANGE
"""Stands in a case's name where a scenario would: the check watches the traces of all of them."""

Act = Callable[["Lab"], None]
Judge = Callable[[Trace], Iterable[Observation]]


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


@dataclass(frozen=True, slots=True)
class Check:
    """A judgement of one requirement.

    Attributes:
        name: Its name, such as ``references_are_resolved``.
        summary: What it holds against a trace, in one sentence.
        requirement: Id of the catalogue entry.
        scenarios: Names of the scenarios whose traces it judges; empty for every trace.
        judge: Yields what it sees in a trace.
    """

    name: str
    summary: str
    requirement: str
    scenarios: tuple[str, ...]
    judge: Judge = field(repr=False)  # its address differs, and Allure knows a test again by its text

    @property
    def watches_all(self) -> bool:
        """Whether it judges the traces of all scenarios."""
        return not self.scenarios

    def find(
        self,
        traces: Iterable[Trace],
        requirement: Requirement,
        scenario: str,
        pardoned: Callable[[Observation], bool] = lambda _: False,
    ) -> Finding:
        """Judge traces and sum up: one finding for what was seen in all of them.

        Args:
            traces: What is judged.
            requirement: What it is held to.
            scenario: Where it was seen.
            pardoned: Whether something that was seen is none of the finding's business.
        """
        watched = [trace for trace in traces if not self.watches_all or _watched(trace.scenario)]
        observations = [each for trace in watched for each in self.judge(trace) if not pardoned(each)]
        return conclude(observations, requirement, self.name, scenario)


SCENARIOS: dict[str, Scenario] = {}
CHECKS: dict[tuple[str, str], Check] = {}


def _watched(name: str) -> bool:
    known = SCENARIOS.get(name)
    return known is None or known.watched


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
        SCENARIOS[name] = Scenario(name, _summary(act), act, needs, effort, first, last, watched)
        return act

    return register


def check(requirement: str, *scenarios: str) -> Callable[[Judge], Judge]:
    """Register a function as the check of a requirement.

    Args:
        requirement: Id of the catalogue entry.
        scenarios: Names of the scenarios whose traces it judges; none means every trace.

    Raises:
        ValueError: The requirement has a check of that name already.
    """

    def register(judge: Judge) -> Judge:
        key = (requirement, judge.__name__)
        if key in CHECKS:
            raise ValueError(f"{requirement} has a check {judge.__name__!r} already; choose another name")
        CHECKS[key] = Check(judge.__name__, _summary(judge), requirement, scenarios, judge)
        return judge

    return register


def _summary(function: Callable[..., object]) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(function) or "").partition("\n")[0]


def checks_of(requirement_id: str) -> list[Check]:
    """Return the checks that judge a requirement."""
    return [found for found in CHECKS.values() if found.requirement == requirement_id]


@dataclass(frozen=True, slots=True)
class Case:
    """One judgement that the suite can make: a check, and the scenario (or all) whose trace it judges."""

    check: Check
    scenario: str

    def name(self, section: str) -> str:
        """Return its coordinates, such as ``3.7.2/forward-reference/BULK-3.7.2-04``."""
        return f"{section}/{self.scenario}/{self.check.requirement}"


def cases() -> Iterator[Case]:
    """Iterate over all cases: scenario by scenario, the ones that watch every exchange last."""
    for name in sorted(SCENARIOS, key=lambda name: SCENARIOS[name].last - SCENARIOS[name].first):
        for found in CHECKS.values():
            if name in found.scenarios:
                yield Case(found, name)
    for found in CHECKS.values():
        if found.watches_all:
            yield Case(found, EVERY_EXCHANGE)
