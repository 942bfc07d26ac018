"""One run of the suite against one target: discovery, scenarios on demand, judgements, clean-up."""

import traceback
from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from conformance.engine import gates
from conformance.engine.endings import Blocked, Inapplicable, OutOfReach, Unreachable
from conformance.engine.excuses import Excuses
from conformance.engine.lab import Lab
from conformance.engine.neighbour import Neighbour
from conformance.engine.promise import Promise
from conformance.engine.registry import EVERY_EXCHANGE, SCENARIOS, Case, Scenario, cases
from conformance.engine.selection import within_effort
from conformance.engine.trace import Trace
from conformance.engine.trials import Trials
from conformance.engine.waiving import covers, waived
from conformance.jobs import archive
from conformance.law.catalogue import Catalogue, Requirement
from conformance.law.finding import Finding
from conformance.law.verdicts import Verdict
from conformance.settings import Settings
from conformance.target.cleanup import Leftover, clean_up, lost
from conformance.target.client import Target
from conformance.target.discovery import Capabilities, FeatureName, discover
from conformance.target.journal import Journal, draw_prefix
from conformance.target.ledger import Stopped

GENERATED = "generated-"
"""How the names of scenarios begin that explore."""

NOTHING_WORKS = "no job was seen to be processed in this run, so that nothing is proved by it"
"""Why nothing of Bulk passes on a server that processes no job at all."""


