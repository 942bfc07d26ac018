"""Where scenarios are played, on demand and once each; at the end all that they made is deleted."""

import traceback
from collections.abc import Iterable
from typing import Any, cast

from conformance.client.cleanup import Leftover, clean_up, lost
from conformance.client.client import Target
from conformance.client.discovery import Capabilities, FeatureName, discover
from conformance.client.journal import Journal, draw_prefix
from conformance.client.request_budget import Stopped
from conformance.control.feature_probes import FeatureProbes
from conformance.exploration import archive
from conformance.requirements.verdicts import Verdict
from conformance.run import settings_features as requires
from conformance.run.declared_contract import DeclaredContract
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Inapplicable, OutOfReach, Unreachable
from conformance.scenario.registry import SCENARIOS, Scenario
from conformance.scenario.second_tenant import SecondTenant
from conformance.settings import Settings
from conformance.trace.trace import Trace

GENERATED = "generated-"
"""How the names of scenarios begin that explore."""


class Runner:
    """The tested server, and what was played on it.

    Args:
        target: The tested server; it is asked at once what it claims.
        settings: What the run goes by; the journal is kept in its report directory.
        declared: What the server has promised besides.

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

    def __init__(self, target: Target, settings: Settings, declared: DeclaredContract) -> None:
        self.target = target
        self.settings = settings
        self.declared = declared
        self.prefix = draw_prefix()
        self.journal = Journal(settings.report / f"{self.prefix}journal.jsonl", self.prefix, target.base_url)
        self.capabilities: Capabilities = discover(target)
        self.traces: dict[str, Trace] = {}
        self.blocked: dict[str, tuple[Verdict, str]] = {}
        self.cut_short: set[str] = set()
        self.problems: list[str] = []
        self.lost = False
        self._second_tenant: SecondTenant | None = None
        narrowed = bool(settings.scenario or settings.requirement)
        self._trials = FeatureProbes(lambda what: self.bench(f"trial-{what}", f"{what}-"), narrowed=narrowed)

    def bench(self, scenario: str, names: str) -> ScenarioContext:
        """Return a bench on which something can be tried.

        Args:
            scenario: What its requests are recorded under.
            names: What the names on it have behind the prefix of the run, and no others.
        """
        return ScenarioContext(
            self.target,
            self.capabilities,
            self.settings,
            self.journal,
            scenario,
            f"{self.prefix}{names}",
            self.declared.contract,
        )

    def trace(self, scenario: Scenario) -> Trace:
        """Return the trace of a scenario; what it saw before it was blocked is kept."""
        if scenario.name not in self.traces:
            if scenario.name.startswith(GENERATED):
                self.capabilities = self._trials.references(self.capabilities)
            if "users" in scenario.needs:
                self.capabilities = self._trials.groups(self.capabilities)
            ctx = self.bench(scenario.name, f"{len(self.traces) + 1}-")
            self._play(scenario, ctx)
            self.traces[scenario.name] = ctx.freeze()
        return self.traces[scenario.name]

    def play(self, scenarios: Iterable[str]) -> None:
        """Play scenarios by their names, as far as the server claims what they need."""
        for scenario in map(SCENARIOS.__getitem__, scenarios):
            if not self.unmet(scenario.needs):
                self.trace(scenario)

    def _play(self, scenario: Scenario, ctx: ScenarioContext) -> None:
        try:
            if "other-tenant" in scenario.needs:
                self._second_tenant = self._second_tenant or SecondTenant(
                    self.target, self.settings, self.prefix
                )
                ctx.other = ctx.beside(self._second_tenant.target, self._second_tenant.journal)
            scenario.act(ctx)
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
                if self.declared.contract is None:
                    return "no contract is given: name the server's OpenAPI document by --scim-contract"
                continue
            if name in requires.SETTINGS_FEATURES:
                if closed := requires.missing(self.settings, name):
                    return closed
                continue
            claim = self.capabilities.feature(cast(FeatureName, name))
            if claim.supported is False:
                return claim.reason
        return ""

    @property
    def shapes(self) -> dict[int, dict[str, Any]]:
        """The shapes of the generated jobs as JSON values, by the number of the exchange."""
        generated_jobs = [attempt for trace in self.traces.values() for attempt in trace.generated_jobs]
        return {attempt.exchange.n: archive.document(attempt.shape) for attempt in generated_jobs}

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
        if self._second_tenant:
            leftovers += self._second_tenant.close(self.capabilities)
            self.lost |= lost(self.target)
        return leftovers
