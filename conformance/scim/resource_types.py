"""Which of a server's resource types the scenarios work with: one to create, and one that refers to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.scim import lenient
from conformance.scim.document import attr, own_text

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"

_UNIQUE = ("server", "global")
_USUAL = ("displayName", "nickName", "title", "description")
"""Attributes that are text and nothing else wherever they are defined; tried before others."""

_NO_TEXTS = ("externalId", "locale", "timezone", "preferredLanguage")
"""Attributes that not any text is good for: one holds our name once more, the others have a form."""

_MEMBERS = {"name": "members"}
"""The attribute by which groups refer, where a server does not publish their schema."""


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource that a server keeps (RFC 7643 section 6).

    Attributes:
        name: Its name, such as ``User``.
        endpoint: Its collection, such as ``/Users``.
        schema: URN of its core schema.
        extensions: URNs of its extensions.
        required: URNs of those extensions that every resource must have.
    """

    name: str
    endpoint: str
    schema: str
    extensions: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type that scenarios create, and the attributes by which they handle it.

    Attributes:
        endpoint: Its collection, such as ``/Users``.
        schema: URN of its core schema.
        naming: The attribute that holds the name we give, such as ``userName``.
        text: An attribute that PUT and PATCH may set to any text, such as ``displayName``; empty for none.
        members: The multi-valued attribute that refers to others, such as ``members``; empty for none.
        nests: Whether ``members`` may refer to resources of the same kind; None where nothing says so.
        required: URNs of the extensions that every resource must have.
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
        """Return the name that a resource of this kind carries."""
        name = attr(document, self.naming)
        return name if isinstance(name, str) else None

    @property
    def lack(self) -> str:
        """Why nothing can be asked of it that takes a text to be changed; empty where it has one."""
        return "" if self.text else f"/Schemas defines no attribute of {self.endpoint} that may hold any text"

    def text_of(self, document: object) -> Any:  # noqa: ANN401 - a JSON value
        """Return the value of the text that PUT and PATCH may change; None where the server keeps none."""
        return own_text(document, self.text)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The two kinds that scenarios work with.

    Attributes:
        users: What they create; users, where the server keeps any.
        groups: What they create to refer to it; groups, where the server keeps any.
    """

    users: Kind = Kind("/Users", USER, "userName", "displayName")
    groups: Kind = Kind("/Groups", GROUP, "displayName", "", "members")

    def of(self, path: str) -> Kind:
        """Return the kind of the resources at a path below the base URL; of users where it is neither."""
        inside = path == self.groups.endpoint or path.startswith(f"{self.groups.endpoint}/")
        return self.groups if inside else self.users

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The collections, each once."""
        return tuple(dict.fromkeys((self.users.endpoint, self.groups.endpoint)))


DEFAULT_KINDS = Kinds()
"""Users and groups as RFC 7643 has them."""

Schemas = Mapping[str, Mapping[str, Any]]


def same(urn: str, other: str) -> bool:
    """Tell whether two URNs or names are the same, letter case apart."""
    return urn.casefold() == other.casefold()


def users(types: Mapping[str, ResourceType], schemas: Schemas) -> Kind | None:
    """Return the kind to create: users, else one that has a unique name; None where there is none.

    Of others, the first that has a text besides is taken before those that have none.
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
    """Return the kind that refers to another one: groups, else the first whose schema says so; None for none.

    An attribute refers when it is complex, of several values, and the ``$ref`` in it names the other type.
    """
    aim = next((kind.name for kind in types.values() if kind.endpoint == referred.endpoint), "User")
    for kind in _first(types, "/Groups", GROUP):
        definition = _definition(schemas, kind.schema)
        known = kind.endpoint == "/Groups" or same(kind.schema, GROUP)
        for entry, wanted in _referring(definition) if definition else [(_MEMBERS, ())]:
            if known or any(same(name, aim) for name in wanted):
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
    """Return the types, the one of that endpoint or schema before the others."""
    return sorted(
        types.values(), key=lambda kind: kind.endpoint != endpoint and not same(kind.schema, schema)
    )


def _definition(schemas: Schemas, urn: str) -> Mapping[str, Any] | None:
    """Return the definition of a schema; None where there is none, or one without attributes."""
    found = next((schema for key, schema in schemas.items() if same(key, urn)), None)
    return found if found and _entries(found) else None


def _entries(definition: Mapping[str, Any] | None, part: str = "attributes") -> list[Any]:
    listed = attr(definition, part)
    return [entry for entry in listed if lenient.text(entry, "name")] if isinstance(listed, list) else []


def _of(entries: Iterable[Any], mutability: str, *, several: bool) -> Iterator[Any]:
    """Yield the attributes of a mutability that hold one value, or several."""
    for entry in entries:
        fits = same(lenient.text(entry, "mutability") or "readWrite", mutability)
        if fits and (attr(entry, "multiValued") is True) is several:
            yield entry


def _texts(definition: Mapping[str, Any] | None, mutability: str = "readWrite") -> Iterator[Any]:
    """Yield the attributes that hold one free text and are shown."""
    for entry in _of(_entries(definition), mutability, several=False):
        hidden = attr(entry, "returned") in ("never", "request")
        if attr(entry, "type") in (None, "string") and not attr(entry, "canonicalValues") and not hidden:
            yield entry


def _unique(definition: Mapping[str, Any] | None) -> Iterator[Any]:
    for entry in _texts(definition):
        if attr(entry, "uniqueness") in _UNIQUE:
            yield entry


def _free(definition: Mapping[str, Any] | None, mutability: str = "readWrite") -> Iterator[str]:
    """Yield the names of texts whose value several resources may share."""
    for entry in _texts(definition, mutability):
        if attr(entry, "uniqueness") not in _UNIQUE:
            yield lenient.text(entry, "name")


def _naming(definition: Mapping[str, Any] | None) -> str:
    """Return the attribute by which resources can be named: a unique one, displayName, or a required one."""
    texts = list(_texts(definition))
    likely = [*_unique(definition), *(e for e in texts if same(lenient.text(e, "name"), "displayName"))]
    likely += [entry for entry in texts if attr(entry, "required") is True]
    return lenient.text(likely[0], "name") if likely else ""


def _text(definition: Mapping[str, Any] | None, naming: str) -> str:
    """Return a text attribute beside the name whose value is free."""
    taken = {name.casefold() for name in (naming, *_NO_TEXTS)}
    free = [name for name in _free(definition) if name.casefold() not in taken]
    usual = (name for wanted in _USUAL for name in free if same(name, wanted))
    return next(usual, free[0] if free else "")


def _referring(definition: Mapping[str, Any] | None) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield the attributes whose several values may refer to resources, with the names of their types.

    Members of groups are well known, so that nothing needs to be said of what is in them.
    """
    for entry in _of(_entries(definition), "readWrite", several=True):
        parts = {lenient.text(part, "name").lower(): part for part in _entries(entry, "subAttributes")}
        listed = attr(parts.get("$ref"), "referenceTypes")
        wanted = tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
        if {"value", "$ref"} <= parts.keys() or same(lenient.text(entry, "name"), _MEMBERS["name"]):
            yield entry, wanted
