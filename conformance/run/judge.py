"""One run of the suite against one target: what was played on it is judged, case by case."""

from collections.abc import Iterable
from functools import partial

from conformance.check.registry import EVERY_EXCHANGE, Case, cases
from conformance.client.client import Target
from conformance.client.request_budget import Stopped
from conformance.control.requests import ControlRequests
from conformance.requirements.catalogue import Catalogue, Requirement
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict
from conformance.run.declared_contract import DeclaredContract
from conformance.run.runner import GENERATED, Runner
from conformance.run.selection import within_effort
from conformance.run.waivers import covers, waived
from conformance.scenario.exceptions import Blocked, Inapplicable, OutOfReach
from conformance.scenario.registry import SCENARIOS
from conformance.settings import Settings
from conformance.trace.trace import Trace

NOTHING_WORKS = "no job was seen to be processed in this run, so that nothing is proved by it"
"""Why nothing of Bulk passes on a server that processes no job at all."""


class Session:
    """A run in progress.

    Scenarios are played when a case first asks for their trace, and once only.

    Args:
        target: The tested server.
        settings: What the run goes by.
        catalogue: The law.
        declared: What the server has promised besides.

    Raises:
        Stopped: The server does not answer any more.
        JournalError: The journal cannot be kept.

    Attributes:
        runner: Where scenarios are played.
        findings: Every finding so far.
        cut_short: Why a requirement was not looked at in all of its scenarios, since the run could not go on.
    """

    def __init__(
        self, target: Target, settings: Settings, catalogue: Catalogue, declared: DeclaredContract
    ) -> None:
        self.runner = Runner(target, settings, declared)
        self.findings: list[Finding] = []
        self.cut_short: dict[str, str] = {}
        self._settings = settings
        self._catalogue = catalogue
        self._profile = declared.profile
        self._works: bool | None = None
        self._excuses = ControlRequests(lambda names: self.runner.bench("trial-by-itself", names))

    def judge(self, case: Case) -> Finding:
        """Judge one case, playing its scenario if nobody has yet.

        A check that watches every exchange is given all scenarios to watch where the run was narrowed to some
        requirements, or so far that no fixed scenario was played.
        """
        needs = self._catalogue[case.check.requirement].requires
        watches = case.scenario == EVERY_EXCHANGE and not self.runner.unmet(needs)
        fixed = any(not name.startswith(GENERATED) for name in self.runner.traces)
        if watches and (self._settings.requirement or not fixed):
            self._play_all()
        return self._record(case)

    def _record(self, case: Case) -> Finding:
        finding = self._waive(self._judge(case))
        passes = finding.verdict is Verdict.PASS and "bulk" in self._catalogue[finding.requirement].requires
        if passes and not self._processes_jobs():
            finding = self._unseen(case, Verdict.INCONCLUSIVE, NOTHING_WORKS)
        self.findings.append(finding)
        return finding

    def _processes_jobs(self) -> bool:
        """Tell whether a job was seen to be processed; where none was so far, try a plain one, but once only.

        A server that does nothing does nothing wrong: it leaves no half of a job, and lists no result twice.
        """
        if not self._works:
            seen = any(run.processed for trace in self.runner.traces.values() for run in trace.runs)
            self._works = seen or (self._works is None and self._processes_a_plain_job())
        return self._works

    def _processes_a_plain_job(self) -> bool:
        ctx = self.runner.bench("plain-job", "plain-")
        try:
            return ctx.run(ctx.post_user("job")).processed
        except (Blocked, Inapplicable, OutOfReach, Stopped):
            return False

    def _judge(self, case: Case) -> Finding:
        requirement = self._catalogue[case.check.requirement]
        unmet = self.runner.unmet(requirement.requires)
        if not unmet and case.scenario != EVERY_EXCHANGE:
            unmet = self.runner.unmet(SCENARIOS[case.scenario].needs)
        if unmet:
            return self._unseen(case, Verdict.NOT_APPLICABLE, unmet)
        if case.scenario == EVERY_EXCHANGE:
            return self._find(case, self.runner.traces.values(), requirement)
        trace = self.runner.trace(SCENARIOS[case.scenario])
        finding = self._find(case, [trace], requirement)
        verdict, reason = self.runner.blocked.get(case.scenario, (None, ""))
        cut_short = verdict is Verdict.BLOCKED and finding.verdict not in (Verdict.FAIL, Verdict.WARN)
        if verdict and (cut_short or not finding.examined):
            if case.scenario in self.runner.cut_short:
                self.cut_short[requirement.id] = reason
            return self._unseen(case, verdict, reason)
        if finding.verdict in (Verdict.FAIL, Verdict.WARN) and (reason := self._excuses.why(trace)):
            return self._unseen(case, Verdict.BLOCKED, reason)
        return finding

    def watch(self, cases: Iterable[Case]) -> None:
        """Judge those of the cases that nobody has judged yet: an interrupted run has seen something too."""
        self._works = bool(self._works)  # nothing more is sent
        judged = {(finding.requirement, finding.check, finding.scenario) for finding in self.findings}
        for case in cases:
            if (case.check.requirement, case.check.name, case.scenario) not in judged:
                self._record(case)

    def _play_all(self) -> None:
        acting = [case for case in cases() if case.scenario != EVERY_EXCHANGE]
        worth = dict.fromkeys(case.scenario for case in acting if within_effort(case, self._settings.effort))
        self.runner.play(self._settings.scenario or worth)

    def _find(self, case: Case, traces: Iterable[Trace], requirement: Requirement) -> Finding:
        """Judge traces; what a waiver covers is not told as an example of what it does not cover."""
        waiver = self._profile.waiver(requirement.id)
        try:
            if waiver:
                covered = partial(covers, waiver, requirement.level)
                rest = case.check.find(traces, requirement, case.scenario, pardoned=covered)
                if rest.verdict in (Verdict.FAIL, Verdict.WARN):
                    return rest
            return case.check.find(traces, requirement, case.scenario)
        except Exception:  # noqa: BLE001 - as where scenarios are played
            self.runner.own_error(f"check {case.check.name} of {requirement.id}")
            return self._unseen(case, Verdict.INCONCLUSIVE, "the suite failed here; see its own error")

    def _waive(self, finding: Finding) -> Finding:
        waiver = self._profile.waiver(finding.requirement)
        return waived(finding, waiver, self.runner.target.exchanges) if waiver else finding

    def _unseen(self, case: Case, verdict: Verdict, reason: str) -> Finding:
        return Finding(case.check.requirement, case.check.name, case.scenario, verdict, reason)
