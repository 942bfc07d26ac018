"""The resource types of a server (RFC 7643 section 6), and the attributes that scenarios use of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.scim.attributes import Attribute, named
from conformance.scim.bulk_request import ENTERPRISE_USER, GROUP, USER
from conformance.scim.document import attr, names_schema, own_text


@dataclass(frozen=True, slots=True)
class Extension:
    """A schema extension of a resource type.

    Attributes:
        schema: Its URN.
        required: True if each resource of the type must have it.
        attributes: What its schema defines; empty if the server does not publish it.
    """

    schema: str
    required: bool = False
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type, with the attributes that scenarios use.

    Attributes:
        name: Its name, such as ``User``.
        endpoint: Its collection, such as ``/Users``.
        schema: URN of its core schema.
        extensions: Its schema extensions.
        attributes: What its core schema defines; empty if the server does not publish it.
        naming: The attribute with the unique name, such as ``userName``; empty if no attribute is suitable.
        text: An attribute that PUT and PATCH may set to any text, such as ``displayName``; empty for none.
        members: The multi-valued attribute that refers to others, such as ``members``; empty for none.
        nests: True if `members` may refer to resources of the same type; None if that is not known.
        immutable: A text attribute that cannot be changed once it is set; empty for none.
    """

    name: str
    endpoint: str
    schema: str
    extensions: tuple[Extension, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    naming: str = ""
    text: str = ""
    members: str = ""
    nests: bool | None = None
    immutable: str = ""

    @property
    def required_extensions(self) -> tuple[str, ...]:
        """The URNs of the extensions that each resource must have."""
        return tuple(extension.schema for extension in self.extensions if extension.required)

    def extension(self, urn: str) -> Extension | None:
        """Return an extension by its URN, in any letter case; None if the type does not have it."""
        return next((each for each in self.extensions if same(each.schema, urn)), None)

    def attribute(self, name: str) -> Attribute | None:
        """Return the definition of an attribute of the core schema; None if there is none."""
        return named(self.attributes, name)

    def name_of(self, document: object) -> str | None:
        """Return the name of a resource of this type."""
        name = attr(document, self.naming)
        return name if isinstance(name, str) else None

    @property
    def lack(self) -> str:
        """Why its text cannot be changed; empty if it can."""
        return "" if self.text else f"/Schemas defines no free-text attribute of {self.endpoint}"

    def text_of(self, document: object) -> Any:  # noqa: ANN401 - a JSON value
        """Return the text that PUT and PATCH may change; None if the server does not store it."""
        return own_text(document, self.text)


UNKNOWN = ResourceType("", "", "")
"""Stands for the type of a resource or a request of which no type is known."""

DEFAULT_USERS = ResourceType(
    "User", "/Users", USER, (Extension(ENTERPRISE_USER),), naming="userName", text="displayName"
)
"""Users by RFC 7643, for a server that does not publish its schemas."""

DEFAULT_GROUPS = ResourceType("Group", "/Groups", GROUP, naming="displayName", members="members")
"""Groups by RFC 7643, for a server that does not publish its schemas."""


DISCOVERY = ("/ServiceProviderConfig", "/ResourceTypes", "/Schemas")
"""The discovery endpoints (RFC 7644 section 4); some servers list their resources as types too."""


@dataclass(frozen=True, slots=True)
class ResourceTypes:
    """The resource types of a server; iteration yields each once.

    Attributes:
        listed: The types that the server lists; empty if it lists none, then it has those of the RFC.
        users: The type to create; users if the server has them.
        groups: The type that refers to it; groups if the server has them.
    """

    listed: tuple[ResourceType, ...] = ()
    users: ResourceType = DEFAULT_USERS
    groups: ResourceType = DEFAULT_GROUPS

    def __iter__(self) -> Iterator[ResourceType]:
        yield from self.listed or (self.users, self.groups)

    def of(self, path: str) -> ResourceType | None:
        """Return the type whose collection a path below the base URL is, or is in; None if there is none."""
        place = path.partition("?")[0]
        found = [
            each
            for each in (self.groups, self.users, *self.listed)
            if place == each.endpoint or place.startswith(f"{each.endpoint}/")
        ]
        return max(found, key=lambda each: len(each.endpoint), default=None)

    def of_resource(self, path: str, document: object) -> ResourceType:
        """Return the type of a resource by its path, else by its schemas; `UNKNOWN` if neither shows one."""
        by_schemas = (each for each in self if each.schema and names_schema(document, each.schema))
        return self.of(path) or next(by_schemas, UNKNOWN)

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The collections of all types, each once: first those of `users` and `groups`."""
        return tuple(dict.fromkeys(each.endpoint for each in (self.users, self.groups, *self.listed)))

    @property
    def others(self) -> tuple[ResourceType, ...]:
        """The listed types that are neither `users` nor `groups`, nor those of the discovery endpoints."""
        others = (self.users.endpoint, self.groups.endpoint, *DISCOVERY)
        return tuple(each for each in self.listed if each.endpoint not in others)


DEFAULT_RESOURCE_TYPES = ResourceTypes()
"""Users and groups by RFC 7643."""


def same(urn: str, other: str) -> bool:
    """Return whether two URNs or names are equal in any letter case."""
    return urn.casefold() == other.casefold()
