"""Bind the model of a bulk request to names and ids, to send it and to judge its outcome.

Names and ids are bound late. A model has tokens, so that a run can repeat, shrink and replay it without
collisions with stored resources.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.exploration.boundary_values import BoundaryValues, make, same
from conformance.exploration.json_encoding import ODD
from conformance.oracle.bulk import (
    Created,
    Existing,
    JobModel,
    JsonEncoding,
    Method,
    OperationModel,
    Pointer,
    Resource,
    State,
    Value,
)
from conformance.scim.attributes import named
from conformance.scim.bulk_request import ENTERPRISE_USER, PATCH_OP, Job, Operation, ref
from conformance.scim.document import attr
from conformance.scim.fitting import FILLING
from conformance.scim.resource_types import DEFAULT_GROUPS, DEFAULT_USERS, ResourceType

TYPES: Mapping[str, ResourceType] = {"User": DEFAULT_USERS, "Group": DEFAULT_GROUPS}
"""Users and groups by RFC 7643, by their names in models."""

Build = Callable[[ResourceType, str], dict[str, Any]]
"""Returns the data of a POST or PUT for a type and a unique name."""


@dataclass(frozen=True, slots=True)
class Known:
    """A resource that was stored before the bulk request.

    Attributes:
        kind: Name of its resource type in models.
        path: Its path below the base URL.
        id: Its id.
        name: Its unique name.
        text: Its plain attribute; None if it has none.
        refers: Ids to which it refers.
        version: Its ETag; None if it has none.
    """

    kind: str
    path: str
    id: str
    name: str
    text: str | None = None
    refers: frozenset[str] = frozenset()
    version: str | None = None


@dataclass(frozen=True)
class Binding:
    """A model with the values of its tokens.

    Attributes:
        shape: The model.
        known: The existing resources, by label.
        prefix: A new prefix for every name.
        build: Returns resources that fit the schemas of the server.
        types: The resource types, by their names in models: ``User`` for the type to create, ``Group`` for
            the type that refers to it.
        boundary_values: The boundary values, by the same names.
        stale: An ETag that no resource has.
        missing: An id that no resource has.
    """

    shape: JobModel
    known: Mapping[str, Known]
    prefix: str
    build: Build
    types: Mapping[str, ResourceType] = field(default_factory=lambda: TYPES)
    boundary_values: Mapping[str, BoundaryValues] = field(default_factory=dict)
    stale: str = 'W/"scimconf-stale"'
    missing: str = "scimconf-missing"

    @property
    def job(self) -> Job:
        """The bulk request to send."""
        return Job(tuple(map(self._operation, self.shape.steps)), self.shape.fail_on_errors)

    @property
    def before(self) -> State:
        """The resources stored before the bulk request, for the oracle."""
        labels = {known.id: label for label, known in self.known.items()}
        return {
            label: Resource(
                known.kind,
                label,
                known.text,
                frozenset(labels.get(target, target) for target in known.refers),
            )
            for label, known in self.known.items()
        }

    def name(self, step: OperationModel) -> str | None:
        """Return the name that a step sets; None if it sets none.

        The label of an existing resource stands for its name: the POST is a duplicate.
        """
        if step.name is None:
            return None
        if step.name in self.known:
            return self.known[step.name].name
        mailbox = "@example.com" if self.types[step.kind].naming == "userName" else ""
        return f"{self.prefix}{step.name}{mailbox}"

    def _operation(self, step: OperationModel) -> Operation:
        type_ = self.types[step.kind]
        path = type_.endpoint if step.creates else self._path(type_, step.on)
        version = None
        if step.version is not None:
            known = self.known.get(step.on.label) if isinstance(step.on, Existing) else None
            version = known.version if known and step.version == "current" else self.stale
        bulk_id = None if step.bulk_id is None else self._encoded_bulk_id(step.bulk_id)
        return Operation(step.method.value, path, bulk_id, self._data(type_, step), version)

    def _encoded_bulk_id(self, bulk_id: str) -> str:
        """Return a bulkId in the encoding of the request."""
        return f"{bulk_id}{ODD}" if self.shape.encoding is JsonEncoding.ODD_IDS else bulk_id

    def _path(self, type_: ResourceType, on: Pointer | None) -> str:
        if isinstance(on, Existing):
            return self.known[on.label].path
        target = ref(self._encoded_bulk_id(on.bulk_id)) if isinstance(on, Created) else self.missing
        return f"{type_.endpoint}/{target}"

    def _data(self, type_: ResourceType, step: OperationModel) -> dict[str, Any] | None:
        if step.method is Method.DELETE:
            return None
        values = [self._value(pointer) for pointer in step.refers]
        if step.method is Method.PATCH:
            return {"schemas": [PATCH_OP], "Operations": self._changes(type_, step, values)}
        data = self.build(type_, self._name_in(step))
        if step.flawed:
            del data[type_.naming]
        if step.text is not None and type_.text:
            data[type_.text] = step.text
        for value, sent in self._values(step).items():
            data = _with(data, value.attribute, sent)
        return _referring(type_, data, values)

    def _values(self, step: OperationModel) -> dict[Value, Any]:
        """Return the boundary values that a step sends."""
        boundary_values_of = self.boundary_values.get(step.kind, {})
        return {
            value: make(boundary_values_of[value], value.edge, self._name_in(step)) for value in step.values
        }

    def shown(self, kind: str, document: Mapping[str, Any]) -> frozenset[Value]:
        """Return the boundary values of the request that a stored resource has as sent."""
        sent = {
            value: wanted
            for step in self.shape.steps
            if step.kind == kind and self._name_in(step) == attr(document, self.types[kind].naming)
            for value, wanted in self._values(step).items()
        }
        return frozenset(
            value for value, wanted in sent.items() if same(wanted, _held(document, value.attribute))
        )

    def _name_in(self, step: OperationModel) -> str:
        """Return the name in the data of a POST or PUT; a PUT does not change the name."""
        maker = self.shape.definer(step.on)
        if isinstance(step.on, Existing):
            return self.known[step.on.label].name
        named = self.shape.steps[maker] if maker is not None else step
        return self.name(named) or self.name(replace(step, name="absent")) or ""

    def _changes(self, type_: ResourceType, step: OperationModel, values: list[str]) -> list[dict[str, Any]]:
        texts = {type_.text: step.text} if step.text is not None and type_.text else {}
        boundary = {value.attribute: sent for value, sent in self._values(step).items()}
        changes = [
            {"op": "replace", "path": path, "value": sent} for path, sent in (texts | boundary).items()
        ]
        adds = (
            {"op": "add", "path": reference_attribute(type_), "value": [{"value": value}]} for value in values
        )
        return [*changes, *adds]

    def _value(self, pointer: Pointer) -> str:
        if isinstance(pointer, Existing):
            return self.known[pointer.label].id
        return ref(self._encoded_bulk_id(pointer.bulk_id)) if isinstance(pointer, Created) else self.missing


def _referring(type_: ResourceType, data: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """Add references to the data of a resource, in the attribute of its type for references."""
    if not values:
        return data
    attribute = reference_attribute(type_)
    if attribute != "manager":
        return {**data, attribute: [{"value": value} for value in values]}
    link = {"$ref": f"../Users/{values[0]}"} if _requires_links(type_) else {}
    extension = {**data.get(ENTERPRISE_USER, {}), "manager": {"value": values[0], **link}}
    schemas = [*data["schemas"], *({ENTERPRISE_USER} - {*data["schemas"]})]
    return {**data, "schemas": schemas, ENTERPRISE_USER: extension}


def reference_attribute(type_: ResourceType) -> str:
    """Return the attribute by which generated requests refer to others; empty for none.

    It is ``manager`` for users with the enterprise extension.
    """
    managed = type_.naming == "userName" and type_.extension(ENTERPRISE_USER)
    return "manager" if managed else type_.members


def _requires_links(type_: ResourceType) -> bool:
    """Return whether the manager of a user must have a ``$ref``."""
    extension = type_.extension(ENTERPRISE_USER)
    manager = named(extension.attributes, "manager") if extension else None
    link = manager.sub_attribute("$ref") if manager else None
    return link is not None and link.required


def _with(data: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return the data of a resource with another value at the path of a `Value`."""
    urn, _, name = path.rpartition(":")
    if urn:
        schemas = [*data["schemas"], *({urn} - {*data["schemas"]})]
        return {**data, "schemas": schemas, urn: {**data.get(urn, {}), name: value}}
    kept = {other: held for other, held in data.items() if other.lower() != name.lower()}
    return {**kept, name: value}


def _held(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return the value of a resource at a path."""
    urn, _, name = path.rpartition(":")
    return attr(attr(document, urn) if urn else document, name)


def references(document: Mapping[str, Any], type_: ResourceType) -> list[str]:
    """Return the values of the references of a resource: members of a group, the manager of a user.

    A filler value, sent only because the attribute is required, is not a reference.
    """
    attribute = reference_attribute(type_)
    held = attr(attr(document, ENTERPRISE_USER) if attribute == "manager" else document, attribute)
    items = held if isinstance(held, list) else [held]
    values = (attr(item, "value") if isinstance(item, dict) else item for item in items)
    return [value for value in values if isinstance(value, str) and value != FILLING]
