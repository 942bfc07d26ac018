"""What is stored, as reading it back showed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from conformance.exchange import Exchange, Place
from conformance.scim.document import attr, pointer
from conformance.scim.paths import plain
from conformance.scim.resource_types import ResourceType


@dataclass(frozen=True)
class StoredResource:
    """One resource as GET showed it.

    Attributes:
        path: Path relative to the base URL, such as ``/Users/2819c223``.
        document: The resource.
        exchange: The GET, or the search that showed it.
        kind: Its resource type; `UNKNOWN` if neither its path nor its schemas show one.
    """

    path: str
    document: Mapping[str, Any]
    exchange: Exchange
    kind: ResourceType

    @property
    def id(self) -> str:
        """The id that it shows, and where it shows none, the one in its path."""
        value = attr(self.document, "id")
        return str(value) if value not in (None, "") else unquote(self.path.rpartition("/")[2])

    @property
    def name(self) -> str | None:
        """The name that we gave it."""
        return self.kind.name_of(self.document)

    @property
    def text(self) -> Any:  # noqa: ANN401 - a JSON value
        """The text that PUT and PATCH may change, such as its displayName."""
        return self.kind.text_of(self.document)

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
        """The version: the ETag of the answer, or meta.version."""
        etag = self.exchange.response.header("etag") if self.exchange.response else None
        version = attr(attr(self.document, "meta"), "version")
        return etag or (version if isinstance(version, str) else None)


@dataclass(frozen=True)
class Snapshot:
    """What the store showed at one moment.

    Attributes:
        resources: Everything of ours that was found.
        reads: Each GET of a path or location that was tried, by the text that was asked for.
        complete: Whether a search showed that nothing else of ours exists; when False, what is missing
            here proves nothing.
    """

    resources: tuple[StoredResource, ...] = ()
    reads: Mapping[str, Exchange] = field(default_factory=dict)
    complete: bool = True

    def named(self, name: str | None) -> tuple[StoredResource, ...]:
        """Return the resources of a unique name.

        A server may show a name in other letters (userName ignores letter case); where one is shown in just
        these, those in others are somebody else's.
        """
        wanted = (name or "").lower()
        alike = tuple(found for found in self.resources if (found.name or "").lower() == wanted)
        return tuple(found for found in alike if found.name == name) or alike

    def at(self, path: str) -> StoredResource | None:
        """Return the resource at a path, None where there is none or it was not read."""
        wanted = plain(path)
        return next((found for found in self.resources if plain(found.path) == wanted), None)


UNREAD = Snapshot(complete=False)
"""What was not read: nothing that is missing in it proves anything."""
