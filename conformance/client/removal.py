"""Deleting one resource that a run made, whatever the server asks for before it lets go of it."""

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
_TOLD_ONLY = ("groups", "meta")
"""What a server shows and no client changes, though it refers to something."""

Place = tuple[str, ...]
"""Where an attribute stands in a document: its name, behind the URN of the extension where it is in one."""


class Unreachable(Exception):  # noqa: N818 - ends the attempt, is no error
    """The server no longer answers."""


class Remover:
    """Deletes resources one by one, and empties what keeps a server from it.

    Each method that sends something raises `Unreachable` after a few requests in a row without an answer, and
    `Stopped` where no request may be sent any more.

    Args:
        target: The server.
        prefix: What the names of the run begin with.
        naming: The attributes that carry them.
        members: The attribute by which groups refer, or what stands in for them; empty where unknown.

    Attributes:
        deleted: The ids of what the server says it has deleted.
        stuck: What it will not delete for a conflict, by path, and how often it has said so.
    """

    def __init__(self, target: Target, prefix: str, naming: Collection[str], members: str = "") -> None:
        self._target = target
        self._prefix = prefix.casefold()
        self._naming = naming
        self._referring = {name.casefold() for name in (*_REFERRING, members)}
        self._conditional = False
        self._failures = 0
        self.deleted: set[str] = set()
        self.stuck: dict[str, int] = {}
        self._emptied: set[str] = set()

    def count(self, exchange: Exchange) -> None:
        """Stop after a few failures in a row: each may have taken as long as the timeout allows."""
        self._failures = self._failures + 1 if exchange.unanswered else 0
        if exchange.failure and self._failures == _MOST_FAILURES:
            raise Unreachable(f"the server no longer answers: {exchange.failure.detail}")

    def see(self, path: str) -> Exchange:
        """Send a GET of a resource."""
        seen = self._target.send("GET", path, purpose=PURPOSE)
        self.count(seen)
        return seen

    def name_in(self, document: object) -> str:
        """Return the name of the run that a resource shows; empty where it shows none."""
        names = (lenient.text(document, attribute) for attribute in self._naming)
        return next((name for name in names if name.casefold().startswith(self._prefix)), "")

    def delete(self, path: str, version: str = "") -> Exchange:
        """Delete a resource that was seen to be the run's, and return the last answer.

        Args:
            path: Where it is.
            version: What it was seen to have; sent only where the server asks for it.
        """
        answer = self._change("DELETE", path, version=version)
        if answer.failure and answer.failure.may_pass:  # 404 will do, where the first one was carried out
            answer = self._change("DELETE", path, version=version)
        self.count(answer)
        if lenient.succeeded(answer):
            self.deleted.add(path.rpartition("/")[2])
        if answer.status == 409:
            self.stuck[path] = self.stuck.get(path, 0) + 1
        else:
            self.stuck.pop(path, None)
        return answer

    def loosen(self, paths: Collection[str], refusals: int = 2) -> None:
        """Empty, once each, those resources that met so many conflicts; others may be gone after the first.

        A server may keep what refers to others, and what others refer to; in a ring it is both.
        """
        for path in paths:
            if self.stuck.get(path, 0) >= refusals and path not in self._emptied:
                self._emptied.add(path)
                self._empty(path)

    def is_hopeless(self, paths: Collection[str]) -> bool:
        """Tell whether some resources, and they alone, still meet a conflict after they were emptied."""
        return bool(paths) and all(path in self.stuck and path in self._emptied for path in paths)

    def _empty(self, path: str) -> None:
        """Take away what a resource refers by, if it shows a name of the run."""
        seen = self.see(path)
        places = list(self._references(seen.json)) if self.name_in(seen.json) else []
        if not places:
            return
        changes = [{"op": "remove", "path": ":".join(place)} for place in places]
        patch = {"schemas": [_PATCH_OP], "Operations": changes}
        changed = self._change("PATCH", path, patch, version_in(seen))
        if not lenient.succeeded(changed):
            changed = self._change("PUT", path, _without(seen.json, places), version_in(seen))
        self.count(changed)

    def _change(
        self, method: str, path: str, document: Mapping[str, Any] | None = None, version: str = ""
    ) -> Exchange:
        """Send a change, with the version that is stored where the server asks for it.

        One that lets nothing be changed blindly answers 428 (RFC 6585 section 3).
        """
        if self._conditional:
            version = version or version_in(self.see(path))
        answer = self._send(method, path, document, version if self._conditional else "")
        outdated = self._conditional and answer.status == 412
        if (answer.status == 428 or outdated) and (version := version_in(self.see(path))):
            self._conditional = True
            answer = self._send(method, path, document, version)
        return answer

    def _send(self, method: str, path: str, document: Mapping[str, Any] | None, version: str) -> Exchange:
        return self._target.send(
            method,
            path,
            purpose=PURPOSE,
            body=None if document is None else json.dumps(document).encode(),
            headers={"If-Match": version} if version else {},
        )

    def _references(self, document: Any, around: Place = ()) -> Iterator[Place]:  # noqa: ANN401 - a JSON value
        """Yield where a resource, or an extension of it, refers to others."""
        for name, value in document.items():
            if ":" in name and isinstance(value, dict) and not around:
                yield from self._references(value, (name,))
            elif name.casefold() in _TOLD_ONLY or not isinstance(value, dict | list) or not value:
                continue
            elif name.casefold() in self._referring or _refers(value):
                yield *around, name


def version_in(shown: object) -> str:
    """Return the version that an exchange, or a resource in a list, shows; empty where it shows none."""
    document = shown.json if isinstance(shown, Exchange) else shown
    header = shown.response.header("etag") if isinstance(shown, Exchange) and shown.response else None
    return header or lenient.text(attr(document, "meta"), "version")


def _refers(value: dict[str, Any] | list[Any]) -> bool:
    """Tell whether the value of an attribute, or one of its values, says that it is a reference."""
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
