"""Judge a recording: from the traces of a run to its findings. Nothing here can send a request."""

import traceback
from collections.abc import Iterable
from functools import partial

from conformance.check.registry import EVERY_EXCHANGE, Case
from conformance.requirements.catalogue import Catalogue, Requirement
from conformance.requirements.finding import Finding
from conformance.requirements.profile import Profile
from conformance.requirements.verdicts import Verdict
from conformance.run.waivers import covers, waived
from conformance.scenario.registry import BULK_CONTROL_REQUESTS, SCENARIOS
from conformance.trace.recording import Recording
from conformance.trace.trace import Trace

NOTHING_PROCESSED = "the server processed no bulk request in this run, so nothing proves that it conforms"
"""Why no requirement of Bulk passes on a server that processes no bulk request."""


class Judge:
    """Judges the cases of one recording.

    Args:
        recording: The recording of the run. It may grow between two judgements.
        catalogue: The requirements.
        profile: The declared deviations from the RFC.

    Attributes:
        findings: Every finding so far.
        cut_short: By id of a requirement, why it was not examined in all of its scenarios.
        problems: Errors of the suite itself, each with a traceback; a run with any is void.
    """

    def __init__(self, recording: Recording, catalogue: Catalogue, profile: Profile) -> None:
        self.findings: list[Finding] = []
        self.cut_short: dict[str, str] = {}
        self.problems: list[str] = []
        self._recording = recording
        self._catalogue = catalogue
        self._profile = profile

    def judge(self, case: Case) -> Finding:
        """Return the finding of a case, and add it to the findings.

        Args:
            case: A check and its scenario, which was played unless the server lacks a feature for it.
        """
        finding = self._waive(self._judge(case))
        passes = finding.verdict is Verdict.PASS and "bulk" in self._catalogue[finding.requirement].requires
        if passes and not self._recording.processes_bulk_requests:
            finding = _not_judged(case, Verdict.INCONCLUSIVE, NOTHING_PROCESSED)
        self.findings.append(finding)
        return finding

    def judge_rest(self, cases: Iterable[Case]) -> None:
        """Judge the cases that have no finding yet and whose scenarios were played."""
        judged = {(finding.requirement, finding.check, finding.scenario) for finding in self.findings}
        for case in cases:
            if (case.check.requirement, case.check.name, case.scenario) not in judged and self._can(case):
                self.judge(case)

    def _can(self, case: Case) -> bool:
        """Return True if the recording has what a case needs."""
        played = case.scenario == EVERY_EXCHANGE or case.scenario in self._recording.traces
        return played or bool(self._recording.missing(self._needs(case)) or self._blocking(case))

    def _needs(self, case: Case) -> tuple[str, ...]:
        needs = () if case.scenario == EVERY_EXCHANGE else SCENARIOS[case.scenario].needs
        return (*self._catalogue[case.check.requirement].requires, *needs)

    def _blocking(self, case: Case) -> str:
        """Return why a case cannot be judged; the case of the control requests always can."""
        if case.scenario == BULK_CONTROL_REQUESTS:
            return ""
        return self._recording.blocking(self._needs(case))

    def _judge(self, case: Case) -> Finding:
        recording, requirement = self._recording, self._catalogue[case.check.requirement]
        if unmet := recording.missing(self._needs(case)):
            return _not_judged(case, Verdict.NOT_APPLICABLE, unmet)
        if blocked := self._blocking(case):
            return _not_judged(case, Verdict.BLOCKED, blocked)
        if case.scenario == EVERY_EXCHANGE:
            return self._find(case, recording.traces.values(), requirement)
        trace = recording.traces[case.scenario]
        finding = self._find(case, [trace], requirement)
        ending = recording.endings.get(case.scenario)
        bad = finding.verdict in (Verdict.FAIL, Verdict.WARN)
        if ending and ((ending.verdict is Verdict.BLOCKED and not bad) or not finding.examined):
            if ending.cut_short:
                self.cut_short[requirement.id] = ending.reason
            return _not_judged(case, ending.verdict, ending.reason)
        if bad and (reason := next((each.reason for each in trace.control_requests if each.reason), "")):
            return _not_judged(case, Verdict.BLOCKED, reason)
        return finding

    def _find(self, case: Case, traces: Iterable[Trace], requirement: Requirement) -> Finding:
        """Judge traces; if something fails that no waiver covers, leave out what the waiver covers."""
        waiver = self._profile.waiver(requirement.id)
        try:
            if waiver:
                covered = partial(covers, waiver, requirement.level)
                rest = case.check.find(traces, requirement, case.scenario, pardoned=covered)
                if rest.verdict in (Verdict.FAIL, Verdict.WARN):
                    return rest
            return case.check.find(traces, requirement, case.scenario)
        except Exception:  # noqa: BLE001 - an error of the suite must not be blamed on the server
            reason = traceback.format_exc(limit=-3)
            self.problems.append(f"check {case.check.name} of {requirement.id}: {reason}")
            return _not_judged(
                case,
                Verdict.INCONCLUSIVE,
                "the check raised an exception; the report contains this error of the suite",
            )

    def _waive(self, finding: Finding) -> Finding:
        waiver = self._profile.waiver(finding.requirement)
        return waived(finding, waiver, self._recording.exchanges) if waiver else finding


def _not_judged(case: Case, verdict: Verdict, reason: str) -> Finding:
    return Finding(case.check.requirement, case.check.name, case.scenario, verdict, reason)
