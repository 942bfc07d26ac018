"""A run in pytest: from the settings to the report and the exit code."""

import signal
import threading
import time
import traceback
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import conformance
from conformance import sections
from conformance.check.registry import EVERY_EXCHANGE, Case, cases
from conformance.client.client import Target
from conformance.client.request_budget import LimitExceeded, Stopped
from conformance.exchange import Exchange
from conformance.report.baseline.gate import apply_baseline
from conformance.report.baseline.model import Known
from conformance.report.document import Report
from conformance.report.model import build
from conformance.report.record import RunRecord
from conformance.report.write import write_report
from conformance.requirements import catalogue
from conformance.requirements.finding import Finding
from conformance.run.declared_contract import DeclaredContract
from conformance.run.embedded import introduced
from conformance.run.exit_codes import INTERRUPTED, baseline_of, exit_code
from conformance.run.judge import Judge
from conformance.run.preflight import UNREACHABLE, USAGE, Unfit, inspect
from conformance.run.runner import Runner
from conformance.run.selection import Selection
from conformance.run.settlement import settle
from conformance.run.worker_result import WorkerResult, merge
from conformance.settings import IN_PROCESS, Settings, SettingsError, require_target
from conformance.trace.recording import joined
from conformance.trace.serialization import dump, load
from conformance.trace.serialization import write as write_traces


