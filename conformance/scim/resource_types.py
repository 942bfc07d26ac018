"""Select the two resource types for scenarios: one to create, and one that refers to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.scim import lenient
from conformance.scim.document import attr, own_text

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"

_UNIQUE = ("server", "global")
_USUAL = ("displayName", "nickName", "title", "description")
"""Attributes that are plain text by convention; tried before others."""

_NO_TEXTS = ("externalId", "locale", "timezone", "preferredLanguage")
"""Attributes that do not accept any text: one repeats the name, the others have a format."""

_MEMBERS = {"name": "members"}
"""The attribute with the references of groups, if the server does not publish their schema."""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type of the server (RFC 7643 section 6).

    Attributes:
        name: Its name, such as ``User``.
        endpoint: Its collection, such as ``/Users``.
        schema: URN of its core schema.
        extensions: URNs of its extensions.
        required: URNs of the required extensions.
    """

    name: str
    endpoint: str
    schema: str
    extensions: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type that scenarios create, with the attributes that they use.

    Attributes:
        endpoint: Its collection, such as ``/Users``.
        schema: URN of its core schema.
        naming: The attribute with the unique name, such as ``userName``.
        text: An attribute that PUT and PATCH may set to any text, such as ``displayName``; empty for none.
        members: The multi-valued attribute that refers to others, such as ``members``; empty for none.
        nests: True if ``members`` may refer to resources of the same type; None if that is not known.
        required: URNs of the required extensions.
        immutable: A text attribute that cannot be changed once it is set; empty for none.
    """

    endpoint: str
    schema: str
    naming: str
    text: str = ""
    members: str = ""
    nests: bool | None = None
    required: tuple[str, ...] = ()
    immutable: str = ""

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


@dataclass(frozen=True, slots=True)
class Kinds:
    """The two resource types that scenarios use.

    Attributes:
        users: The type to create; users if the server has them.
        groups: The type that refers to it; groups if the server has them.
    """

    users: Kind = Kind("/Users", USER, "userName", "displayName")
    groups: Kind = Kind("/Groups", GROUP, "displayName", "", "members")

    def of(self, path: str) -> Kind:
        """Return the type of the resources at a path under the base URL; `users` if it is neither."""
        inside = path == self.groups.endpoint or path.startswith(f"{self.groups.endpoint}/")
        return self.groups if inside else self.users

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The collections, each once."""
        return tuple(dict.fromkeys((self.users.endpoint, self.groups.endpoint)))


DEFAULT_KINDS = Kinds()
"""Users and groups by RFC 7643."""

Schemas = Mapping[str, Mapping[str, Any]]


def same(urn: str, other: str) -> bool:
    """Return whether two URNs or names are equal in any letter case."""
    return urn.casefold() == other.casefold()


def users(types: Mapping[str, ResourceType], schemas: Schemas) -> Kind | None:
    """Return the type to create: users, else a type with a unique name; None if there is none.

    Of other types, the first with a further text attribute is preferred.
    """
    textless = None
    for kind in _first(types, "/Users", USER):
        definition = _definition(schemas, kind.schema)
        known = kind.endpoint == "/Users" or same(kind.schema, USER)
        naming = "userName" if known else next((lenient.text(e, "name") for e in _unique(definition)), "")
        if naming:
            text = _text(definition, naming) if definition else "displayName"
            fixed = next((name for name in _free(definition, "immutable") if not same(name, naming)), "")
            urn = kind.schema or USER
            found = Kind(kind.endpoint, urn, naming, text, required=kind.required, immutable=fixed)
            if known or text:
                return found
            textless = textless or found
    return textless


