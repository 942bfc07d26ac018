"""What a scenario works with: it makes names and resources, sends jobs, and reads the store back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.contract.edits import Edit
from conformance.contract.openapi import Contract
from conformance.document import attr
from conformance.engine.attempt import Attempt
from conformance.engine.maker import Inapplicable, Maker
from conformance.engine.readback import Reader, segment
from conformance.engine.surroundings import Surroundings
from conformance.engine.trace import JobRun, Probe, Store, Stored, Trace
from conformance.engine.twins import Twin
from conformance.jobs.answer import Answer
from conformance.jobs.job import Job, Operation
from conformance.settings import Settings
from conformance.target.client import Target
from conformance.target.discovery import Capabilities, FeatureName
from conformance.target.evidence import Exchange
from conformance.target.journal import Journal
from conformance.target.kinds import Kinds

__all__ = ["Blocked", "Inapplicable", "Lab", "OutOfReach"]


class Blocked(Exception):  # noqa: N818 - it ends a scenario, it is nobody's error
    """A scenario cannot go on; the message names the prerequisite that was missing."""


class OutOfReach(Exception):  # noqa: N818 - as Blocked
    """A scenario would go beyond our own limits; the message says which."""


class Lab(Maker):
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
        super().__init__(capabilities, journal)
        self.contract = contract
        self._settings = settings
        self._target = target
        self._scenario = scenario
        self._prefix = prefix
        self._reader = Reader(target, scenario, self._kinds, journal)
        self._runs: list[JobRun] = []
        self._probes: list[Probe] = []
        self._twins: list[Twin] = []
        self._attempts: list[Attempt] = []
        self._singles: dict[str, Exchange] = {}
        self.around = Surroundings(target, settings)
        self.other: Lab | None = None

    @property
    def max_payload(self) -> int:
        """The largest body that we send, in bytes."""
        return self._settings.max_payload

    def freeze(self) -> Trace:
        """Return what was done and seen so far."""
        return Trace(
            self._scenario,
            tuple(self._runs),
            dict(self._singles),
            tuple(self._probes),
            self.contract,
            self.around.calls,
            self.around.handshake,
            tuple(self._twins),
            tuple(self._attempts),
        )

    @property
    def names(self) -> str:
        """Beginning of the names in the next job, so that each job is searched for by itself."""
        return f"{self._prefix}{len(self._runs) + 1}-"

    @property
    def kinds(self) -> Kinds:
        """The kinds of resources that the server keeps."""
        return self._kinds

    @property
    def settings(self) -> Settings:
        """The run's own limits and choices."""
        return self._settings

    def has(self, feature: FeatureName) -> bool:
        """Tell whether the server may have a feature: it claims it, or says nothing of it."""
        return self.capabilities.feature(feature).supported is not False

    def existing_user(self, label: str) -> Stored:
        """Create a user by a single request and return it as GET shows it.

        Once a GET has shown just what the answer to the POST did, the next POST is taken at its word.

        Raises:
            Blocked: The server did not create it, or does not show it.
        """
        return self._create(self.users, self.user(label))

    def existing_group(self, label: str, *members: str) -> Stored:
        """Create a group by a single request and return it as GET shows it.

        Raises:
            Blocked: The server did not create it, or does not show it.
        """
        return self._create(self.groups, self.group(label, *members))

    def _create(self, endpoint: str, document: Mapping[str, Any]) -> Stored:
        made = self._send("POST", endpoint, json.dumps(document).encode(), purpose="prepare")
        resource_id = attr(made.json, "id")
        if made.status != 201 or resource_id is None:
            raise Blocked(
                f"POST {endpoint} as a single request answered {made.status or made.problem}, not 201"
            )
        path = f"{endpoint}/{segment(resource_id)}"
        self._journal.created(path)
        kind = self._kinds.of(path)
        if self._target.faithful.get(endpoint) and isinstance(made.json, dict):
            stored = Stored(path, made.json, made, kind)
        else:
            shown = self._reader.get(path)
            if shown.status != 200 or not isinstance(shown.json, dict):
                said = shown.status or shown.problem
                raise Blocked(f"GET of a resource just created answered {said}, not 200")
            stored = Stored(path, shown.json, shown, kind)
            told = Stored(path, made.json, made, kind) if isinstance(made.json, dict) else None
            same = told is not None and (told.document, told.version) == (stored.document, stored.version)
            self._target.faithful[endpoint] = same
        self._reader.existing[path] = stored
        return stored

    def single(
        self,
        label: str,
        method: str,
        path: str,
        data: object = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Exchange:
        """Send a request by itself, for checks to compare with; headers in place of the usual ones."""
        body = None if data is None else json.dumps(data).encode()
        exchange = self._send(method, path, body, purpose="single", headers=headers)
        self._singles[label] = exchange
        if exchange.status == 201 and method == "POST" and (made := attr(exchange.json, "id")):
            self._journal.created(f"{path}/{segment(made)}")
        return exchange

    @property
    def singles(self) -> Mapping[str, Exchange]:
        """The single requests so far, by label."""
        return self._singles

    def pair(self, twin: Twin) -> None:
        """Put a request that was sent by itself and in a job before the checks."""
        self._twins.append(twin)

    def beside(self, target: Target, journal: Journal) -> "Lab":
        """Return a bench for another tenant; what happens there stands in the same trace."""
        other = Lab(
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
    ) -> JobRun:
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

        Raises:
            OutOfReach: The job exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        job = Job(operations, fail_on_errors, malformed or {})
        return self.send(
            job.encode(),
            job=job,
            label=label,
            refusable=refusable,
            headers=headers,
            skim=skim,
            alone=alone,
        )

    def look_closer(self, run: JobRun) -> Store:
        """Read by itself each resource that a search has shown after a job."""
        return self._reader.one_by_one(run.after)

    def attempted(self, attempt: Attempt) -> None:
        """Put a generated job, and what the oracle says of it, before the checks."""
        self._attempts.append(attempt)

    def send(
        self,
        body: bytes,
        *,
        label: str,
        job: Job | None = None,
        refusable: bool = True,
        headers: Mapping[str, str | None] | None = None,
        chunked: bool = False,
        beyond: bool = False,
        authenticate: bool = True,
        skim: bool = False,
        alone: bool = True,
    ) -> JobRun:
        """Send a body of the scenario's own making, and read back what it could have touched.

        Args:
            body: What is posted to /Bulk.
            label: What is special about it.
            job: The job that the body encodes; None where it is malformed on purpose.
            refusable: As in `run`.
            headers: As in `run`.
            chunked: Send it without announcing its length.
            beyond: It exceeds a limit of the server on purpose.
            authenticate: Send the run's credentials.
            skim: As in `run`.
            alone: As in `run`.

        Raises:
            OutOfReach: It exceeds a limit of the server, and not on purpose.
            Blocked: The server cannot be reached any more.
        """
        if not beyond:
            self._keep_within_limits(body, job)
        before, names = Store(tuple(self._reader.existing.values())), self.names
        exchange = self._send(
            "POST",
            "/Bulk",
            body,
            purpose="bulk",
            headers=headers,
            chunked=chunked,
            authenticate=authenticate,
        )
        answer = Answer(exchange, job)
        if skim:
            after = self._reader.skim(answer, self._prefix)
        elif alone:
            after = self._reader.after(answer, names)
        else:
            after = self._reader.search(answer, names)
        run = JobRun(answer, before, after, label, refusable, self._kinds)
        self._runs.append(run)
        return run

    def spoil(
        self,
        bodies: Mapping[str, bytes],
        jobs: Mapping[str, Job] | None = None,
        headers: Mapping[str, Mapping[str, str | None]] | None = None,
        *,
        authenticate: bool = True,
    ) -> None:
        """Send bodies that are no job, or no good one, and look once at what all of them have left.

        Args:
            bodies: What is posted to /Bulk, by what is special about it. Where a body would create something,
                if it were taken for a job, no other body has the same name in it.
            jobs: The jobs that they encode, by the same.
            headers: Headers in place of the usual ones, by the same.
            authenticate: Send the run's credentials.

        Raises:
            OutOfReach: A body exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        before = Store(tuple(self._reader.existing.values()))
        for body in bodies.values():
            self._keep_within_limits(body, None)
        sent = [
            self._send(
                "POST",
                "/Bulk",
                body,
                purpose="bulk",
                headers=(headers or {}).get(label),
                authenticate=authenticate,
            )
            for label, body in bodies.items()
        ]
        after = self._reader.read(self.names, [self.users], [], alone=False)
        for stored in after.resources:
            self._journal.created(stored.path)
        for (label, body), exchange in zip(bodies.items(), sent, strict=True):
            text = body.lower()
            left = tuple(
                found
                for found in after.resources
                if found.path in self._reader.existing or (found.name and found.name.lower().encode() in text)
            )
            store = Store(left, complete=after.complete)
            answer = Answer(exchange, (jobs or {}).get(label))
            self._runs.append(JobRun(answer, before, store, label, True, self._kinds))

    def probe(self, label: str, changes: Iterable[tuple[Edit, Job]]) -> None:
        """Send jobs of users, each changed at one place, and look once at what all of them have left.

        Args:
            label: What the labels of all their users begin with, and of no others.
            changes: The changes, each with the job that it is made to.

        Raises:
            OutOfReach: A job exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        sent = []
        for edit, job in changes:
            body = json.dumps(edit.apply(job.document())).encode()
            self._keep_within_limits(body, job)
            sent.append((edit, job, self._send("POST", "/Bulk", body, purpose="bulk")))
        after = self._reader.read(f"{self.names}{label}", [self.users], [], alone=False)
        for stored in after.resources:
            self._journal.created(stored.path)
        for edit, job, exchange in sent:
            names = {self._kinds.users.name_of(operation.data) for operation in job.operations}
            left = tuple(found.name for found in after.resources if found.name and found.name in names)
            self._probes.append(Probe(edit, job, exchange, left, after.complete))

    def _keep_within_limits(self, body: bytes, job: Job | None) -> None:
        operations, size = self.capabilities.max_operations, self.capabilities.max_payload_size
        if job and operations and len(job.operations) > operations:
            raise OutOfReach(f"the job has {len(job.operations)} operations, the server takes {operations}")
        if size and len(body) > size:
            raise OutOfReach(f"the job has {len(body)} bytes, the server takes {size}")

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        *,
        purpose: str,
        headers: Mapping[str, str | None] | None = None,
        chunked: bool = False,
        authenticate: bool = True,
    ) -> Exchange:
        exchange = self._target.send(
            method,
            path,
            purpose=purpose,
            scenario=self._scenario,
            body=body,
            headers=headers or {},
            chunked=chunked,
            authenticate=authenticate,
        )
        if exchange.failure and exchange.failure.kind in ("refused", "dns"):
            raise Blocked(f"the target cannot be reached any more: {exchange.failure.detail}")
        return exchange
