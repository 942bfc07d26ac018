"""Send the requests of one scenario and record them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.client.client import Target
from conformance.client.discovery import Capabilities
from conformance.client.journal import Journal
from conformance.exchange import Exchange
from conformance.scenario.completion import Completion
from conformance.scenario.exceptions import Unreachable
from conformance.scenario.read_back import Reader
from conformance.scim.document import attr
from conformance.scim.paths import plain, segment


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """How a request is sent, if it differs from the usual.

    Attributes:
        headers: Headers in place of the usual ones; None leaves one out.
        chunked: Send the body without announcing its length.
        authenticate: Send the run's credentials.
    """

    headers: Mapping[str, str | None] = field(default_factory=dict)
    chunked: bool = False
    authenticate: bool = True


USUAL = RequestOptions()


class Connection:
    """Shared by the parts of a scenario's context: the server, and what is known to be stored.

    Args:
        target: The tested server.
        capabilities: What it claims.
        journal: Records every name before it is sent.
        scenario: Name of the scenario.
        settle: Seconds until a read must show the last write.

    Attributes:
        reader: Reads stored resources back.
        completion: Adds the sub-attributes of references that the server requires.
        exchanges: Numbers of the exchanges sent so far, reads left out.
    """

    def __init__(
        self, target: Target, capabilities: Capabilities, journal: Journal, scenario: str, settle: float
    ) -> None:
        self.target = target
        self.journal = journal
        self.reader = Reader(target, scenario, capabilities.resource_types, journal, settle)
        self.completion = Completion(capabilities)
        self.exchanges: list[int] = []
        self._scenario = scenario

    def send(
        self, method: str, path: str, body: bytes | None, *, purpose: str, options: RequestOptions = USUAL
    ) -> Exchange:
        """Send a request and return its exchange.

        Raises:
            Unreachable: The server cannot be reached any more.
        """
        exchange = self.target.send(
            method,
            path,
            purpose=purpose,
            scenario=self._scenario,
            body=body,
            headers=options.headers,
            chunked=options.chunked,
            authenticate=options.authenticate,
        )
        self.exchanges.append(exchange.n)
        if method != "GET":
            self.reader.consistency.wrote()
        if exchange.failure and exchange.failure.kind in ("refused", "dns"):
            raise Unreachable(f"the target cannot be reached any more: {exchange.failure.detail}")
        return exchange

    def encode(self, data: object) -> bytes | None:
        """Return the body of a single request: completed as the server requires; None for no data."""
        whole: Any = self.completion.data(data, self.reader.existing)
        return None if whole is None else json.dumps(whole).encode()

    def created_at(self, endpoint: str, created: Exchange) -> str | None:
        """Return the path of the resource that a POST created; None if it is not known.

        The response should hold the resource and need not (RFC 7644 section 3.3); Location names it as well.
        """
        if created.status != 201:
            return None
        if (resource_id := attr(created.json, "id")) is not None:
            return f"{endpoint}/{segment(resource_id)}"
        location = (created.response.header("location") if created.response else None) or ""
        path = plain(self.target.below(location))
        return path if path.startswith(f"{endpoint}/") and path != f"{endpoint}/" else None