def groups(types: Mapping[str, ResourceType], schemas: Schemas, referred: Kind) -> Kind | None:
    """Return the type that refers to another one: groups, else the first by schema; None if there is none.

    An attribute refers if it is complex and multi-valued, and its ``$ref`` names the other type.
    """
    target = next((kind.name for kind in types.values() if kind.endpoint == referred.endpoint), "User")
    for kind in _first(types, "/Groups", GROUP):
        definition = _definition(schemas, kind.schema)
        known = kind.endpoint == "/Groups" or same(kind.schema, GROUP)
        for entry, wanted in _referring(definition) if definition else [(_MEMBERS, ())]:
            if known or any(same(name, target) for name in wanted):
                naming = "displayName" if known else _naming(definition)
                nests = any(same(name, kind.name) for name in wanted) if wanted else None
                members = lenient.text(entry, "name")
                if kind.endpoint == referred.endpoint:
                    return replace(referred, members=members, nests=nests)
                if naming:
                    urn = kind.schema or GROUP
                    text = _text(definition, naming)
                    return Kind(kind.endpoint, urn, naming, text, members, nests, kind.required)
    return None


def _first(types: Mapping[str, ResourceType], endpoint: str, schema: str) -> list[ResourceType]:
    """Return the types, with the one of an endpoint or schema first."""
    return sorted(
        types.values(), key=lambda kind: kind.endpoint != endpoint and not same(kind.schema, schema)
    )


def _definition(schemas: Schemas, urn: str) -> Mapping[str, Any] | None:
    """Return the definition of a schema; None if it is absent or has no attributes."""
    found = next((schema for key, schema in schemas.items() if same(key, urn)), None)
    return found if found and _entries(found) else None


def _entries(definition: Mapping[str, Any] | None, part: str = "attributes") -> list[Any]:
    listed = attr(definition, part)
    return [entry for entry in listed if lenient.text(entry, "name")] if isinstance(listed, list) else []


def _of(entries: Iterable[Any], mutability: str, *, several: bool) -> Iterator[Any]:
    """Yield the attributes with a mutability, single-valued or multi-valued."""
    for entry in entries:
        fits = same(lenient.text(entry, "mutability") or "readWrite", mutability)
        if fits and (attr(entry, "multiValued") is True) is several:
            yield entry


def _texts(definition: Mapping[str, Any] | None, mutability: str = "readWrite") -> Iterator[Any]:
    """Yield the single-valued free-text attributes that are returned by default."""
    for entry in _of(_entries(definition), mutability, several=False):
        hidden = attr(entry, "returned") in ("never", "request")
        if attr(entry, "type") in (None, "string") and not attr(entry, "canonicalValues") and not hidden:
            yield entry


def _unique(definition: Mapping[str, Any] | None) -> Iterator[Any]:
    for entry in _texts(definition):
        if attr(entry, "uniqueness") in _UNIQUE:
            yield entry


def _free(definition: Mapping[str, Any] | None, mutability: str = "readWrite") -> Iterator[str]:
    """Yield the names of text attributes that need not be unique."""
    for entry in _texts(definition, mutability):
        if attr(entry, "uniqueness") not in _UNIQUE:
            yield lenient.text(entry, "name")


def _naming(definition: Mapping[str, Any] | None) -> str:
    """Return the attribute for the name: a unique one, displayName, or a required one."""
    texts = list(_texts(definition))
    likely = [*_unique(definition), *(e for e in texts if same(lenient.text(e, "name"), "displayName"))]
    likely += [entry for entry in texts if attr(entry, "required") is True]
    return lenient.text(likely[0], "name") if likely else ""


def _text(definition: Mapping[str, Any] | None, naming: str) -> str:
    """Return a free-text attribute other than the name."""
    taken = {name.casefold() for name in (naming, *_NO_TEXTS)}
    free = [name for name in _free(definition) if name.casefold() not in taken]
    usual = (name for wanted in _USUAL for name in free if same(name, wanted))
    return next(usual, free[0] if free else "")


def _referring(definition: Mapping[str, Any] | None) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield the multi-valued attributes with references, each with the names of its target types.

    Members of groups are well known, so their schema needs no sub-attributes.
    """
    for entry in _of(_entries(definition), "readWrite", several=True):
        parts = {lenient.text(part, "name").lower(): part for part in _entries(entry, "subAttributes")}
        listed = attr(parts.get("$ref"), "referenceTypes")
        wanted = tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
        if {"value", "$ref"} <= parts.keys() or same(lenient.text(entry, "name"), _MEMBERS["name"]):
            yield entry, wanted
