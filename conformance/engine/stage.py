"""Where scenarios are played, on demand and once each; at the end all that they made is deleted."""

import traceback
from collections.abc import Iterable
from typing import Any, cast

from conformance.engine import gates
from conformance.engine.endings import Blocked, Inapplicable, OutOfReach, Unreachable
from conformance.engine.lab import Lab
from conformance.engine.neighbour import Neighbour
from conformance.engine.promise import Promise
from conformance.engine.registry import SCENARIOS, Scenario
from conformance.engine.trace import Trace
from conformance.engine.trials import Trials
from conformance.jobs import archive
from conformance.law.verdicts import Verdict
from conformance.settings import Settings
from conformance.target.cleanup import Leftover, clean_up, lost
from conformance.target.client import Target
from conformance.target.discovery import Capabilities, FeatureName, discover
from conformance.target.journal import Journal, draw_prefix
from conformance.target.ledger import Stopped

GENERATED = "generated-"
"""How the names of scenarios begin that explore."""


class Stage:
    """The tested server, and what was played on it.

    Args:
        target: The tested server; it is asked at once what it claims.
        settings: What the run goes by; the journal is kept in its report directory.
        promise: What the server has promised besides.

    Raises:
        Stopped: The server does not answer any more.
        JournalError: The journal cannot be kept.

    Attributes:
        capabilities: What the server claims, without what was seen not to be so.
        prefix: Beginning of every name that this run gives to a resource.
        traces: What was seen, by the name of the scenario.
        blocked: Verdict and reason for the scenarios that did not come to their end, by name.
        cut_short: Those of them that ended because the run could not go on.
        problems: Errors of our own; a run with any is void.
        lost: The server no longer answered when the run cleaned up.
    """

    def __init__(self, target: Target, settings: Settings, promise: Promise) -> None:
        self.target = target
        self.settings = settings
        self.promise = promise
        self.prefix = draw_prefix()
        self.journal = Journal(settings.report / f"{self.prefix}journal.jsonl", self.prefix, target.base_url)
        self.capabilities: Capabilities = discover(target)
        self.traces: dict[str, Trace] = {}
        self.blocked: dict[str, tuple[Verdict, str]] = {}
        self.cut_short: set[str] = set()
        self.problems: list[str] = []
        self.lost = False
        self._neighbour: Neighbour | None = None
        narrowed = bool(settings.scenario or settings.requirement)
        self._trials = Trials(lambda what: self.bench(f"trial-{what}", f"{what}-"), narrowed=narrowed)

    def bench(self, scenario: str, names: str) -> Lab:
        """Return a bench on which something can be tried.

        Args:
            scenario: What its requests are recorded under.
            names: What the names on it have behind the prefix of the run, and no others.
        """
        return Lab(
            self.target,
            self.capabilities,
            self.settings,
            self.journal,
            scenario,
            f"{self.prefix}{names}",
            self.promise.contract,
        )

    def trace(self, scenario: Scenario) -> Trace:
        """Return the trace of a scenario; what it saw before it was blocked is kept."""
        if scenario.name not in self.traces:
            if scenario.name.startswith(GENERATED):
                self.capabilities = self._trials.references(self.capabilities)
            if "users" in scenario.needs:
                self.capabilities = self._trials.groups(self.capabilities)
            lab = self.bench(scenario.name, f"{len(self.traces) + 1}-")
            self._play(scenario, lab)
            self.traces[scenario.name] = lab.freeze()
        return self.traces[scenario.name]

    def play(self, scenarios: Iterable[str]) -> None:
        """Play scenarios by their names, as far as the server claims what they need."""
        for scenario in map(SCENARIOS.__getitem__, scenarios):
            if not self.unmet(scenario.needs):
                self.trace(scenario)

    def _play(self, scenario: Scenario, lab: Lab) -> None:
        try:
            if "other-tenant" in scenario.needs:
                self._neighbour = self._neighbour or Neighbour(self.target, self.settings, self.prefix)
                lab.other = lab.beside(self._neighbour.target, self._neighbour.journal)
            scenario.act(lab)
        except OutOfReach as out_of_reach:
            self.blocked[scenario.name] = Verdict.UNTESTED, str(out_of_reach)
        except Inapplicable as inapplicable:
            self.blocked[scenario.name] = Verdict.NOT_APPLICABLE, str(inapplicable)
        except (Blocked, Stopped) as blocked:
            self.blocked[scenario.name] = Verdict.BLOCKED, str(blocked)
            if isinstance(blocked, Unreachable | Stopped):
                self.cut_short.add(scenario.name)
        except Exception:  # noqa: BLE001 - a bug of ours must not be taken for one of the server's
            self.own_error(f"scenario {scenario.name}")

    def unmet(self, features: Iterable[str]) -> str:
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

    def own_error(self, where: str) -> None:
        """Take note of the exception that is being handled: a bug of ours, which voids the run."""
        reason = f"{where}: {traceback.format_exc(limit=-3)}"
        self.problems.append(self.target.redactor.text(reason))

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
