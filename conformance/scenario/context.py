"""The context of a scenario: its parts build resources, send requests and read stored resources back."""

from collections.abc import Mapping
from typing import Literal

from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.client.journal import Journal
from conformance.contract.openapi import Contract
from conformance.exchange import Exchange, decode
from conformance.scenario.bulk import BulkRequests
from conformance.scenario.connection import Connection, RequestOptions
from conformance.scenario.fixtures import Fixtures
from conformance.scenario.network import NetworkEnvironment
from conformance.scenario.resources import ResourceFactory
from conformance.scim.bulk_request import Operation
from conformance.scim.resource_types import ResourceTypes
from conformance.settings import Settings
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.interaction import BulkInteraction, SingleInteraction
from conformance.trace.single_pair import SinglePair
from conformance.trace.snapshot import UNREAD, Snapshot
from conformance.trace.trace import Trace


class ScenarioContext:
    """The parts that one scenario works with, and what it has recorded.

    Args:
        target: The tested server.
        capabilities: What it claims.
        settings: The run's own limits.
        journal: Records every name before it is sent.
        scenario: Name of the scenario.
        prefix: The prefix of all its names, unique in the run.
        contract: The published contract of the Bulk operation; None if there is none.
        beside: The context of the first tenant, if this one is of the second: both record into one trace.

    Attributes:
        bulk: Sends bulk requests.
        resources: Builds resources.
        fixtures: Creates resources by single requests.
        network: Credentials, addresses, a listener.
        second_tenant: The context of the second tenant; None if there is none or the scenario needs none.
        single_requests: The single requests so far, by label.
        capabilities: What the server claims.
        settings: The run's own limits and choices.
        contract: The published contract of the Bulk operation.
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
        beside: "ScenarioContext | None" = None,
    ) -> None:
        self.capabilities = capabilities
        self.settings = settings
        self.contract = contract
        self.second_tenant: ScenarioContext | None = None
        self.single_requests: dict[str, SingleInteraction] = beside.single_requests if beside else {}
        self.network = NetworkEnvironment(target, settings)
        self._target = target
        self._scenario = scenario
        self._prefix = prefix
        self._pairs: list[SinglePair] = []
        self._generated_jobs: list[GeneratedJob] = []
        self._connection = Connection(target, capabilities, journal, scenario, settings.settle)
        recorded: list[BulkInteraction] = beside.bulk.recorded if beside else []
        self.bulk: BulkRequests = BulkRequests(self._connection, capabilities, prefix, recorded)
        self.resources = ResourceFactory(capabilities, journal, lambda: self.bulk.names)
        self.fixtures = Fixtures(self._connection, self.resources)

    @property
    def exchanges(self) -> tuple[int, ...]:
        """Numbers of the exchanges sent so far, reads left out."""
        return tuple(self._connection.exchanges)

    @property
    def max_payload(self) -> int:
        """The largest body that the run sends, in bytes."""
        return self.settings.max_payload

    @property
    def spare(self) -> int:
        """The number of further requests that the run may send."""
        return self._target.budget.remaining

    @property
    def resource_types(self) -> ResourceTypes:
        """The resource types of the server."""
        return self.capabilities.resource_types

    def has(self, feature: str) -> bool:
        """Return whether requests may use a feature: the server claims it, or does not mention it.

        A feature that makes every bulk request fail is not used, since it would hide the rest. PATCH is not
        used either if resources have no text to change.
        """
        textless = feature == "patch" and not self.resource_types.users.text
        usable = self.capabilities.feature(feature).usable
        return usable and not textless and feature not in self._target.breaks_bulk

    @property
    def names_changes(self) -> bool:
        """True if a PUT, PATCH or DELETE may have a bulkId without failing the whole bulk request."""
        return "bulkId" not in self._target.breaks_bulk

    def spoils_jobs(self, what: Literal["patch", "bulkId"]) -> None:
        """Record that a whole bulk request fails if it has a PATCH, or a change with a bulkId."""
        self._target.breaks_bulk.add(what)

    def request(
        self,
        label: str,
        method: str,
        path: str,
        data: object = None,
        headers: Mapping[str, str | None] | RequestOptions | None = None,
        *,
        read_back: bool = False,
    ) -> Exchange:
        """Send a single request and record it with its effect.

        Args:
            label: Names it in the trace; a number is added to a label that is taken.
            method: HTTP method.
            path: Path below the base URL, with its query if it has one.
            data: JSON value of the body, or the body itself as bytes; None sends none.
            headers: Headers in place of the usual ones, or all options.
            read_back: GET the resource afterwards that the request created or acted on. After a POST that
                created nothing by its response, search for the names of the scenario instead.

        Raises:
            Blocked: The server cannot be reached any more.
        """
        reader = self._connection.reader
        options = headers if isinstance(headers, RequestOptions) else RequestOptions(headers or {})
        body = data if isinstance(data, bytes) else self._connection.encode(data)
        before = Snapshot(tuple(reader.existing.values()), complete=False)

        def send() -> Exchange:
            return self._connection.send(method, path, body, purpose="single", options=options)

        exchange = reader.consistency.read(send) if method == "GET" else send()
        place = self._connection.created_at(path, exchange) if method == "POST" else path
        if method == "POST" and place:
            self._connection.journal.created(place)
        after = UNREAD
        if read_back and place:
            after = reader.read("", (), [place])
        elif read_back:
            after = reader.read(self.resources.names, [path], [], alone=False)
            for found in after.resources:
                self._connection.journal.created(found.path)
        document = decode(data).value if isinstance(data, bytes) else data
        document = document if isinstance(document, dict) else None
        version = options.headers.get("If-Match")
        operation = Operation(method, path.partition("?")[0], None, document, version)
        self._record(SingleInteraction(label, operation, exchange, before, after, self.resource_types))
        return exchange

    def include(self, label: str, exchange: Exchange | None) -> None:
        """Record an exchange that was sent elsewhere, such as in discovery; None is left out."""
        if exchange is not None:
            path = self._target.below(exchange.request.url).partition("?")[0]
            operation = Operation(exchange.request.method, path)
            self._record(SingleInteraction(label, operation, exchange, resource_types=self.resource_types))

    def _record(self, single: SingleInteraction) -> None:
        label = single.label
        taken = sum(name == label or name.startswith(f"{label} #") for name in self.single_requests)
        self.single_requests[f"{label} #{taken + 1}" if taken else label] = single

    @property
    def singles(self) -> Mapping[str, Exchange]:
        """The exchanges of the single requests so far, by label."""
        return {label: single.exchange for label, single in self.single_requests.items()}

    def add_pair(self, pair: SinglePair) -> None:
        """Record a request that was sent both as a single request and in a bulk request."""
        self._pairs.append(pair)

    def add_generated_job(self, job: GeneratedJob) -> None:
        """Record a generated bulk request with all that the oracle judges it by."""
        self._generated_jobs.append(job)

    def beside(self, target: Target, journal: Journal) -> "ScenarioContext":
        """Return a context for another tenant that records into the same trace."""
        return ScenarioContext(
            target,
            self.capabilities,
            self.settings,
            journal,
            self._scenario,
            self._prefix,
            self.contract,
            beside=self,
        )

    def stored_resources(self) -> Snapshot:
        """Search for everything that the scenario created; the next bulk request finds that stored."""
        return self._connection.reader.survey(self._prefix)

    def read_each(self, bulk: BulkInteraction) -> Snapshot:
        """Read by itself each resource that a search has shown after a bulk request."""
        return self._connection.reader.one_by_one(bulk.after)

    def freeze(self) -> Trace:
        """Return what was recorded so far."""
        return Trace(
            self._scenario,
            tuple(self.bulk.recorded),
            dict(self.single_requests),
            tuple(self.bulk.probes),
            self.contract,
            self.network.calls,
            self.network.handshake,
            tuple(self._pairs),
            tuple(self._generated_jobs),
        )
