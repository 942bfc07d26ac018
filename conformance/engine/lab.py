"""What a scenario works with: it makes names and resources, sends jobs, and reads the store back."""

import json
from collections.abc import Mapping
from typing import Any

from conformance.document import attr
from conformance.engine.readback import MOST_READS, Reader
from conformance.engine.trace import JobRun, Store, Stored, Trace
from conformance.jobs import resources
from conformance.jobs.answer import Answer
from conformance.jobs.fitting import fit
from conformance.jobs.job import ENTERPRISE_USER, GROUP, USER, Job, Operation
from conformance.settings import Settings
from conformance.target import auth
from conformance.target.client import Target
from conformance.target.discovery import Capabilities
from conformance.target.evidence import Exchange
from conformance.target.journal import Journal

USERS, GROUPS = "/Users", "/Groups"


class Blocked(Exception):  # noqa: N818 - it ends a scenario, it is nobody's error
    """A scenario cannot go on; the message names the prerequisite that was missing."""


class OutOfReach(Exception):  # noqa: N818 - as Blocked
    """A scenario would go beyond our own limits; the message says which."""


def _is_resource(path: str) -> bool:
    """Say whether a path names one resource of a type that we know, so that it can be read."""
    endpoint, slash, resource_id = path.removeprefix("/").partition("/")
    plain = resource_id.replace("-", "").replace("_", "").isalnum()
    return f"/{endpoint}" in resources.NAMING and bool(slash) and plain


