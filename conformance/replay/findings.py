"""Replay the findings of a report that failed or warned: same scenario, check and generated requests."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from conformance.check.registry import CHECKS, EVERY_EXCHANGE, Case
from conformance.exploration import archive
from conformance.exploration.budget import BUDGETS
from conformance.exploration.explorer import Explorer
from conformance.oracle.bulk import JobModel, Permission
from conformance.report.document import ExchangeEntry, Report
from conformance.report.saved import ReportError
from conformance.requirements.verdicts import Verdict
from conformance.run.live import LiveRun
from conformance.run.runner import Runner
from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import SCENARIOS
from conformance.settings import Settings

GENERATED = "generated-jobs"
"""The scenario whose bulk requests are in the report; the suite contains those of all others."""

_NOT_PASSED = (Verdict.FAIL, Verdict.WARN)
_PASSED = (Verdict.PASS, Verdict.NOTE)


class Outcome(StrEnum):
    """The result of the replay of a finding."""

    FIXED = "FIXED"
    STILL_FAILS = "STILL FAILS"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True)
class Claim:
    """A finding of a report.

    Attributes:
        requirement: Id of the requirement.
        check: Name of the check.
        scenario: Name of the scenario, or the placeholder for every exchange.
        verdict: The verdict in the report.
        message: The message in the report.
        cited: The exchanges of the report that the finding cites.
    """

    requirement: str
    check: str
    scenario: str
    verdict: Verdict
    message: str
    cited: tuple[ExchangeEntry, ...]

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios to play; for a check of every exchange, those that showed the finding."""
        names = [self.scenario] if self.scenario != EVERY_EXCHANGE else [e["scenario"] for e in self.cited]
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def shapes(self) -> tuple[JobModel, ...]:
        """The models of the generated requests that it cites.

        Raises:
            ReportError: The report contains an invalid model.
        """
        jobs = (exchange for exchange in self.cited if exchange["scenario"] == GENERATED)
        try:
            return tuple(archive.shape_of(exchange["shape"]) for exchange in jobs if "shape" in exchange)
        except ValueError as error:
            raise ReportError(
                f"The report is invalid: {error}. Create a new report with scim-conformance run."
            ) from None

    @property
    def obstacle(self) -> str:
        """Why it cannot be replayed; empty if it can."""
        if (self.requirement, self.check) not in CHECKS:
            return "this version does not have the check"
        unknown = [name for name in self.scenarios if name not in SCENARIOS]
        if unknown:
            return f"this version has no scenario {unknown[0]!r}"
        if not self.scenarios:
            return "the report does not name the scenario that showed it"
        lost = self.scenarios == (GENERATED,) and not self.shapes
        return "the report does not contain the generated request that showed it" if lost else ""


@dataclass(frozen=True)
class Replayed:
    """A finding and its replay.

    Attributes:
        claim: The finding.
        verdict: The verdict of the replay.
        message: The message of the replay.
    """

    claim: Claim
    verdict: Verdict
    message: str

    @property
    def outcome(self) -> Outcome:
        """FIXED only if the replay shows conforming behaviour."""
        if self.verdict in _PASSED:
            return Outcome.FIXED
        return Outcome.STILL_FAILS if self.verdict is self.claim.verdict else Outcome.DIFFERENT


def claims(report: Report, requirements: Collection[str]) -> list[Claim]:
    """Return the findings of a report that failed or warned.

    Args:
        report: The report.
        requirements: Ids of the requirements to select; empty selects all.

    Raises:
        ReportError: The report has no such finding.
    """
    found = list(_claims(report))
    for name in requirements:
        if all(claim.requirement != name for claim in found):
            verdict = next((e["verdict"] for e in report["requirements"] if e["id"] == name), "not mentioned")
            raise ReportError(
                f"{name} is {verdict} in the report. Only failures and warnings can be replayed. "
                f"Test it with: scim-conformance run --requirement {name}"
            )
    chosen = [claim for claim in found if claim.requirement in requirements or not requirements]
    if not chosen:
        raise ReportError("The report has no failures or warnings to replay.")
    return chosen


def _claims(report: Report) -> Iterator[Claim]:
    exchanges = {exchange["n"]: exchange for exchange in report["exchanges"]}
    for requirement in report["requirements"]:
        for finding in requirement["findings"]:
            if finding["verdict"] in _NOT_PASSED:
                yield Claim(
                    requirement["id"],
                    finding["check"],
                    finding["scenario"],
                    Verdict(finding["verdict"]),
                    finding["message"],
                    tuple(exchanges[n] for n in finding["exchanges"] if n in exchanges),
                )


def narrowed(settings: Settings, report: Report, chosen: Sequence[Claim]) -> Settings:
    """Return the settings of a run that plays only what some findings need."""
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
    """Replay findings, and yield the result of each.

    Args:
        live: A run with the settings that `narrowed` returns.
        chosen: The findings.

    Raises:
        Unfit: The server cannot be tested.
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
        if finding.verdict is Verdict.NOT_APPLICABLE and _is_permitted_now(claim, live.runner()):
            yield Replayed(claim, Verdict.PASS, "the outcome of the same bulk request is permitted")
        else:
            yield Replayed(claim, finding.verdict, finding.message)


def _is_permitted_now(claim: Claim, runner: Runner) -> bool:
    """Return whether the outcomes of the generated requests of a finding are permitted now.

    A fixed server may have another permitted outcome, to which the violated requirement does not apply.
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
    """Send the requests that the findings need; of generated requests only those in the report."""
    shapes = dict.fromkeys(shape for claim in playable for shape in claim.shapes)

    def repeat(ctx: ScenarioContext) -> None:
        budget = BUDGETS[ctx.settings.effort]
        Explorer(ctx, budget, ctx.settings.seed, ctx.settings.report / "examples").repeat(shapes)

    if shapes:
        runner.trace(replace(SCENARIOS[GENERATED], act=repeat))
    names = dict.fromkeys(name for claim in playable for name in claim.scenarios)
    runner.play(name for name in names if name != GENERATED)
