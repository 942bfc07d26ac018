"""Play scenarios on demand, once each, and delete what they created."""

import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from conformance.check.registry import EVERY_EXCHANGE, Case, cases
from conformance.client.cleanup import Leftover, clean_up, ended_without_response
from conformance.client.client import Target
from conformance.client.discovery import Capabilities, discover
from conformance.client.journal import Journal, draw_prefix
from conformance.client.request_budget import Stopped
from conformance.control import bulk_claim
from conformance.control.feature_probes import FeatureProbes
from conformance.control.requests import ControlRequests
from conformance.exploration import archive
from conformance.requirements import catalogue
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import GENERATED
from conformance.requirements.verdicts import Verdict
from conformance.run import settings_features
from conformance.run.declared_contract import DeclaredContract
from conformance.run.selection import within_effort
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Inapplicable, OutOfReach, Unreachable
from conformance.scenario.registry import BULK_CONTROL_REQUESTS, SCENARIOS, Scenario
from conformance.scenario.second_tenant import SecondTenant
from conformance.settings import Settings
from conformance.trace.recording import Ending, Recording
from conformance.trace.trace import Trace

PLAIN = "plain-bulk-request"
"""Name of the control that sends one POST in a bulk request."""


class Runner:
    """Plays scenarios against one server and records what they sent and received. It judges nothing.

    Args:
        target: The tested server; discovery starts at once.
        settings: The settings of the run. The journal is in its report directory.
        declared: The profile and the contract of the server.

    Raises:
        Stopped: The server no longer responds.
        JournalError: The journal cannot be written.

    Attributes:
        capabilities: The capabilities that the server claims, without those that control requests refute.
        prefix: The prefix of every resource name of this run.
        problems: Errors of the suite itself; a run with any is void.
        lost: True if the server no longer responded during the clean-up.
    """

    def __init__(self, target: Target, settings: Settings, declared: DeclaredContract) -> None:
        self.target = target
        self.settings = settings
        self.declared = declared
        self.prefix = draw_prefix()
        self.capabilities: Capabilities = discover(target)
        self.journal = Journal(settings.report / f"{self.prefix}journal.jsonl", self.prefix, target.base_url)
        self.problems: list[str] = []
        self.lost = False
        self._recording = Recording(contract=declared.contract)
        self._second_tenant: SecondTenant | None = None
        self._bulk_settled = False
        narrowed = bool(settings.scenario or settings.requirement)
        self._probes = FeatureProbes(
            lambda what: self.context(f"trial-{what}", f"{what}-"), narrowed=narrowed
        )
        self._control_requests = ControlRequests(lambda names: self.context("trial-by-itself", names))

    @property
    def recording(self) -> Recording:
        """Everything recorded so far."""
        exchanges = self._recording.exchanges
        exchanges |= {each.n: each for each in self.target.exchanges[len(exchanges) :]}
        return self._recording

    @property
    def traces(self) -> dict[str, Trace]:
        """The trace of each scenario that was played, by name."""
        return self._recording.traces

    def context(self, scenario: str, names: str) -> ScenarioContext:
        """Return the context of a scenario or of a control request.

        Args:
            scenario: The name under which its requests are recorded.
            names: The text after the prefix of the run in its resource names, unique in the run.
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

    def play_for(self, case: Case, requirement: Requirement) -> None:
        """Play the scenarios that a case needs, unless they were played or a feature is missing.

        A check of every exchange needs all scenarios if the run was narrowed to some requirements, or so far
        that no fixed scenario was played.

        Args:
            case: A check and its scenario.
            requirement: The requirement that the check judges.
        """
        if self.unmet(requirement.requires):
            return
        if self._recording.blocking(requirement.requires) and case.scenario != BULK_CONTROL_REQUESTS:
            return
        if case.scenario != EVERY_EXCHANGE:
            self.play([case.scenario])
        elif self.settings.requirement or all(name.startswith(GENERATED) for name in self.traces):
            self.play(self._worthwhile())
        if "bulk" in requirement.requires and self.capabilities.feature("bulk").usable:
            self.send_a_plain_bulk_request()

    def _worthwhile(self) -> list[str]:
        """Return the scenarios of the run that some requirement which applies to the server needs."""
        entries, chosen = catalogue.load(), self.settings.scenario
        applying = [
            case
            for case in cases()
            if case.scenario != EVERY_EXCHANGE
            and (case.scenario in chosen if chosen else within_effort(case, self.settings.effort))
            and not self.unmet(requires := entries[case.check.requirement].requires)
            and not self._recording.blocking(requires)
        ]
        return list(dict.fromkeys(case.scenario for case in applying))

    def send_a_plain_bulk_request(self) -> None:
        """Send one POST in a bulk request if none was processed so far, once a run.

        A server that processes no bulk request violates no requirement of Bulk. So these requirements pass
        only if a bulk request was processed.
        """
        if PLAIN in self._recording.controls or self._recording.processes_bulk_requests:
            return
        ctx = self.context(PLAIN, "plain-")
        with suppress(Blocked, Inapplicable, OutOfReach, Stopped):
            ctx.bulk.send(ctx.resources.post_user("job"))
        self._recording.controls[PLAIN] = ctx.freeze()

    def trace(self, scenario: Scenario) -> Trace:
        """Return the trace of a scenario; a blocked scenario leaves what it recorded before."""
        if scenario.name not in self.traces:
            self.settle_bulk()
            if scenario.name.startswith(GENERATED):
                self.capabilities = self._probes.references(self.capabilities)
            if "users" in scenario.needs:
                self.capabilities = self._probes.groups(self.capabilities)
            ctx = self.context(scenario.name, f"{len(self.traces) + 1}-")
            self._play(scenario, ctx)
            self.traces[scenario.name] = self._with_control_requests(ctx.freeze())
        return self.traces[scenario.name]

    def play(self, scenarios: Iterable[str]) -> None:
        """Play scenarios by their names if the server has the features that they need."""
        for scenario in map(SCENARIOS.__getitem__, scenarios):
            if not (self.unmet(scenario.needs) or self._recording.blocking(scenario.needs)):
                self.trace(scenario)

    def _play(self, scenario: Scenario, ctx: ScenarioContext) -> None:
        endings = self._recording.endings
        try:
            if "other-tenant" in scenario.needs:
                self._second_tenant = self._second_tenant or SecondTenant(
                    self.target, self.settings, self.prefix
                )
                ctx.second_tenant = ctx.beside(self._second_tenant.target, self._second_tenant.journal)
            scenario.act(ctx)
        except OutOfReach as out_of_reach:
            endings[scenario.name] = Ending(Verdict.UNTESTED, str(out_of_reach))
        except Inapplicable as inapplicable:
            endings[scenario.name] = Ending(Verdict.NOT_APPLICABLE, str(inapplicable))
        except (Blocked, Stopped) as blocked:
            cut_short = isinstance(blocked, Unreachable | Stopped)
            endings[scenario.name] = Ending(Verdict.BLOCKED, str(blocked), cut_short)
        except Exception:  # noqa: BLE001 - an error of the suite must not be blamed on the server
            self.own_error(f"scenario {scenario.name}")

    def _with_control_requests(self, trace: Trace) -> Trace:
        try:
            return replace(trace, control_requests=self._control_requests.record(trace))
        except Exception:  # noqa: BLE001 - an error of the suite must not be blamed on the server
            self.own_error(f"control requests of {trace.scenario}")
            return trace

    def unmet(self, features: Iterable[str]) -> str:
        """Return why one of the features is missing, and record that; empty if none seems to be missing."""
        features = tuple(features)
        if "bulk" in features:
            self.settle_bulk()
        if "groups" in features:
            self.capabilities = self._probes.groups(self.capabilities)
        if not {"nesting", "enterprise"}.isdisjoint(features):
            self.capabilities = self._probes.references(self.capabilities)
        reasons = {name: self._lacking(name) for name in features}
        self._recording.unmet |= {name: reason for name, reason in reasons.items() if reason}
        return next(filter(None, reasons.values()), "")

    def _lacking(self, feature: str) -> str:
        """Return why a feature is missing; empty if it does not seem to be missing."""
        if feature == "contract":
            missing = "no contract is configured; set --scim-contract to the OpenAPI document of the server"
            return "" if self.declared.contract else missing
        if feature in settings_features.SETTINGS_FEATURES:
            return settings_features.missing(self.settings, feature)
        claim = self.capabilities.feature(feature)
        return claim.reason if claim.supported is False else ""

    def settle_bulk(self) -> None:
        """Send the control requests to ``/Bulk`` that show whether it is served, once."""
        if self._bulk_settled:
            return
        self._bulk_settled = True
        self.capabilities = bulk_claim.settle(
            self.capabilities, self.context(BULK_CONTROL_REQUESTS, "control-")
        )
        if blocked := self.capabilities.feature("bulk").blocked:
            self._recording.blocked["bulk"] = blocked

    @property
    def shapes(self) -> dict[int, dict[str, Any]]:
        """The models of the generated bulk requests as JSON values, by the number of the exchange."""
        generated_jobs = [attempt for trace in self.traces.values() for attempt in trace.generated_jobs]
        return {attempt.exchange.n: archive.document(attempt.shape) for attempt in generated_jobs}

    @property
    def operations(self) -> int:
        """Number of operations in the bulk requests that were sent."""
        traces = self.traces.values()
        jobs = [bulk.job for trace in traces for bulk in trace.bulk_requests]
        jobs += [probe.job for trace in traces for probe in trace.probes]
        return sum(len(job.operations) for job in jobs if job)

    def own_error(self, where: str) -> None:
        """Record the exception being handled: an error of the suite itself, which makes the run void."""
        reason = f"{where}: {traceback.format_exc(limit=-3)}"
        self.problems.append(self.target.redactor.text(reason))

    def close(self) -> tuple[Leftover, ...]:
        """Delete the created resources and return those that remain; only then the journal stays too."""
        leftovers = clean_up(self.target, self.journal, self.capabilities, self.settings.settle)
        self.lost = ended_without_response(self.target)
        self.journal.close()
        if not leftovers:
            self.journal.discard()
        if self._second_tenant:
            leftovers += self._second_tenant.close(self.capabilities)
            self.lost |= ended_without_response(self.target)
        return leftovers
