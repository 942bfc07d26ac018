"""Delete resources of a run one by one, including those that need If-Match or have references."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from conformance.client.client import Target
from conformance.exchange import Exchange
from conformance.scim import lenient
from conformance.scim.document import attr

PURPOSE = "clean-up"
_MOST_FAILURES = 3
_PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_REFERRING = ("members", "manager")
_READ_ONLY = ("groups", "meta")
"""Read-only attributes with references, which a client cannot change."""

Place = tuple[str, ...]
"""The place of an attribute in a document: its name, after the URN of the extension if it is in one."""


class ServerUnresponsive(Exception):  # noqa: N818 - ends the clean-up, but is not an error of it
    """The server does not respond any more."""


class Remover:
    """Deletes resources one by one, and removes references that prevent a deletion.

    Each method that sends a request raises `ServerUnresponsive` after several requests in a row without a
    response, and `Stopped` if the run may not send any more requests.

    Args:
        target: The server.
        prefix: The prefix of the names of the run.
        naming: The attributes with the names.
        members: The attribute with the references of groups, or of the type used instead; empty if unknown.

    Attributes:
        deleted: The ids of the resources whose deletion succeeded.
        conflicts: The number of conflicts by path, for resources that the server does not delete.
    """

    def __init__(self, target: Target, prefix: str, naming: Collection[str], members: str = "") -> None:
        self._target = target
        self._prefix = prefix.casefold()
        self._naming = naming
        self._referring = {name.casefold() for name in (*_REFERRING, members)}
        self._conditional = False
        self._failures = 0
        self.deleted: set[str] = set()
        self.conflicts: dict[str, int] = {}
        self._emptied: set[str] = set()

    def count(self, exchange: Exchange) -> None:
        """Count failures in a row, each of which may have taken the whole timeout.

        Raises:
            ServerUnresponsive: There were too many failures in a row.
        """
        self._failures = self._failures + 1 if exchange.unanswered else 0
        if exchange.failure and self._failures == _MOST_FAILURES:
            raise ServerUnresponsive(f"the server does not respond any more: {exchange.failure.detail}")

    def read(self, path: str) -> Exchange:
        """Send a GET of a resource."""
        exchange = self._target.send("GET", path, purpose=PURPOSE)
        self.count(exchange)
        return exchange

    def name_in(self, document: object) -> str:
        """Return the name of a resource if it begins with the run prefix; otherwise an empty text."""
        names = (lenient.text(document, attribute) for attribute in self._naming)
        return next((name for name in names if name.casefold().startswith(self._prefix)), "")

    def delete(self, path: str, version: str = "") -> Exchange:
        """Delete a resource of the run and return the last exchange.

        Args:
            path: Its path.
            version: Its version; it is sent only if the server requires If-Match.
        """
        exchange = self._change("DELETE", path, version=version)
        if exchange.failure and exchange.failure.is_transient:  # after a lost success, a repeat returns 404
            exchange = self._change("DELETE", path, version=version)
        self.count(exchange)
        if lenient.succeeded(exchange):
            self.deleted.add(path.rpartition("/")[2])
        if exchange.status == 409:
            self.conflicts[path] = self.conflicts.get(path, 0) + 1
        else:
            self.conflicts.pop(path, None)
        return exchange

    def remove_references(self, paths: Collection[str], refusals: int = 2) -> None:
        """Remove the references of resources that met at least so many conflicts, once for each resource.

        A server may refuse to delete a resource that refers to others or that others refer to. In a circular
        reference, both is the case.
        """
        for path in paths:
            if self.conflicts.get(path, 0) >= refusals and path not in self._emptied:
                self._emptied.add(path)
                self._empty(path)

    def is_hopeless(self, paths: Collection[str]) -> bool:
        """Return True if all resources still meet a conflict after their references were removed."""
        return bool(paths) and all(path in self.conflicts and path in self._emptied for path in paths)

    def _empty(self, path: str) -> None:
        """Remove the references of a resource if it has a name of the run."""
        read = self.read(path)
        places = list(self._references(read.json)) if self.name_in(read.json) else []
        if not places:
            return
        changes = [{"op": "remove", "path": ":".join(place)} for place in places]
        patch = {"schemas": [_PATCH_OP], "Operations": changes}
        exchange = self._change("PATCH", path, patch, version_in(read))
        if not lenient.succeeded(exchange):
            exchange = self._change("PUT", path, _without(read.json, places), version_in(read))
        self.count(exchange)

    def _change(
        self, method: str, path: str, document: Mapping[str, Any] | None = None, version: str = ""
    ) -> Exchange:
        """Send a change, with the current version in If-Match if the server requires it.

        A server that requires If-Match responds with 428 (RFC 6585 section 3).
        """
        if self._conditional:
            version = version or version_in(self.read(path))
        exchange = self._send(method, path, document, version if self._conditional else "")
        is_outdated = self._conditional and exchange.status == 412
        if (exchange.status == 428 or is_outdated) and (version := version_in(self.read(path))):
            self._conditional = True
            exchange = self._send(method, path, document, version)
        return exchange

    def _send(self, method: str, path: str, document: Mapping[str, Any] | None, version: str) -> Exchange:
        return self._target.send(
            method,
            path,
            purpose=PURPOSE,
            body=None if document is None else json.dumps(document).encode(),
            headers={"If-Match": version} if version else {},
        )

    def _references(self, document: Any, around: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - a JSON value
        """Yield the places of the references in a resource and its extensions."""
        for name, value in document.items():
            if ":" in name and isinstance(value, dict) and not around:
                yield from self._references(value, (name,))
            elif name.casefold() in _READ_ONLY or not isinstance(value, dict | list) or not value:
                continue
            elif name.casefold() in self._referring or _refers(value):
                yield *around, name


def version_in(source: object) -> str:
    """Return the version in an exchange, or in a resource of a list; empty if there is none."""
    document = source.json if isinstance(source, Exchange) else source
    header = source.response.header("etag") if isinstance(source, Exchange) and source.response else None
    return header or lenient.text(attr(document, "meta"), "version")


def _refers(value: dict[str, Any] | list[Any]) -> bool:
    """Return True if the value of an attribute, or one of its values, has a ``$ref``."""
    return any(attr(each, "$ref") for each in (value if isinstance(value, list) else [value]))


def _without(document: Mapping[str, Any], places: Collection[Place]) -> dict[str, Any]:
    """Return a resource without some of its attributes."""
    inside = {place[0]: [each[-1] for each in places if each[0] == place[0]] for place in places if place[1:]}
    return {
        name: {key: each for key, each in value.items() if key not in inside[name]}
        if name in inside
        else value
        for name, value in document.items()
        if (name,) not in places
    }