class Lab:
    """The bench of one scenario.

    Args:
        target: The tested server.
        capabilities: What it claims.
        settings: The run's own limits.
        journal: Where every name is written down before it is sent.
        scenario: Name of the scenario.
        prefix: Beginning of every name, unique in the run.
    """

    def __init__(
        self,
        target: Target,
        capabilities: Capabilities,
        settings: Settings,
        journal: Journal,
        scenario: str,
        prefix: str,
    ) -> None:
        self.capabilities = capabilities
        self._settings = settings
        self._target = target
        self._journal = journal
        self._scenario = scenario
        self._prefix = prefix
        self._reader = Reader(target, scenario)
        self._existing: dict[str, Stored] = {}
        self._runs: list[JobRun] = []
        self._singles: dict[str, Exchange] = {}

    @property
    def max_payload(self) -> int:
        """The largest body that we send, in bytes."""
        return self._settings.max_payload

    def freeze(self) -> Trace:
        """Return what was done and seen so far."""
        return Trace(self._scenario, tuple(self._runs), dict(self._singles))

    @property
    def _names(self) -> str:
        """Beginning of the names in the next job, so that each job is searched for by itself."""
        return f"{self._prefix}{len(self._runs) + 1}-"

    def user(self, label: str, *, manager: str | None = None, **attributes: object) -> dict[str, Any]:
        """Return a User that fits the target's schema; its userName is unique and journalled."""
        name = f"{self._names}{label}@example.com"
        self._journal.intend(USERS, resources.NAMING[USERS], name)
        url = self.capabilities.requires(ENTERPRISE_USER, "manager", "$ref")
        whole = resources.user(name, manager=manager, manager_url=url)
        return {**fit(whole, self.capabilities.schema(USER)), **attributes}

    def group(self, label: str, *members: str, **attributes: object) -> dict[str, Any]:
        """Return a Group that fits the target's schema; its displayName is unique and journalled."""
        name = f"{self._names}{label}"
        self._journal.intend(GROUPS, resources.NAMING[GROUPS], name)
        return {**fit(resources.group(name, *members), self.capabilities.schema(GROUP)), **attributes}

    def changed(self, stored: Stored, **attributes: object) -> dict[str, Any]:
        """Return the data of a PUT that keeps the name of an existing resource and sets attributes."""
        if stored.path.startswith(GROUPS):
            whole = fit(resources.group(stored.name or ""), self.capabilities.schema(GROUP))
        else:
            whole = fit(resources.user(stored.name or ""), self.capabilities.schema(USER))
        return {**whole, **attributes}

    def post_user(self, label: str, *, manager: str | None = None, **attributes: object) -> Operation:
        """Return a POST of a user whose bulkId is the label."""
        return Operation("POST", USERS, label, self.user(label, manager=manager, **attributes))

    def post_group(self, label: str, *members: str, **attributes: object) -> Operation:
        """Return a POST of a group whose bulkId is the label."""
        return Operation("POST", GROUPS, label, self.group(label, *members, **attributes))

    def absent(self, label: str) -> str:
        """Return the path of a user that does not exist and has a name of its own."""
        return f"{USERS}/{self._names}{label}"

    def existing_user(self, label: str) -> Stored:
        """Create a user by a single request and return it as GET shows it.

        Raises:
            Blocked: The server did not create it, or does not show it.
        """
        return self._create(USERS, self.user(label))

    def existing_group(self, label: str, *members: str) -> Stored:
        """Create a group by a single request and return it as GET shows it.

        Raises:
            Blocked: The server did not create it, or does not show it.
        """
        return self._create(GROUPS, self.group(label, *members))

    def _create(self, endpoint: str, document: Mapping[str, Any]) -> Stored:
        made = self._send("POST", endpoint, json.dumps(document).encode(), purpose="prepare")
        resource_id = attr(made.json, "id")
        if made.status != 201 or resource_id is None:
            raise Blocked(
                f"POST {endpoint} as a single request answered {made.status or made.problem}, not 201"
            )
        path = f"{endpoint}/{resource_id}"
        self._journal.created(path)
        shown = self._reader.get(path)
        if shown.status != 200 or not isinstance(shown.json, dict):
            raise Blocked(f"GET of a resource just created answered {shown.status or shown.problem}, not 200")
        self._existing[path] = stored = Stored(path, shown.json, shown)
        return stored

    def single(self, label: str, method: str, path: str, data: object = None) -> Exchange:
        """Send a request by itself, for checks to compare with."""
        body = None if data is None else json.dumps(data).encode()
        exchange = self._send(method, path, body, purpose="single")
        self._singles[label] = exchange
        return exchange

    def keep_secret(self, text: str) -> None:
        """Keep a text that will be sent, such as a password, out of every record."""
        self._target.redactor.add(text)

    def forgeries(self) -> dict[str, dict[str, str | None]]:
        """Return headers with which nobody may be let in, by what is wrong with them."""
        return auth.forgeries(self._settings)

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
    ) -> JobRun:
        """Send a job and read back what it could have touched.

        Args:
            operations: The operations.
            fail_on_errors: Number of errors that end the job.
            malformed: What to send in place of an operation, by its index.
            label: What is special about the job.
            refusable: The job as a whole may be refused, under one reading at least.
            headers: Headers in place of the usual ones.

        Raises:
            OutOfReach: The job exceeds a limit of the server.
            Blocked: The server cannot be reached any more.
        """
        job = Job(operations, fail_on_errors, malformed or {})
        return self.send(job.encode(), job=job, label=label, refusable=refusable, headers=headers)

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

        Raises:
            OutOfReach: It exceeds a limit of the server, and not on purpose.
            Blocked: The server cannot be reached any more.
        """
        if not beyond:
            self._keep_within_limits(body, job)
        before, names = Store(tuple(self._existing.values())), self._names
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
        run = JobRun(answer, before, self._read_back(answer, names), label, refusable)
        self._runs.append(run)
        return run

    def _keep_within_limits(self, body: bytes, job: Job | None) -> None:
        operations, size = self.capabilities.max_operations, self.capabilities.max_payload_size
        if job and operations and len(job.operations) > operations:
            raise OutOfReach(f"the job has {len(job.operations)} operations, the server takes {operations}")
        if size and len(body) > size:
            raise OutOfReach(f"the job has {len(body)} bytes, the server takes {size}")

    def _read_back(self, answer: Answer, names: str) -> Store:
        # What a spoilt job did is seen by searching; reading each resource by itself would not tell more.
        spoilt = answer.job is None or bool(answer.job.malformed)
        operations = answer.job.operations if answer.job else ()
        endpoints = {operation.endpoint for operation in operations if operation.creates}
        paths = [operation.path for operation in operations if not operation.creates]
        single = [path for path in paths if _is_resource(path)]
        done = [] if spoilt else [result.location for result in answer.results if result.succeeded]
        locations = [location for location in done if location]
        after = self._reader.read(
            names,
            sorted(endpoints & set(resources.NAMING)) or [USERS],
            [*self._existing, *single[:MOST_READS], *locations],
            alone=not spoilt,
        )
        for stored in after.resources:
            self._journal.created(stored.path)
        self._existing = {path: found for path in self._existing if (found := after.at(path))}
        return after

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
