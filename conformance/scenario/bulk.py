"""Bulk requests: sent well-formed, malformed or in violation of a contract, and read back."""

import json
from collections.abc import Iterable, Mapping

from conformance.client.discovery import Capabilities
from conformance.contract.edits import Edit
from conformance.scenario.connection import USUAL, Connection, RequestOptions
from conformance.scenario.exceptions import Blocked, Inapplicable, OutOfReach
from conformance.scenario.read_back import ReadBack
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot
from conformance.trace.trace import ContractProbe


class BulkRequests:
    """Sends the bulk requests of one scenario and records them.

    Args:
        connection: Shared by the parts of the context.
        capabilities: What the server claims.
        prefix: The prefix of all names, unique in the run.
        recorded: Where the bulk requests are recorded.

    Attributes:
        recorded: The bulk requests so far.
        probes: The bulk requests that were changed at one place.
    """

    def __init__(
        self,
        connection: Connection,
        capabilities: Capabilities,
        prefix: str,
        recorded: list[BulkInteraction],
    ) -> None:
        self.recorded = recorded
        self.probes: list[ContractProbe] = []
        self._connection = connection
        self._capabilities = capabilities
        self._resource_types = capabilities.resource_types
        self._prefix = prefix

    @property
    def names(self) -> str:
        """The prefix of the names in the next bulk request, so that a search finds just these."""
        return f"{self._prefix}{len(self.recorded) + 1}-"

    def complete(self, job: Job) -> Job:
        """Return a bulk request with the sub-attributes that the server requires of references."""
        return self._connection.completion.job(job, self._connection.reader.existing)

    @staticmethod
    def encode(*operations: Operation) -> bytes:
        """Return a bulk request as `send` would send it, for a scenario to malform."""
        return Job(operations).encode()

    def set_aside(self, bulk: BulkInteraction) -> None:
        """Hide a bulk request from the checks: it was sent to save requests."""
        self.recorded.remove(bulk)

    def send(
        self,
        *operations: Operation,
        fail_on_errors: int | None = None,
        malformed: Mapping[int, object] | None = None,
        label: str = "",
        rejectable: bool = False,
        headers: Mapping[str, str | None] | None = None,
        read_back: ReadBack = ReadBack.EACH,
    ) -> BulkInteraction:
        """Send a bulk request and read back the resources it could have touched.

        Args:
            operations: The operations.
            fail_on_errors: Its failOnErrors.
            malformed: What is sent in place of an operation, by its index.
            label: What is special about it, in a word or two.
            rejectable: At least one reading permits the server to reject it as a whole.
            headers: Headers in place of the usual ones.
            read_back: How stored resources are read back.

        Raises:
            Inapplicable: The server does not support Bulk.
            OutOfReach: It exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        job = self.complete(Job(operations, fail_on_errors, malformed or {}))
        options = RequestOptions(headers or {})
        return self.send_body(
            job.encode(), label=label, job=job, rejectable=rejectable, options=options, read_back=read_back
        )

    def send_body(
        self,
        body: bytes,
        *,
        label: str,
        job: Job | None = None,
        rejectable: bool = True,
        beyond: bool = False,
        options: RequestOptions = USUAL,
        read_back: ReadBack = ReadBack.EACH,
    ) -> BulkInteraction:
        """Send a body of the scenario's own making and read back the resources it could have touched.

        Args:
            body: What is posted to /Bulk.
            label: What is special about it.
            job: The bulk request that the body encodes; None if it is malformed on purpose.
            rejectable: As in `send`.
            beyond: It exceeds a limit of the server on purpose.
            options: How it is sent.
            read_back: As in `send`.

        Raises:
            Inapplicable: The server does not support Bulk.
            OutOfReach: It exceeds a limit of the server by mistake.
            Blocked: The server cannot be reached any more.
        """
        self._insist_on_bulk()
        if not beyond:
            self._keep_within_limits(body, job)
        reader = self._connection.reader
        before, names = Snapshot(tuple(reader.existing.values())), self.names
        exchange = self._connection.send("POST", "/Bulk", body, purpose="bulk", options=options)
        answer = BulkResponse(exchange, job)
        match read_back:
            case ReadBack.EACH:
                after = reader.after(answer, names)
            case ReadBack.USERS:
                after = reader.skim(answer, self._prefix)
            case ReadBack.SEARCH:
                after = reader.search(answer, names)
            case ReadBack.SEARCH_ALL:
                after = reader.search(answer, self._prefix, whole=True)
        bulk = BulkInteraction(answer, before, after, label, rejectable, self._resource_types)
        self.recorded.append(bulk)
        return bulk

    def send_malformed(
        self,
        bodies: Mapping[str, bytes],
        jobs: Mapping[str, Job] | None = None,
        headers: Mapping[str, Mapping[str, str | None]] | None = None,
        *,
        authenticate: bool = True,
    ) -> None:
        """Send bodies that are invalid bulk requests, and search once for what any of them created.

        Args:
            bodies: The bodies, by label. No two of them have a name in common, so that each resource that is
                found has one origin.
            jobs: The bulk requests that they encode, by label.
            headers: Headers in place of the usual ones, by label.
            authenticate: Send the run's credentials.

        Raises:
            Inapplicable: The server does not support Bulk.
            OutOfReach: A body exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        self._insist_on_bulk()
        before = Snapshot(tuple(self._connection.reader.existing.values()))
        for label, body in bodies.items():
            self._keep_within_limits(body, (jobs or {}).get(label))
        sent = [
            self._connection.send(
                "POST",
                "/Bulk",
                body,
                purpose="bulk",
                options=RequestOptions((headers or {}).get(label) or {}, authenticate=authenticate),
            )
            for label, body in bodies.items()
        ]
        after = self._connection.reader.read(
            self.names, [self._resource_types.users.endpoint], [], alone=False
        )
        for stored in after.resources:
            self._connection.journal.created(stored.path)
        for (label, body), exchange in zip(bodies.items(), sent, strict=True):
            text = body.lower()
            left = tuple(
                found
                for found in after.resources
                if found.path in self._connection.reader.existing
                or (found.name and found.name.lower().encode() in text)
            )
            store = Snapshot(left, complete=after.complete)
            answer = BulkResponse(exchange, (jobs or {}).get(label))
            self.recorded.append(BulkInteraction(answer, before, store, label, True, self._resource_types))

    def send_contract_violations(self, label: str, changes: Iterable[tuple[Edit, Job]]) -> None:
        """Send bulk requests of users, each changed at one place, and search once for what they created.

        Args:
            label: The prefix of the labels of all their users, and of no others.
            changes: The changes, each with the bulk request that it changes.

        Raises:
            Inapplicable: The server does not support Bulk.
            OutOfReach: A bulk request exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        self._insist_on_bulk()
        sent = []
        for edit, job in changes:
            body = json.dumps(edit.apply(job.document())).encode()
            self._keep_within_limits(body, job)
            sent.append((edit, job, self._connection.send("POST", "/Bulk", body, purpose="bulk")))
        after = self._connection.reader.read(
            f"{self.names}{label}", [self._resource_types.users.endpoint], [], alone=False
        )
        for stored in after.resources:
            self._connection.journal.created(stored.path)
        for edit, job, exchange in sent:
            names = {self._resource_types.users.name_of(operation.data) for operation in job.operations}
            left = tuple(found.name for found in after.resources if found.name and found.name in names)
            self.probes.append(ContractProbe(edit, job, exchange, left, after.complete))

    def _insist_on_bulk(self) -> None:
        """Continue only if the server supports Bulk, and its requirements can be judged."""
        bulk = self._capabilities.feature("bulk")
        if bulk.supported is False:
            raise Inapplicable(bulk.reason)
        if bulk.blocked:
            raise Blocked(bulk.blocked)

    def _keep_within_limits(self, body: bytes, job: Job | None) -> None:
        operations, size = self._capabilities.max_operations, self._capabilities.max_payload_size
        if job and operations and len(job.operations) > operations:
            raise OutOfReach(
                f"the bulk request has {len(job.operations)} operations, the server permits {operations}"
            )
        if size and len(body) > size:
            raise OutOfReach(f"the bulk request has {len(body)} bytes, the server permits {size}")
