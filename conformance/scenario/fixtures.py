"""Create by single requests the resources that a scenario needs."""

from collections.abc import Mapping
from typing import Any

from conformance.exchange import Exchange
from conformance.scenario.connection import Connection
from conformance.scenario.exceptions import Uncreated
from conformance.scenario.resources import ResourceFactory
from conformance.scim.document import attr
from conformance.scim.resource_types import ResourceType
from conformance.trace.snapshot import StoredResource

MOST_SHOWN = 200
"""Most characters of an Error's detail in a message."""


class Fixtures:
    """Creates by single requests the resources that a scenario needs.

    Args:
        connection: Shared by the parts of the context.
        resources: Builds the resources.
    """

    def __init__(self, connection: Connection, resources: ResourceFactory) -> None:
        self._connection = connection
        self._resources = resources
        self._resource_types = resources.capabilities.resource_types

    def user(self, label: str) -> StoredResource:
        """Create a user by a single request and return it as GET shows it.

        If a GET returned the same resource as the response to its POST, the next POST needs no GET.

        Raises:
            Uncreated: The server did not create it, or GET does not return it.
        """
        return self._create(self._resources.users, self._resources.user(label))

    def group(self, label: str, *members: str) -> StoredResource:
        """Create a group by a single request and return it as GET shows it.

        Raises:
            Uncreated: The server did not create it, or GET does not return it.
        """
        return self._create(self._resources.groups, self._resources.group(label, *members))

    def of_type(self, type_: ResourceType, label: str) -> StoredResource:
        """Create a resource of any type by a single request and return it as GET shows it.

        Raises:
            Inapplicable: The type has no attribute for a name.
            Uncreated: The server did not create it, or GET does not return it.
        """
        return self._create(type_.endpoint, self._resources.of_type(type_, label))

    def post(self, endpoint: str, document: Mapping[str, Any]) -> Exchange:
        """Send a resource by a single request that checks do not judge."""
        body = self._connection.encode(document)
        made = self._connection.send("POST", endpoint, body, purpose="prepare")
        if path := self._connection.created_at(endpoint, made):
            self._connection.journal.created(path)
        return made

    def created_at(self, endpoint: str, created: Exchange) -> str | None:
        """Return the path of the resource that a POST created; None if it is not known."""
        return self._connection.created_at(endpoint, created)

    def _create(self, endpoint: str, document: Mapping[str, Any]) -> StoredResource:
        made = self.post(endpoint, document)
        if made.status != 201:
            raise Uncreated(
                endpoint, f"POST {endpoint} as a single request got {_outcome(made)}, not HTTP 201", made
            )
        path = self._connection.created_at(endpoint, made)
        if path is None:
            lack = f"the 201 of POST {endpoint} as a single request has neither an id nor a Location below it"
            raise Uncreated(endpoint, lack, made)
        type_ = self._resource_types.of_resource(path, made.json)
        faithful = self._connection.target.post_shows_stored.get(endpoint) and not self._shown_on_request(
            type_, document
        )
        if faithful and isinstance(made.json, dict):
            stored = StoredResource(path, made.json, made, type_)
        else:
            shown = self._connection.reader.created(path)
            if shown.status != 200 or not isinstance(shown.json, dict):
                raise Uncreated(endpoint, f"GET of a resource just created got {shown.outcome}, not HTTP 200")
            stored = StoredResource(path, shown.json, shown, type_)
            posted = StoredResource(path, made.json, made, type_) if isinstance(made.json, dict) else None
            same = posted is not None and (posted.document, posted.version) == (
                stored.document,
                stored.version,
            )
            self._connection.target.post_shows_stored[endpoint] = same
        if not (stored.name or "").casefold().startswith(self._connection.journal.run_prefix):
            other = f"a resource just created is returned with another {type_.naming} than was sent"
            raise Uncreated(endpoint, other)
        self._connection.reader.existing[path] = stored
        return stored

    @staticmethod
    def _shown_on_request(type_: ResourceType, document: Mapping[str, Any]) -> bool:
        """Return whether an attribute is returned on request only: a POST returns it, a GET does not."""
        defined = (type_.attribute(name) for name in document)
        return any(each is not None and each.returned == "request" for each in defined)


def _outcome(made: Exchange) -> str:
    """Return the status of a response and the detail of its Error, which says what is missing."""
    detail = attr(made.json, "detail")
    why = f" ({detail.strip()[:MOST_SHOWN]})" if isinstance(detail, str) and detail.strip() else ""
    return f"{made.outcome}{why}"