class LiveRun:
    """One run. The first case opens the connection to the server.

    Args:
        settings: The settings of the run.
        started: Start of the run, in seconds of the monotonic clock; None for now.

    Raises:
        SettingsError: The settings name no target or select something unknown, or the profile, contract or
            baseline cannot be used.
        CatalogueError: The catalogue is invalid.

    Attributes:
        exit_code: The documented exit code, after the report is written.
        message: Why nothing could be tested; empty if something was.
    """

    def __init__(self, settings: Settings, started: float | None = None) -> None:
        require_target(settings)
        sections.load()
        self.settings = settings
        self.catalogue = catalogue.load()
        self.selection = Selection.of(settings, self.catalogue)
        self.declared = DeclaredContract.of(settings)
        self.baseline = baseline_of(settings)
        self._clock = time.monotonic() if started is None else started
        self.started = datetime.now(UTC) - timedelta(seconds=time.monotonic() - self._clock)
        self.exit_code = 0
        self.message = ""
        self._resources = ExitStack()
        self._runner: Runner | None = None
        self._judge: Judge | None = None
        self._unfit: Unfit | None = None
        self._result = WorkerResult(base_url=settings.url or settings.app or IN_PROCESS)

    def cases(self) -> list[Case]:
        """Return the cases that the run selects."""
        return [
            case
            for case in cases()
            if self.selection.takes(self.catalogue[case.check.requirement]) and self.selection.plays(case)
        ]

    def judge(self, case: Case) -> Finding:
        """Play the scenarios that a case needs, and judge it.

        Raises:
            Unfit: The server cannot be tested.
        """
        runner = self.runner()
        runner.play_for(case, self.catalogue[case.check.requirement])
        return self._judge_of(runner).judge(case)

    def _judge_of(self, runner: Runner) -> Judge:
        recording = runner.recording
        self._judge = self._judge or Judge(recording, self.catalogue, self.declared.profile)
        return self._judge

    def known(self, finding: Finding) -> Known | None:
        """Return the entry of the baseline for a finding; None if there is none."""
        if self.baseline is None:
            return None
        return self.baseline.known(finding.requirement, finding.check, finding.verdict)

    def runner(self) -> Runner:
        """Return the runner; the first call inspects the server.

        Raises:
            Unfit: The server cannot be tested.
        """
        if self._unfit:
            raise self._unfit
        if self._runner is None:
            try:
                self._runner = self._open()
            except Unfit:
                raise
            except Exception:
                self._result.problems = [traceback.format_exc(limit=-3)]
                raise
        return self._runner

    def exchange(self, number: int) -> Exchange | None:
        """Return a recorded exchange of this process by its number."""
        exchanges = self._runner.target.exchanges if self._runner else []
        return exchanges[number - 1] if 0 < number <= len(exchanges) else None

    def prepare(self, requirements: Iterable[str]) -> None:
        """Record what the judge needs later: the features that the server lacks, and a plain bulk request.

        Args:
            requirements: Ids of the requirements with checks of every exchange.
        """
        for id_ in requirements if self._runner else ():
            needs = self.catalogue[id_].requires
            if self._runner and not self._runner.unmet(needs) and "bulk" in needs:
                self._runner.send_a_plain_bulk_request()

    def collect(self, *, judge_rest: bool = True) -> WorkerResult:
        """Delete the created resources, close the connections, and return the result.

        Args:
            judge_rest: True to judge the remaining checks of every exchange. A process that has only some of
                the traces leaves them to the controller.
        """
        with self._resources:
            if self._runner:
                self._gather(self._runner, judge_rest=judge_rest)
            self._runner = None
        return self._result

    def _gather(self, runner: Runner, *, judge_rest: bool) -> None:
        result, judge = self._result, self._judge_of(runner)
        recording = runner.recording
        if judge_rest:
            judge.judge_rest(self._cases_of_every_exchange())
        result.traces = dump(recording, runner.target.redactor.text)
        try:
            result.leftovers = [f"{each.path} {each.name}: {each.why}" for each in runner.close()]
        except Exception:  # noqa: BLE001 - the findings are reported even if the clean-up fails
            runner.own_error("clean-up")
        problems = [runner.target.redactor.text(each) for each in judge.problems]
        result.findings, result.problems = judge.findings, [*runner.problems, *problems]
        result.exchanges, result.requests = runner.target.exchanges, runner.target.requests
        result.operations, result.shapes = runner.operations, runner.shapes
        result.cut_short, result.lost = judge.cut_short, runner.lost
        result.capabilities = runner.capabilities.document()

    def _cases_of_every_exchange(self) -> list[Case]:
        return [case for case in self.cases() if case.scenario == EVERY_EXCHANGE]

    def together(self, results: Sequence[WorkerResult]) -> WorkerResult:
        """Merge the results of several processes, and judge the checks of every exchange on all traces."""
        merged = merge(results)
        recordings, shift = [], 0
        for result in results:
            if result.traces:
                recordings.append(load(result.traces, contract=self.declared.contract, shift=shift))
            shift += len(result.exchanges)
        if not recordings:
            return merged
        recording = joined(recordings)
        judge = Judge(recording, self.catalogue, self.declared.profile)
        judge.findings = list(merged.findings)
        judge.judge_rest(self._cases_of_every_exchange())
        merged.findings = judge.findings
        merged.problems = [*merged.problems, *judge.problems]
        merged.cut_short = {**merged.cut_short, **judge.cut_short}
        merged.traces = dump(recording)
        return merged

    def report(self, result: WorkerResult, *, interrupted: bool) -> Report:
        """Build and write the report of a run, and set the exit code."""
        record = RunRecord(
            suite_version=conformance.__version__,
            catalogue_version=catalogue.VERSION,
            base_url=result.base_url,
            app=self.settings.app,
            demo=self.settings.demo,
            profile=self.declared.profile.name,
            contract=self.declared.contract.title if self.declared.contract else "",
            effort=self.settings.effort,
            seed=self.settings.seed,
            started=self.started,
            duration_s=round(time.monotonic() - self._clock, 3),
            requests=result.requests,
            operations=result.operations,
            requirements=list(self.catalogue),
            findings=result.findings,
            exchanges=result.exchanges,
            shapes=result.shapes,
            selection=self.selection.document(),
            capabilities=result.capabilities or {},
            settled=settle(
                self.catalogue,
                self.selection,
                result.findings,
                result.cut_short,
                result.unfit or ("the run was interrupted" if interrupted else ""),
            ),
            leftovers=result.leftovers,
            interrupted=(interrupted and not result.unfit) or result.lost,
            problem="\n".join(result.problems),
        )
        report = build(record)
        if self.baseline:
            report = apply_baseline(self.baseline, report, self.started.date())
        write_report(report, self.settings.report)
        write_traces(b"" if self.settings.no_traces else result.traces, self.settings.report)
        self.message = result.unfit
        self.exit_code = self._exit_code(report, result, interrupted=interrupted)
        return report

    def _exit_code(self, report: Report, result: WorkerResult, *, interrupted: bool) -> int:
        if result.unfit:
            return result.unfit_exit_code
        if interrupted:
            return INTERRUPTED
        return exit_code(report, self.settings.fail_on, self.catalogue)

    def _open(self) -> Runner:
        settings = self.settings
        end_like_ctrl_c()
        if settings.demo:
            settings = self._bundled(settings)
        try:
            target = self._resources.enter_context(Target(settings))
            self._result.base_url = target.base_url
            runner = Runner(target, settings, self.declared)
            self._result.exchanges = target.exchanges
            try:
                inspect(target, runner.capabilities)
            except BaseException:
                runner.journal.discard()
                raise
        except (Unfit, SettingsError, Stopped) as error:
            taxing = isinstance(error, LimitExceeded)
            unfit = Unfit(str(error), UNREACHABLE if taxing else USAGE)
            self._unfit = error if isinstance(error, Unfit) else unfit
            self._result.unfit, self._result.unfit_exit_code = str(error), self._unfit.exit_code
            raise self._unfit from None
        return runner

    def _bundled(self, settings: Settings) -> Settings:
        from conformance.reference.server import ReferenceConfig, ReferenceServer

        config = ReferenceConfig(profile="scaikey" if settings.profile == "scaikey" else "rfc7644")
        server = self._resources.enter_context(ReferenceServer(config))
        return introduced(settings, server)


def end_like_ctrl_c() -> None:
    """Let SIGTERM end the run as Ctrl-C does, so that resources are deleted and a report is written."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
