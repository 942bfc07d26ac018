"""Playing again what a report has failed or warned of: the same scenario, check and generated jobs."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from conformance.check.registry import CHECKS, EVERY_EXCHANGE, Case
from conformance.exploration import archive
from conformance.exploration.budget import BUDGETS
from conformance.exploration.explorer import Explorer
from conformance.oracle.bulk import JobModel, Permission
from conformance.report.model import Report
from conformance.report.saved import ReportError
from conformance.requirements.verdicts import Verdict
from conformance.run.live import LiveRun
from conformance.run.runner import Runner
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import SCENARIOS
from conformance.settings import Settings

GENERATED = "generated-jobs"
"""The scenario whose jobs are in the report; all others are in the suite."""

_BROKEN = (Verdict.FAIL, Verdict.WARN)
_KEPT = (Verdict.PASS, Verdict.NOTE)


class Outcome(StrEnum):
    """What became of a finding."""

    FIXED = "FIXED"
    STILL_FAILS = "STILL FAILS"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True)
class Claim:
    """A finding of a report that can be played again.

    Attributes:
        requirement: Id of the requirement.
        check: Name of the check.
        scenario: Name of the scenario, or of what stands for all.
        verdict: The verdict then.
        message: The message then.
        cited: The exchanges that the finding cites, as the report has them.
    """

    requirement: str
    check: str
    scenario: str
    verdict: Verdict
    message: str
    cited: tuple[dict[str, Any], ...]

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios to play: of a check that watches every exchange, those that showed the finding."""
        names = [self.scenario] if self.scenario != EVERY_EXCHANGE else [e["scenario"] for e in self.cited]
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def shapes(self) -> tuple[JobModel, ...]:
        """The generated jobs that it cites.

        Raises:
            ReportError: The report has something else in place of one.
        """
        jobs = (exchange for exchange in self.cited if exchange["scenario"] == GENERATED)
        try:
            return tuple(archive.shape_of(exchange["shape"]) for exchange in jobs if "shape" in exchange)
        except ValueError as error:
            raise ReportError(f"The report has {error} in it. It was changed by hand; test anew.") from None

    @property
    def obstacle(self) -> str:
        """Why it cannot be played again; empty where it can."""
        if (self.requirement, self.check) not in CHECKS:
            return "this version has no such check"
        unknown = [name for name in self.scenarios if name not in SCENARIOS]
        if unknown:
            return f"this version has no scenario {unknown[0]!r}"
        if not self.scenarios:
            return "the report does not tell which scenario showed it"
        lost = self.scenarios == (GENERATED,) and not self.shapes
        return "the report does not have the generated job that showed it" if lost else ""


@dataclass(frozen=True)
class Replayed:
    """A finding, and what became of it.

    Attributes:
        claim: The finding.
        verdict: The verdict now.
        message: The message now.
    """

    claim: Claim
    verdict: Verdict
    message: str

    @property
    def outcome(self) -> Outcome:
        """FIXED where a lawful answer was seen now; what could not be seen is not fixed."""
        if self.verdict in _KEPT:
            return Outcome.FIXED
        return Outcome.STILL_FAILS if self.verdict is self.claim.verdict else Outcome.DIFFERENT


def claims(report: Report, requirements: Collection[str]) -> list[Claim]:
    """Return the findings of a report that failed or warned.

    Args:
        report: The report.
        requirements: Ids of the requirements to take; none takes all.

    Raises:
        ReportError: There is nothing of the kind in the report.
    """
    found = list(_claims(report))
    for name in requirements:
        if all(claim.requirement != name for claim in found):
            said = next((e["verdict"] for e in report["requirements"] if e["id"] == name), "not mentioned")
            raise ReportError(
                f"{name} is {said} in the report, and only what failed or warned can be played again. "
                f"Test it by: scim-conformance run --requirement {name}"
            )
    chosen = [claim for claim in found if claim.requirement in requirements or not requirements]
    if not chosen:
        raise ReportError("The report has nothing that failed or warned, so there is nothing to play again.")
    return chosen


def _claims(report: Report) -> Iterator[Claim]:
    exchanges = {exchange["n"]: exchange for exchange in report["exchanges"]}
    for requirement in report["requirements"]:
        for finding in requirement["findings"]:
            if finding["verdict"] in _BROKEN:
                yield Claim(
                    requirement["id"],
                    finding["check"],
                    finding["scenario"],
                    Verdict(finding["verdict"]),
                    finding["message"],
                    tuple(exchanges[n] for n in finding["exchanges"] if n in exchanges),
                )


def narrowed(settings: Settings, report: Report, chosen: Sequence[Claim]) -> Settings:
    """Return the settings of a run that plays nothing but what is needed for some findings."""
    playable = [claim for claim in chosen if not claim.obstacle]
    return replace(
        settings,
        section=(),
        level=(),
        requirement=tuple(dict.fromkeys(claim.requirement for claim in playable)),
        scenario=tuple(dict.fromkeys(name for claim in playable for name in claim.scenarios)),
        effort=report["effort"],
        seed=report["seed"],
    )


def play(live: LiveRun, chosen: Sequence[Claim]) -> Iterator[Replayed]:
    """Play findings again, and yield what became of each.

    Args:
        live: A run with the settings that `narrowed` returns.
        chosen: The findings.

    Raises:
        Unfit: There is no server that could be tested.
    """
    playable = [claim for claim in chosen if not claim.obstacle]
    if playable:
        _act(live.runner(), playable)
    for claim in chosen:
        if claim.obstacle:
            yield Replayed(claim, Verdict.UNTESTED, claim.obstacle)
            continue
        case = Case(CHECKS[claim.requirement, claim.check], claim.scenario)
        finding = live.judge(case)
        if finding.verdict is Verdict.NOT_APPLICABLE and _is_lawful_now(claim, live.runner()):
            yield Replayed(claim, Verdict.PASS, "what came of the same job is permitted")
        else:
            yield Replayed(claim, finding.verdict, finding.message)


def _is_lawful_now(claim: Claim, runner: Runner) -> bool:
    """Tell whether generated jobs that went wrong are processed lawfully now, in whatever way.

    A server that mends one may go another lawful way, in which the broken requirement has no say.
    """
    if claim.scenario != GENERATED:
        return False
    generated_jobs = runner.traces[GENERATED].generated_jobs
    repeated = [attempt for attempt in generated_jobs if attempt.shape in claim.shapes]
    return bool(repeated) and all(
        attempt.exchange.status == 200 and attempt.oracle_result.permission is Permission.PERMITTED
        for attempt in repeated
    )


def _act(runner: Runner, playable: Sequence[Claim]) -> None:
    """Send what the findings rest on; of generated jobs just those that the report has."""
    shapes = dict.fromkeys(shape for claim in playable for shape in claim.shapes)

    def repeat(ctx: ScenarioContext) -> None:
        budget = BUDGETS[ctx.settings.effort]
        Explorer(ctx, budget, ctx.settings.seed, ctx.settings.report / "examples").repeat(shapes)

    if shapes:
        runner.trace(replace(SCENARIOS[GENERATED], act=repeat))
    names = dict.fromkeys(name for claim in playable for name in claim.scenarios)
    runner.play(name for name in names if name != GENERATED)
