"""The checks of all sections, and the cases: each check with each of its scenarios."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from conformance.check.observation import Observation, conclude
from conformance.requirements import finding
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Finding
from conformance.scenario.registry import SCENARIOS, summary
from conformance.trace.trace import Trace

EVERY_EXCHANGE = finding.EVERY_EXCHANGE
"""Replaces the scenario in a case's name if the check judges the traces of all scenarios."""

CheckFunction = Callable[[Trace], Iterable[Observation]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one requirement.

    Attributes:
        name: Its name, such as ``references_are_resolved``.
        summary: The first sentence of its docstring.
        requirement: Id of the catalogue entry.
        scenarios: Names of the scenarios whose traces it judges; empty for every trace.
        judge: Yields the observations of a trace.
    """

    name: str
    summary: str
    requirement: str
    scenarios: tuple[str, ...]
    judge: CheckFunction = field(
        repr=False
    )  # its address differs between runs, and Allure identifies a test by its text

    @property
    def watches_all(self) -> bool:
        """True if it judges the traces of all scenarios."""
        return not self.scenarios

    def find(
        self,
        traces: Iterable[Trace],
        requirement: Requirement,
        scenario: str,
        pardoned: Callable[[Observation], bool] = lambda _: False,
    ) -> Finding:
        """Judge traces, and combine the observations into one finding.

        Args:
            traces: The traces.
            requirement: The requirement.
            scenario: The scenario of the finding.
            pardoned: Returns True for an observation to leave out, such as one that a waiver covers.
        """
        watched = [trace for trace in traces if not self.watches_all or _watched(trace.scenario)]
        observations = [each for trace in watched for each in self.judge(trace) if not pardoned(each)]
        return conclude(observations, requirement, self.name, scenario)


CHECKS: dict[tuple[str, str], Check] = {}


def _watched(name: str) -> bool:
    known = SCENARIOS.get(name)
    return known is None or known.watched


def check(requirement: str, *scenarios: str) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as the check of a requirement.

    Args:
        requirement: Id of the catalogue entry.
        scenarios: Names of the scenarios whose traces it judges; none means every trace.

    Raises:
        ValueError: The requirement already has a check of that name.
    """

    def register(judge: CheckFunction) -> CheckFunction:
        key = (requirement, judge.__name__)
        if key in CHECKS:
            raise ValueError(f"{requirement} already has a check {judge.__name__!r}; choose another name")
        CHECKS[key] = Check(judge.__name__, summary(judge), requirement, scenarios, judge)
        return judge

    return register


def checks_of(requirement_id: str) -> list[Check]:
    """Return the checks that judge a requirement."""
    return [found for found in CHECKS.values() if found.requirement == requirement_id]


@dataclass(frozen=True, slots=True)
class Case:
    """A check with the scenario whose trace it judges, or with all scenarios."""

    check: Check
    scenario: str

    def name(self, section: str) -> str:
        """Return its coordinates, such as ``3.7.2/forward-reference/BULK-3.7.2-04``."""
        return f"{section}/{self.scenario}/{self.check.requirement}"


def cases() -> Iterator[Case]:
    """Iterate over all cases by scenario; the checks of every exchange come last."""
    for name in sorted(SCENARIOS, key=lambda name: SCENARIOS[name].last - SCENARIOS[name].first):
        for found in CHECKS.values():
            if name in found.scenarios:
                yield Case(found, name)
    for found in CHECKS.values():
        if found.watches_all:
            yield Case(found, EVERY_EXCHANGE)
