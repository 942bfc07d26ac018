"""The stored resources, as they were read back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from conformance.exchange import Exchange, Place
from conformance.scim.document import attr, pointer
from conformance.scim.paths import plain
from conformance.scim.resource_types import ResourceType


@dataclass(frozen=True)
class StoredResource:
    """One stored resource, as it was read back.

    Attributes:
        path: Path relative to the base URL, such as ``/Users/2819c223``.
        document: The resource.
        exchange: The GET or the search that returned it.
        resource_type: Its resource type; `UNKNOWN` if neither its path nor its schemas show one.
    """

    path: str
    document: Mapping[str, Any]
    exchange: Exchange
    resource_type: ResourceType

    @property
    def id(self) -> str:
        """Its id; without one, the id in its path."""
        value = attr(self.document, "id")
        return str(value) if value not in (None, "") else unquote(self.path.rpartition("/")[2])

    @property
    def name(self) -> str | None:
        """Its unique name."""
        return self.resource_type.name_of(self.document)

    @property
    def text(self) -> Any:  # noqa: ANN401 - a JSON value
        """The text that PUT and PATCH may change, such as its displayName."""
        return self.resource_type.text_of(self.document)

    def values(self, attribute: str) -> tuple[str, ...]:
        """Return the ids that ``members`` or ``manager`` holds."""
        holders = [self.document, *(v for k, v in self.document.items() if k.lower().startswith("urn:"))]
        found: object = next(
            (value for holder in holders if (value := attr(holder, attribute)) is not None), []
        )
        items = found if isinstance(found, list) else [found]
        values = (attr(item, "value") if isinstance(item, dict) else item for item in items)
        return tuple(str(value) for value in values if value is not None)

    def at(self, *path: str | int) -> Place:
        """Return a part of the resource as the place in the response that shows it.

        Args:
            path: Names of attributes and indexes of arrays; empty for the whole resource.
        """
        document = self.exchange.json
        listed = attr(document, "Resources")
        entries = listed if isinstance(listed, list) else []
        inside = next((("Resources", n) for n, each in enumerate(entries) if each == self.document), ())
        return Place(self.exchange, response=pointer(document, *inside, *path))

    @property
    def version(self) -> str | None:
        """Its version: the ETag of the response, or meta.version."""
        etag = self.exchange.response.header("etag") if self.exchange.response else None
        version = attr(attr(self.document, "meta"), "version")
        return etag or (version if isinstance(version, str) else None)


@dataclass(frozen=True)
class Snapshot:
    """The stored resources at one moment.

    Attributes:
        resources: The resources with names of the run that were found.
        reads: Each GET of a path or location, by the text of the path or location.
        complete: True if a search showed that there are no others; otherwise a missing resource proves
            nothing.
    """

    resources: tuple[StoredResource, ...] = ()
    reads: Mapping[str, Exchange] = field(default_factory=dict)
    complete: bool = True

    def named(self, name: str | None) -> tuple[StoredResource, ...]:
        """Return the resources with a unique name.

        Letter case does not count (userName is not case-exact), unless one resource has the exact name.
        """
        alike = self._by_name.get((name or "").lower(), ())
        return tuple(found for found in alike if found.name == name) or alike

    def at(self, path: str) -> StoredResource | None:
        """Return the resource at a path; None if there is none, or it was not read."""
        return self._by_path.get(plain(path))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[StoredResource, ...]]:
        """The resources by their unique names in lower case; those without a name by an empty text."""
        found: dict[str, list[StoredResource]] = defaultdict(list)
        for each in self.resources:
            found[(each.name or "").lower()].append(each)
        return {name: tuple(alike) for name, alike in found.items()}

    @cached_property
    def _by_path(self) -> Mapping[str, StoredResource]:
        """The first resource at each path."""
        return {plain(each.path): each for each in reversed(self.resources)}


UNREAD = Snapshot(complete=False)
"""The snapshot if nothing was read: a missing resource proves nothing."""
