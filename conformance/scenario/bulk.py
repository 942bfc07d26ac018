"""Sending jobs, and bodies that are no job, and reading back what they have left."""

import json
from collections.abc import Iterable, Mapping

from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.client.journal import Journal
from conformance.contract.edits import Edit
from conformance.exchange import Exchange
from conformance.scenario.completion import Completion
from conformance.scenario.exceptions import OutOfReach, Unreachable
from conformance.scenario.read_back import Reader
from conformance.scenario.resources import ResourceFactory
from conformance.scim.bulk_request import Job
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.document import attr
from conformance.scim.paths import plain, segment
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot
from conformance.trace.trace import ContractProbe


class BulkSender(ResourceFactory):
    """Sends for one scenario, and keeps what came of it.

    Args:
        target: The tested server.
        capabilities: What it claims.
        journal: Where every name is written down before it is sent.
        scenario: Name of the scenario.
        prefix: Beginning of every name, unique in the run.
        settle: Seconds that reads may lag behind what was written.

    Attributes:
        exchanges: Numbers of the exchanges that were sent so far, reads left out.
    """

    def __init__(
        self,
        target: Target,
        capabilities: Capabilities,
        journal: Journal,
        scenario: str,
        prefix: str,
        settle: float,
    ) -> None:
        super().__init__(capabilities, journal)
        self._target = target
        self._scenario = scenario
        self._prefix = prefix
        self._reader = Reader(target, scenario, self._kinds, journal, settle)
        self._completion = Completion(capabilities)
        self._runs: list[BulkInteraction] = []
        self.exchanges: tuple[int, ...] = ()
        self._probes: list[ContractProbe] = []

    def complete(self, job: Job) -> Job:
        """Return a job as it is to be sent, with all that the server requires of members of groups."""
        return self._completion.job(job, self._reader.existing)

    @property
    def names(self) -> str:
        """Beginning of the names in the next job, so that each job is searched for by itself."""
        return f"{self._prefix}{len(self._runs) + 1}-"

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
        whole: bool = False,
    ) -> BulkInteraction:
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
            whole: As in `run`.

        Raises:
            OutOfReach: It exceeds a limit of the server, and not on purpose.
            Blocked: The server cannot be reached any more.
        """
        if not beyond:
            self._keep_within_limits(body, job)
        before, names = Snapshot(tuple(self._reader.existing.values())), self.names
        exchange = self._send(
            "POST",
            "/Bulk",
            body,
            purpose="bulk",
            headers=headers,
            chunked=chunked,
            authenticate=authenticate,
        )
        answer = BulkResponse(exchange, job)
        if skim:
            after = self._reader.skim(answer, self._prefix)
        elif alone:
            after = self._reader.after(answer, names)
        else:
            after = self._reader.search(answer, self._prefix if whole else names, whole=whole)
        run = BulkInteraction(answer, before, after, label, refusable, self._kinds)
        self._runs.append(run)
        return run

    def send_malformed(
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
        before = Snapshot(tuple(self._reader.existing.values()))
        for label, body in bodies.items():
            self._keep_within_limits(body, (jobs or {}).get(label))
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
            store = Snapshot(left, complete=after.complete)
            answer = BulkResponse(exchange, (jobs or {}).get(label))
            self._runs.append(BulkInteraction(answer, before, store, label, True, self._kinds))

    def send_contract_violations(self, label: str, changes: Iterable[tuple[Edit, Job]]) -> None:
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
            self._probes.append(ContractProbe(edit, job, exchange, left, after.complete))

    def made_at(self, endpoint: str, made: Exchange) -> str | None:
        """Return the path of what a POST by itself has created; None where it is not known.

        The answer should show the resource and need not (RFC 7644 section 3.3); its Location says it as well.
        """
        if made.status != 201:
            return None
        if (resource_id := attr(made.json, "id")) is not None:
            return f"{endpoint}/{segment(resource_id)}"
        location = (made.response.header("location") if made.response else None) or ""
        path = plain(self._target.below(location))
        return path if path.startswith(f"{endpoint}/") and path != f"{endpoint}/" else None

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
        self.exchanges = (*self.exchanges, exchange.n)
        if method != "GET":
            self._reader.consistency.wrote()
        if exchange.failure and exchange.failure.kind in ("refused", "dns"):
            raise Unreachable(f"the target cannot be reached any more: {exchange.failure.detail}")
        return exchange
