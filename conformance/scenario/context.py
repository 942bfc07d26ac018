"""What a scenario works with: it makes names and resources, sends jobs, and reads the store back."""

import json
from collections.abc import Mapping
from typing import Literal

from conformance.client.client import Target
from conformance.client.discovery import Capabilities, FeatureName
from conformance.client.journal import Journal
from conformance.contract.openapi import Contract
from conformance.exchange import Exchange
from conformance.scenario.fixtures import Fixtures
from conformance.scenario.network import NetworkEnvironment
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.resource_types import Kinds
from conformance.settings import Settings
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.interaction import BulkInteraction
from conformance.trace.single_pair import SinglePair
from conformance.trace.snapshot import Snapshot
from conformance.trace.trace import Trace


class ScenarioContext(Fixtures):
    """The bench of one scenario.

    Args:
        target: The tested server.
        capabilities: What it claims.
        settings: The run's own limits.
        journal: Where every name is written down before it is sent.
        scenario: Name of the scenario.
        prefix: Beginning of every name, unique in the run.
        contract: What it has published of its Bulk operation; None where nothing is known of it.

    Attributes:
        around: What lies around the jobs: credentials, addresses, a listener.
        other: The bench of the second tenant; None where there is none, or the scenario needs none.
    """

    def __init__(
        self,
        target: Target,
        capabilities: Capabilities,
        settings: Settings,
        journal: Journal,
        scenario: str,
        prefix: str,
        contract: Contract | None = None,
    ) -> None:
        super().__init__(target, capabilities, journal, scenario, prefix, settings.settle)
        self.contract = contract
        self._settings = settings
        self._pairs: list[SinglePair] = []
        self._generated_jobs: list[GeneratedJob] = []
        self._singles: dict[str, Exchange] = {}
        self.network = NetworkEnvironment(target, settings)
        self.other: ScenarioContext | None = None

    @property
    def max_payload(self) -> int:
        """The largest body that we send, in bytes."""
        return self._settings.max_payload

    @property
    def spare(self) -> int:
        """How many requests more the run may send."""
        return self._target.budget.spare

    def freeze(self) -> Trace:
        """Return what was done and seen so far."""
        return Trace(
            self._scenario,
            tuple(self._runs),
            dict(self._singles),
            tuple(self._probes),
            self.contract,
            self.network.calls,
            self.network.handshake,
            tuple(self._pairs),
            tuple(self._generated_jobs),
        )

    @property
    def kinds(self) -> Kinds:
        """The kinds of resources that the server keeps."""
        return self._kinds

    @property
    def settings(self) -> Settings:
        """The run's own limits and choices."""
        return self._settings

    def has(self, feature: FeatureName) -> bool:
        """Tell whether jobs may make use of a feature: the server claims it, or says nothing of it.

        What is known to lose every job that has it would hide what the job is to show. Of resources that have
        no text to be changed, nothing would be left of a PATCH.
        """
        textless = feature == "patch" and not self._kinds.users.text
        claimed = self.capabilities.feature(feature).supported is not False
        return claimed and not textless and feature not in self._target.spoiling

    @property
    def names_changes(self) -> bool:
        """Whether a PUT, PATCH or DELETE may have a bulkId, and the job not be lost for it."""
        return "bulkId" not in self._target.spoiling

    def spoils_jobs(self, what: Literal["patch", "bulkId"]) -> None:
        """Take note that a job is lost as a whole if it has a PATCH, or a change with a bulkId."""
        self._target.spoiling.add(what)

    def single(
        self,
        label: str,
        method: str,
        path: str,
        data: object = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Exchange:
        """Send a request by itself, for checks to compare with; headers in place of the usual ones."""
        whole = self._completion.data(data, self._reader.existing)
        body = None if whole is None else json.dumps(whole).encode()

        def send() -> Exchange:
            return self._send(method, path, body, purpose="single", headers=headers)

        exchange = self._reader.consistency.read(send) if method == "GET" else send()
        self._singles[label] = exchange
        if method == "POST" and (made := self.made_at(path, exchange)):
            self._journal.created(made)
        return exchange

    @property
    def singles(self) -> Mapping[str, Exchange]:
        """The single requests so far, by label."""
        return self._singles

    def pair(self, pair: SinglePair) -> None:
        """Put a request that was sent by itself and in a job before the checks."""
        self._pairs.append(pair)

    def beside(self, target: Target, journal: Journal) -> "ScenarioContext":
        """Return a bench for another tenant; what happens there stands in the same trace."""
        other = ScenarioContext(
            target, self.capabilities, self._settings, journal, self._scenario, self._prefix, self.contract
        )
        other._runs, other._singles = self._runs, self._singles
        return other

    @staticmethod
    def encode(*operations: Operation) -> bytes:
        """Return a job as `run` would send it, for a scenario to spoil."""
        return Job(operations).encode()

    def show(self, label: str, exchange: Exchange | None) -> None:
        """Put an exchange of discovery before the checks; None, where there was none, is left out."""
        if exchange is not None:
            self._singles[label] = exchange

    def run(
        self,
        *operations: Operation,
        fail_on_errors: int | None = None,
        malformed: Mapping[int, object] | None = None,
        label: str = "",
        refusable: bool = False,
        headers: Mapping[str, str | None] | None = None,
        skim: bool = False,
        alone: bool = True,
        whole: bool = False,
    ) -> BulkInteraction:
        """Send a job and read back what it could have touched.

        Args:
            operations: The operations.
            fail_on_errors: Number of errors that end the job.
            malformed: What to send in place of an operation, by its index.
            label: What is special about the job.
            refusable: The job as a whole may be refused, under one reading at least.
            headers: Headers in place of the usual ones.
            skim: Read back by one search of everything that the scenario has made.
            alone: Read each resource by itself too; a search may leave attributes out.
            whole: Search for what earlier jobs of the scenario have made as well; not together with `alone`.

        Raises:
            OutOfReach: The job exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        job = self.complete(Job(operations, fail_on_errors, malformed or {}))
        return self.send(
            job.encode(),
            job=job,
            label=label,
            refusable=refusable,
            headers=headers,
            skim=skim,
            alone=alone,
            whole=whole,
        )

    def set_aside(self, run: BulkInteraction) -> None:
        """Keep a job from the checks: it was sent to spare requests."""
        self._runs.remove(run)

    def look_around(self) -> Snapshot:
        """Search for everything that the scenario has made: the next job finds that stored."""
        return self._reader.survey(self._prefix)

    def look_closer(self, run: BulkInteraction) -> Snapshot:
        """Read by itself each resource that a search has shown after a job."""
        return self._reader.one_by_one(run.after)

    def add_generated_job(self, attempt: GeneratedJob) -> None:
        """Put a generated job, and what the oracle says of it, before the checks."""
        self._generated_jobs.append(attempt)
