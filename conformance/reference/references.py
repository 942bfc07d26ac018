"""Find the references to bulkIds in an operation (RFC 7644 section 3.7.2), and replace them by ids.

A reference is the value or the ``$ref`` of an attribute that refers to resources (RFC 7643 section 2.3.7), in
a resource or in a PATCH. It can also be a literal in the filter of a PATCH path on such an attribute, or a
part of the path of an operation. Other texts, such as the displayName "bulkId:x", are not references.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scim2_models import Group, Mutability, User

from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.inventory import Site
from conformance.reference.job import Operation

PREFIX = "bulkId:"

REFERENCE_ATTRIBUTES = frozenset(
    str(attribute.name).lower()
    for model in (User, EnterpriseUser, Group, Site)
    for attribute in model.to_schema().attributes or []
    if attribute.mutability != Mutability.read_only
    and any(sub.name == "$ref" for sub in attribute.sub_attributes or [])
)
"""Attributes that refer to resources, in lower case, such as ``members`` and ``manager``."""

_PATCH_PATH = re.compile(r'(?:urn:[^\["]*:)?([A-Za-z][\w-]*)')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')

Place = tuple[str | int, ...]


class Kind(StrEnum):
    """Where a reference is."""

    PATH = "path"
    VALUE = "value"
    REF = "$ref"
    FILTER = "filter"


@dataclass(frozen=True)
class Reference:
    """One reference to a bulkId.

    Attributes:
        kind: Where it is.
        attribute: Lower-case name of the attribute; empty in the path of the operation.
        bulk_id: The bulkId.
        literal: The part of the text to replace.
        place: Keys that lead to the text from ``{"path": ..., "data": ...}``.
    """

    kind: Kind
    attribute: str
    bulk_id: str
    literal: str
    place: Place

    def text(self, resource_id: str, endpoint: str) -> str:
        """Return the replacement of the literal for the id and the endpoint (``/Users``) of the target."""
        if self.kind is Kind.FILTER:
            return json.dumps(resource_id)
        return f"{endpoint.strip('/')}/{resource_id}" if self.kind is Kind.REF else resource_id


def find_references(operation: Operation) -> list[Reference]:
    """Return the references of an operation in document order."""
    found = list(_in_path(operation.path))
    if isinstance(operation.data, dict):
        walk = _in_patch if operation.method == "PATCH" else _in_resource
        found += walk(operation.data, ("data",))
    return found


def substitute(operation: Operation, replacements: Iterable[tuple[Reference, str]]) -> Operation:
    """Return a copy of the operation with each reference replaced."""
    pairs = list(replacements)
    if not pairs:
        return operation
    document: dict[str, Any] = {"path": operation.path, "data": deepcopy(operation.data)}
    for reference, text in pairs:
        parent: Any = document
        for key in reference.place[:-1]:
            parent = parent[key]
        parent[reference.place[-1]] = parent[reference.place[-1]].replace(reference.literal, text)
    return replace(operation, path=document["path"], data=document["data"])


def remove(operation: Operation, references: Iterable[Reference]) -> Operation:
    """Return a copy of the operation without the members and managers that contain these references."""
    data = deepcopy(operation.data)
    for place in sorted({reference.place[1:-1] for reference in references}, reverse=True):
        parent: Any = data
        for key in place[:-1]:
            parent = parent[key]
        del parent[place[-1]]
    return replace(operation, data=data)


def _in_path(path: object) -> Iterator[Reference]:
    if isinstance(path, str) and f"/{PREFIX}" in path:
        bulk_id = path.split(f"/{PREFIX}", 1)[1]
        yield Reference(Kind.PATH, "", bulk_id, PREFIX + bulk_id, ("path",))


def _in_resource(resource: Mapping[str, Any], place: Place) -> Iterator[Reference]:
    for name, value in resource.items():
        if name.lower().startswith("urn:") and isinstance(value, dict):
            yield from _in_attributes(value, (*place, name))
    yield from _in_attributes(resource, place)


def _in_attributes(attributes: Mapping[str, Any], place: Place) -> Iterator[Reference]:
    for name, value in attributes.items():
        attribute = _attribute(name)
        if attribute in REFERENCE_ATTRIBUTES:
            yield from _in_value(attribute, value, (*place, name))


def _in_value(attribute: str, value: object, place: Place) -> Iterator[Reference]:
    if isinstance(value, list):
        for position, item in enumerate(value):
            if not isinstance(item, list):
                yield from _in_value(attribute, item, (*place, position))
    elif isinstance(value, dict):
        for name, text in value.items():
            if name.lower() == "value":
                yield from _in_text(attribute, text, (*place, name))
            elif name.lower() == "$ref":
                yield from _in_link(attribute, text, (*place, name))
    else:
        yield from _in_text(attribute, value, place)


def _in_text(attribute: str, text: object, place: Place) -> Iterator[Reference]:
    if isinstance(text, str) and text.startswith(PREFIX):
        yield Reference(Kind.VALUE, attribute, text.removeprefix(PREFIX), text, place)


def _in_link(attribute: str, text: object, place: Place) -> Iterator[Reference]:
    if isinstance(text, str) and (text.startswith(PREFIX) or f"/{PREFIX}" in text):
        yield Reference(Kind.REF, attribute, text.split(PREFIX, 1)[1], text, place)


def _in_patch(patch: Mapping[str, Any], place: Place) -> Iterator[Reference]:
    for name, operations in patch.items():
        if name.lower() == "operations" and isinstance(operations, list):
            for position, operation in enumerate(operations):
                if isinstance(operation, dict):
                    yield from _in_patch_operation(operation, (*place, name, position))


def _in_patch_operation(operation: Mapping[str, Any], place: Place) -> Iterator[Reference]:
    names = {name.lower(): name for name in operation}
    path, value = (operation.get(names.get(name, "")) for name in ("path", "value"))
    at_value = (*place, names.get("value", "value"))
    attribute = _attribute(path) if isinstance(path, str) else ""
    if attribute in REFERENCE_ATTRIBUTES and isinstance(path, str):
        yield from _in_filter(attribute, path, (*place, names["path"]))
        yield from _in_value(attribute, value, at_value)
    elif isinstance(value, dict):
        yield from _in_resource(value, at_value)


def _in_filter(attribute: str, path: str, place: Place) -> Iterator[Reference]:
    for literal in dict.fromkeys(_QUOTED.findall(path)):
        try:
            text = json.loads(literal)
        except ValueError:
            continue
        if text.startswith(PREFIX):
            yield Reference(Kind.FILTER, attribute, text.removeprefix(PREFIX), literal, place)


def _attribute(name: str) -> str:
    """Return the first attribute of an attribute name or a PATCH path, without URN, in lower case."""
    match = _PATCH_PATH.match(name)
    return match[1].lower() if match else ""