class Session:
    """A run in progress.

    Scenarios are played when a case first asks for their trace, and once only.

    Args:
        target: The tested server.
        settings: What the run goes by; the journal is kept in its report directory.
        catalogue: The law.
        promise: What the server has promised besides.

    Attributes:
        capabilities: What the server claims.
        prefix: Beginning of every name that this run gives to a resource.
        findings: Every finding so far.
        problems: Errors of our own; a run with any is void.
        cut_short: Why a requirement was not looked at in all of its scenarios, since the run could not go on.
        lost: The server no longer answered when the run cleaned up.
    """

    def __init__(self, target: Target, settings: Settings, catalogue: Catalogue, promise: Promise) -> None:
        self.target = target
        self.settings = settings
        self.catalogue = catalogue
        self.prefix = draw_prefix()
        self.journal = Journal(settings.report / f"{self.prefix}journal.jsonl", self.prefix, target.base_url)
        self.promise = promise
        self.capabilities: Capabilities = discover(target)
        self.findings: list[Finding] = []
        self.problems: list[str] = []
        self.cut_short: dict[str, str] = {}
        self.lost = False
        self._cut_short: set[str] = set()
        self.traces: dict[str, Trace] = {}
        self._blocked: dict[str, tuple[Verdict, str]] = {}
        self._neighbour: Neighbour | None = None
        self._works: bool | None = None
        narrowed = bool(settings.scenario or settings.requirement)
        self._trials = Trials(
            lambda what: self._lab(f"trial-{what}", f"{self.prefix}{what}-"), narrowed=narrowed
        )
        self._excuses = Excuses(lambda names: self._lab("trial-by-itself", f"{self.prefix}{names}"))

    def judge(self, case: Case) -> Finding:
        """Judge one case, playing its scenario if nobody has yet.

        A check that watches every exchange is given all scenarios to watch where the run was narrowed to some
        requirements, or so far that no fixed scenario was played.
        """
        needs = self.catalogue[case.check.requirement].gates
        watches = case.scenario == EVERY_EXCHANGE and not self._unmet(needs)
        fixed = any(not name.startswith(GENERATED) for name in self.traces)
        if watches and (self.settings.requirement or not fixed):
            self._play_all()
        return self._record(case)

    def _record(self, case: Case) -> Finding:
        finding = self._waive(self._judge(case))
        passes = finding.verdict is Verdict.PASS and "bulk" in self.catalogue[finding.requirement].gates
        if passes and not self._processes_jobs():
            finding = self._unseen(case, Verdict.INCONCLUSIVE, NOTHING_WORKS)
        self.findings.append(finding)
        return finding

    def _processes_jobs(self) -> bool:
        """Tell whether a job was seen to be processed; where none was so far, try a plain one, but once only.

        A server that does nothing does nothing wrong: it leaves no half of a job, and lists no result twice.
        """
        if not self._works:
            seen = any(run.processed for trace in self.traces.values() for run in trace.runs)
            self._works = seen or (self._works is None and self._processes_a_plain_job())
        return self._works

    def _processes_a_plain_job(self) -> bool:
        lab = self._lab("plain-job", f"{self.prefix}plain-")
        try:
            return lab.run(lab.post_user("job")).processed
        except (Blocked, Inapplicable, OutOfReach, Stopped):
            return False

    def _judge(self, case: Case) -> Finding:
        requirement = self.catalogue[case.check.requirement]
        unmet = self._unmet(requirement.gates)
        if not unmet and case.scenario != EVERY_EXCHANGE:
            unmet = self._unmet(SCENARIOS[case.scenario].needs)
        if unmet:
            return self._unseen(case, Verdict.NOT_APPLICABLE, unmet)
        if case.scenario == EVERY_EXCHANGE:
            return self._find(case, self.traces.values(), requirement)
        trace = self.trace(SCENARIOS[case.scenario])
        finding = self._find(case, [trace], requirement)
        verdict, reason = self._blocked.get(case.scenario, (None, ""))
        cut_short = verdict is Verdict.BLOCKED and finding.verdict not in (Verdict.FAIL, Verdict.WARN)
        if verdict and (cut_short or not finding.examined):
            if case.scenario in self._cut_short:
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

    def trace(self, scenario: Scenario) -> Trace:
        """Return the trace of a scenario; what it saw before it was blocked is kept."""
        if scenario.name not in self.traces:
            if scenario.name.startswith(GENERATED):
                self.capabilities = self._trials.references(self.capabilities)
            if "users" in scenario.needs:
                self.capabilities = self._trials.groups(self.capabilities)
            lab = self._lab(scenario.name, f"{self.prefix}{len(self.traces) + 1}-")
            self._play(scenario, lab)
            self.traces[scenario.name] = lab.freeze()
        return self.traces[scenario.name]

    def _lab(self, scenario: str, prefix: str) -> Lab:
        return Lab(
            self.target,
            self.capabilities,
            self.settings,
            self.journal,
            scenario,
            prefix,
            self.promise.contract,
        )

    def _trial(self, what: str) -> Lab:
        return self._lab(f"trial-{what}", f"{self.prefix}{what}-")

    @property
    def shapes(self) -> dict[int, dict[str, Any]]:
        """The shapes of the generated jobs as JSON values, by the number of the exchange."""
        attempts = [attempt for trace in self.traces.values() for attempt in trace.attempts]
        return {attempt.exchange.n: archive.document(attempt.shape) for attempt in attempts}

    @property
    def operations(self) -> int:
        """Number of operations in the jobs that were sent."""
        traces = self.traces.values()
        jobs = [run.job for trace in traces for run in trace.runs]
        jobs += [probe.job for trace in traces for probe in trace.probes]
        return sum(len(job.operations) for job in jobs if job)

    def close(self) -> tuple[Leftover, ...]:
        """Delete what the run created and return what could not be deleted; only then the journal stays."""
        leftovers = clean_up(self.target, self.journal, self.capabilities, self.settings.settle)
        self.lost = lost(self.target)
        self.journal.close()
        if not leftovers:
            self.journal.path.unlink(missing_ok=True)
        if self._neighbour:
            leftovers += self._neighbour.close(self.capabilities)
            self.lost |= lost(self.target)
        return leftovers

    def play(self, scenarios: Iterable[str]) -> None:
        """Play scenarios by their names, as far as the server claims what they need."""
        for scenario in map(SCENARIOS.__getitem__, scenarios):
            if not self._unmet(scenario.needs):
                self.trace(scenario)

    def _play_all(self) -> None:
        acting = [case for case in cases() if case.scenario != EVERY_EXCHANGE]
        worth = dict.fromkeys(case.scenario for case in acting if within_effort(case, self.settings.effort))
        self.play(self.settings.scenario or worth)

    def _play(self, scenario: Scenario, lab: Lab) -> None:
        try:
            if "other-tenant" in scenario.needs:
                self._neighbour = self._neighbour or Neighbour(self.target, self.settings, self.prefix)
                lab.other = lab.beside(self._neighbour.target, self._neighbour.journal)
            scenario.act(lab)
        except OutOfReach as out_of_reach:
            self._blocked[scenario.name] = Verdict.UNTESTED, str(out_of_reach)
        except Inapplicable as inapplicable:
            self._blocked[scenario.name] = Verdict.NOT_APPLICABLE, str(inapplicable)
        except (Blocked, Stopped) as blocked:
            self._blocked[scenario.name] = Verdict.BLOCKED, str(blocked)
            if isinstance(blocked, Unreachable | Stopped):
                self._cut_short.add(scenario.name)
        except Exception:  # noqa: BLE001 - a bug of ours must not be taken for one of the server's
            self.own_error(f"scenario {scenario.name}")

    def _find(self, case: Case, traces: Iterable[Trace], requirement: Requirement) -> Finding:
        """Judge traces; what a waiver covers is not told as an example of what it does not cover."""
        waiver = self.promise.profile.waiver(requirement.id)
        try:
            if waiver:
                covered = partial(covers, waiver, requirement.level)
                rest = case.check.find(traces, requirement, case.scenario, pardoned=covered)
                if rest.verdict in (Verdict.FAIL, Verdict.WARN):
                    return rest
            return case.check.find(traces, requirement, case.scenario)
        except Exception:  # noqa: BLE001 - as in _play
            self.own_error(f"check {case.check.name} of {requirement.id}")
            return self._unseen(case, Verdict.INCONCLUSIVE, "the suite failed here; see its own error")

    def own_error(self, where: str) -> None:
        """Take note of the exception that is being handled: a bug of ours, which voids the run."""
        reason = f"{where}: {traceback.format_exc(limit=-3)}"
        self.problems.append(self.target.redactor.text(reason))

    def _waive(self, finding: Finding) -> Finding:
        waiver = self.promise.profile.waiver(finding.requirement)
        return waived(finding, waiver, self.target.exchanges) if waiver else finding

    def _unmet(self, features: Iterable[str]) -> str:
        """Return why one of the features is honestly not claimed; empty when all may be there."""
        features = tuple(features)
        if "groups" in features:
            self.capabilities = self._trials.groups(self.capabilities)
        if not {"nesting", "enterprise"}.isdisjoint(features):
            self.capabilities = self._trials.references(self.capabilities)
        for name in features:
            if name == "contract":
                if self.promise.contract is None:
                    return "no contract is given: name the server's OpenAPI document by --scim-contract"
                continue
            if name in gates.GATES:
                if closed := gates.missing(self.settings, name):
                    return closed
                continue
            claim = self.capabilities.feature(cast(FeatureName, name))
            if claim.supported is False:
                return claim.reason
        return ""

    def _unseen(self, case: Case, verdict: Verdict, reason: str) -> Finding:
        return Finding(case.check.requirement, case.check.name, case.scenario, verdict, reason)
