"""Choose what scenarios use of a server's resource types.

Each type gets an attribute for names, a text and an immutable text. Two types have a role: one that scenarios
create, and one that refers to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.scim.attributes import Attribute
from conformance.scim.bulk_request import GROUP, USER
from conformance.scim.resource_types import ResourceType, ResourceTypes, same

_USUAL = ("displayName", "nickName", "title", "description")
"""Attributes that are plain text by convention; tried before others."""

_NO_TEXTS = ("externalId", "locale", "timezone", "preferredLanguage")
"""Attributes that do not accept any text: one repeats the name, the others have a format."""

_MEMBERS = Attribute("members", "complex", multi_valued=True)
"""The attribute with the references of groups, if the server does not publish their schema."""


def choose_users(types: Sequence[ResourceType]) -> ResourceType | None:
    """Return the type to create: users, else a type with a unique name; None if there is none.

    Of other types, the first with a further text attribute is preferred.
    """
    textless = None
    for type_ in _first(types, "/Users", USER):
        naming = "userName" if _is_user(type_) else next((a.name for a in _unique(type_)), "")
        if naming:
            found = _named(type_, naming)
            if _is_user(type_) or found.text:
                return found
            textless = textless or found
    return textless


def choose_groups(types: Sequence[ResourceType], users: ResourceType) -> ResourceType | None:
    """Return the type that refers to another one: groups, else the first by schema; None if there is none.

    An attribute refers if it is complex and multi-valued, and its ``$ref`` names the other type.
    """
    for type_ in _first(types, "/Groups", GROUP):
        for attribute, targets in _referring(type_) if type_.attributes else [(_MEMBERS, ())]:
            if _is_group(type_) or any(same(target, users.name) for target in targets):
                nests = any(same(target, type_.name) for target in targets) if targets else None
                found = users if type_.endpoint == users.endpoint else _named(type_, _naming(type_))
                if found.naming:
                    return replace(found, members=attribute.name, nests=nests)
    return None


def resource_types(
    listed: Sequence[ResourceType], users: ResourceType | None, groups: ResourceType | None
) -> ResourceTypes:
    """Return all resource types of a server, each with its name and its text.

    Args:
        listed: The types that it lists.
        users: The type to create; None stands for users by the RFC.
        groups: The type that refers to it; None stands for groups by the RFC.
    """
    if users and groups and users.endpoint == groups.endpoint:
        users = groups
    chosen = {type_.endpoint: type_ for type_ in (users, groups) if type_}
    found = ResourceTypes(
        tuple(chosen.get(type_.endpoint) or _named(type_, _naming(type_)) for type_ in listed)
    )
    return replace(found, users=users or found.users, groups=groups or found.groups)


def _is_user(type_: ResourceType) -> bool:
    return type_.endpoint == "/Users" or same(type_.schema, USER)


def _is_group(type_: ResourceType) -> bool:
    return type_.endpoint == "/Groups" or same(type_.schema, GROUP)


def _first(types: Sequence[ResourceType], endpoint: str, schema: str) -> list[ResourceType]:
    """Return the types, with the one of an endpoint or schema first."""
    return sorted(types, key=lambda type_: type_.endpoint != endpoint and not same(type_.schema, schema))


def _named(type_: ResourceType, naming: str) -> ResourceType:
    """Return a type with an attribute for the name and with what follows from it."""
    fixed = (a.name for a in _texts(type_, "immutable") if not a.is_unique and not same(a.name, naming))
    return replace(
        type_,
        schema=type_.schema or (GROUP if type_.endpoint == "/Groups" else USER if _is_user(type_) else ""),
        naming=naming,
        text="displayName" if _is_user(type_) and not type_.attributes else _text(type_, naming),
        immutable=next(fixed, ""),
    )


def _texts(type_: ResourceType, mutability: str = "readWrite") -> Iterator[Attribute]:
    """Yield the single-valued free-text attributes that are returned by default."""
    for attribute in type_.attributes:
        hidden = attribute.returned in ("never", "request")
        plain = attribute.type == "string" and not attribute.multi_valued and not attribute.canonical_values
        if attribute.mutability == mutability and plain and not hidden:
            yield attribute


def _unique(type_: ResourceType) -> Iterator[Attribute]:
    return (attribute for attribute in _texts(type_) if attribute.is_unique)


def _naming(type_: ResourceType) -> str:
    """Return the attribute for the name: that of the RFC, a unique one, displayName, or a required one."""
    if _is_user(type_) or _is_group(type_):
        return "userName" if _is_user(type_) else "displayName"
    texts = list(_texts(type_))
    likely = [*_unique(type_), *(text for text in texts if same(text.name, "displayName"))]
    likely += [text for text in texts if text.required]
    return likely[0].name if likely else ""


def _text(type_: ResourceType, naming: str) -> str:
    """Return a free-text attribute other than the name; empty if there is none."""
    taken = {name.casefold() for name in (naming, *_NO_TEXTS)}
    free = [a.name for a in _texts(type_) if not a.is_unique and a.name.casefold() not in taken]
    usual = (name for wanted in _USUAL for name in free if same(name, wanted))
    return next(usual, free[0] if free else "")


def _referring(type_: ResourceType) -> Iterator[tuple[Attribute, tuple[str, ...]]]:
    """Yield the multi-valued attributes with references, each with the names of its target types.

    Members of groups are well known, so their schema needs no sub-attributes.
    """
    for attribute in type_.attributes:
        if attribute.mutability == "readWrite" and attribute.multi_valued:
            link = attribute.sub_attribute("$ref")
            if (link and attribute.sub_attribute("value")) or same(attribute.name, _MEMBERS.name):
                yield attribute, link.reference_types if link else ()
