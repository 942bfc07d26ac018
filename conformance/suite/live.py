"""A run as pytest lives through it: from the settings to the report and the exit code."""

import signal
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import conformance
from conformance import sections
from conformance.engine.promise import Promise
from conformance.engine.registry import EVERY_EXCHANGE, Case, cases
from conformance.engine.selection import Selection
from conformance.engine.session import Session
from conformance.law import catalogue
from conformance.law.finding import Finding
from conformance.law.verdicts import Verdict, combine
from conformance.report.baseline.gate import applied
from conformance.report.baseline.model import Known
from conformance.report.model import Report, build
from conformance.report.record import RunRecord
from conformance.report.write import write_report
from conformance.settings import Settings, SettingsError
from conformance.suite.embedded import introduced
from conformance.suite.gate import INTERRUPTED, baseline_of, exit_code
from conformance.suite.haul import Haul, merge
from conformance.suite.preflight import UNREACHABLE, USAGE, Unfit, inspect
from conformance.target.client import Target
from conformance.target.evidence import Exchange
from conformance.target.ledger import Overtaxed, Stopped


class LiveRun:
    """One run, opened by the first case that is judged.

    Args:
        settings: What the run goes by.
        started: When it began, by the monotonic clock in seconds; None for now.

    Raises:
        SettingsError: The settings select something that is not in the catalogue, or name a profile, a
            contract or a baseline that cannot be used.
        CatalogueError: The catalogue is broken.

    Attributes:
        exit_code: The documented exit code, once the run is finished.
        message: Why nothing could be tested; empty where it could.
    """

    def __init__(self, settings: Settings, started: float | None = None) -> None:
        sections.load()
        self.settings = settings
        self.catalogue = catalogue.load()
        self.selection = Selection.of(settings, self.catalogue)
        self.promise = Promise.of(settings)
        self.baseline = baseline_of(settings)
        self._clock = time.monotonic() if started is None else started
        self.started = datetime.now(UTC) - timedelta(seconds=time.monotonic() - self._clock)
        self.exit_code = 0
        self.message = ""
        self._resources = ExitStack()
        self._session: Session | None = None
        self._unfit: Unfit | None = None
        self._haul = Haul(base_url=settings.url or settings.app)

    def cases(self) -> list[Case]:
        """Return the cases that the run is narrowed to."""
        return [
            case
            for case in cases()
            if self.selection.takes(self.catalogue[case.check.requirement]) and self.selection.plays(case)
        ]

    def judge(self, case: Case) -> Finding:
        """Judge one case; the first one opens the run.

        Raises:
            Unfit: There is no server that could be tested.
        """
        return self.session().judge(case)

    def known(self, finding: Finding) -> Known | None:
        """Return what the baseline says of a finding; None where it knows nothing."""
        if self.baseline is None:
            return None
        return self.baseline.known(finding.requirement, finding.check, finding.verdict)

    def session(self) -> Session:
        """Return the run in progress; the first call opens it.

        Raises:
            Unfit: There is no server that could be tested.
        """
        if self._unfit:
            raise self._unfit
        if self._session is None:
            try:
                self._session = self._open()
            except Unfit:
                raise
            except Exception:
                self._haul.problems = [traceback.format_exc(limit=-3)]
                raise
        return self._session

    def exchange(self, number: int) -> Exchange | None:
        """Return a recorded exchange of this process by its number."""
        exchanges = self._session.stage.target.exchanges if self._session else []
        return exchanges[number - 1] if 0 < number <= len(exchanges) else None

    def bring_home(self) -> Haul:
        """Clean up on the server, give everything back, and return what was found."""
        with self._resources:
            if self._session:
                self._gather(self._session)
            self._session = None
        return self._haul

    def _gather(self, session: Session) -> None:
        haul, stage = self._haul, session.stage
        session.watch([case for case in self.cases() if case.scenario == EVERY_EXCHANGE])
        try:
            haul.leftovers = [f"{each.path} {each.name}: {each.why}" for each in stage.close()]
        except Exception:  # noqa: BLE001 - what was found is worth a report, whatever happened then
            stage.own_error("clean-up")
        haul.findings, haul.problems = session.findings, stage.problems
        haul.exchanges, haul.requests = stage.target.exchanges, stage.target.requests
        haul.operations, haul.shapes = stage.operations, stage.shapes
        haul.cut_short, haul.lost = session.cut_short, stage.lost
        haul.capabilities = stage.capabilities.document()

    def report(self, hauls: Sequence[Haul], *, interrupted: bool) -> Report:
        """Make the report of what the processes of a run found, write it and settle the exit code."""
        haul = merge(hauls)
        record = RunRecord(
            suite_version=conformance.__version__,
            catalogue_version=catalogue.VERSION,
            base_url=haul.base_url,
            profile=self.promise.profile.name,
            contract=self.promise.contract.title if self.promise.contract else "",
            effort=self.settings.effort,
            seed=self.settings.seed,
            started=self.started,
            duration_s=round(time.monotonic() - self._clock, 3),
            requests=haul.requests,
            operations=haul.operations,
            requirements=list(self.catalogue),
            findings=haul.findings,
            exchanges=haul.exchanges,
            shapes=haul.shapes,
            selection=self.selection.document(),
            capabilities=haul.capabilities or {},
            settled=self._settled(haul, interrupted=interrupted),
            leftovers=haul.leftovers,
            interrupted=interrupted or haul.lost,
            problem="\n".join(haul.problems),
        )
        report = build(record)
        if self.baseline:
            report = applied(self.baseline, report, self.started.date())
        write_report(report, self.settings.report)
        self.message = haul.unfit
        self.exit_code = self._exit_code(report, haul, interrupted=interrupted)
        return report

    def _settled(self, haul: Haul, *, interrupted: bool) -> dict[str, tuple[Verdict, str]]:
        judged = {finding.requirement for finding in haul.findings}
        tested = {case.check.requirement for case in cases()}
        verdicts = {
            id_: combine(found.verdict for found in haul.findings if found.requirement == id_)
            for id_ in haul.cut_short
        }
        settled = {}
        for entry in self.catalogue:
            if not self.selection.takes(entry):
                settled[entry.id] = Verdict.DESELECTED, "the run was narrowed to other requirements"
            elif self.selection.scenarios and entry.id in tested - judged:
                settled[entry.id] = Verdict.DESELECTED, "the run was narrowed to other scenarios"
            elif entry.id in tested - judged:
                why = haul.unfit or ("the run was interrupted" if interrupted else "")
                left_out = Verdict.DESELECTED, f"left out by --scim-effort {self.settings.effort}"
                settled[entry.id] = (Verdict.BLOCKED, why) if why else left_out
            elif entry.id in haul.cut_short and verdicts[entry.id] is Verdict.PASS:
                why = f"it was kept as far as was seen, which was not all: {haul.cut_short[entry.id]}"
                settled[entry.id] = Verdict.BLOCKED, why
        return settled

    def _exit_code(self, report: Report, haul: Haul, *, interrupted: bool) -> int:
        if interrupted:
            return INTERRUPTED
        if haul.unfit and self._unfit:
            return self._unfit.exit_code
        return exit_code(report, self.settings.fail_on, self.catalogue)

    def _open(self) -> Session:
        settings = self.settings
        end_like_ctrl_c()
        if not (settings.url or settings.app):
            settings = self._embedded(settings)
        try:
            target = self._resources.enter_context(Target(settings))
            self._haul.base_url = target.base_url
            session = Session(target, settings, self.catalogue, self.promise)
            self._haul.exchanges = target.exchanges
            inspect(target, session.stage.capabilities)
        except (Unfit, SettingsError, Stopped) as error:
            taxing = isinstance(error, Overtaxed)
            unfit = Unfit(str(error), UNREACHABLE if taxing else USAGE)
            self._unfit = error if isinstance(error, Unfit) else unfit
            self._haul.unfit = str(error)
            raise self._unfit from None
        return session

    def _embedded(self, settings: Settings) -> Settings:
        from conformance.reference.server import ReferenceConfig, ReferenceServer

        config = ReferenceConfig(profile="scaikey" if settings.profile == "scaikey" else "rfc7644")
        server = self._resources.enter_context(ReferenceServer(config))
        return introduced(settings, server)


def end_like_ctrl_c() -> None:
    """Let SIGTERM end the run as Ctrl-C does, so that the server is cleaned up and a report written."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
