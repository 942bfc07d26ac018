"""From the shape of a job to a job that can be sent, and from what came of it back to what the oracle judges.

Names and ids are bound late: a shape has tokens, so that it can be sent again, shrunk and replayed without
colliding with what is stored.
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
from conformance.scim.bulk_request import ENTERPRISE_USER, PATCH_OP, Job, Operation, ref
from conformance.scim.document import attr
from conformance.scim.fitting import FILLING


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type as generated jobs use it.

    Attributes:
        name: What shapes call it: ``User`` for what is created most, ``Group`` for what refers to it.
        endpoint: Such as ``/Users``.
        naming: The attribute that holds the unique name.
        text: A text attribute that jobs change; empty for none.
        refers: The attribute that refers to others: ``manager`` of the enterprise extension, or one of
            several values; empty for none.
        links: A reference must have a ``$ref`` too.
    """

    name: str
    endpoint: str
    naming: str
    text: str = ""
    refers: str = ""
    links: bool = False


KINDS: Mapping[str, Kind] = {
    "User": Kind("User", "/Users", "userName", "displayName", "manager"),
    "Group": Kind("Group", "/Groups", "displayName", "", "members"),
}
"""Users and groups as RFC 7643 has them."""

Build = Callable[[Kind, str], dict[str, Any]]
"""Makes the data of a POST or PUT from the type and the unique name."""


@dataclass(frozen=True, slots=True)
class Known:
    """A resource that was stored before the job.

    Attributes:
        kind: Name of its resource type.
        path: Its path below the base URL.
        id: Its id.
        name: Its unique name.
        text: Its plain attribute; None where it shows none.
        refers: Ids that it refers to.
        version: Its ETag; None where it has none.
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
    """A shape with everything that its tokens stand for.

    Attributes:
        shape: The shape.
        known: The existing resources, by label.
        prefix: Beginning of every name, not used before.
        build: Makes resources that fit the server.
        kinds: Its resource types, by the name that shapes use.
        boundary_values: The values that they may have, by the same.
        stale: An ETag that no resource has.
        missing: An id that no resource has.
    """

    shape: JobModel
    known: Mapping[str, Known]
    prefix: str
    build: Build
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)
    boundary_values: Mapping[str, BoundaryValues] = field(default_factory=dict)
    stale: str = 'W/"scimconf-stale"'
    missing: str = "scimconf-missing"

    @property
    def job(self) -> Job:
        """The job to send."""
        return Job(tuple(map(self._operation, self.shape.steps)), self.shape.fail_on_errors)

    @property
    def before(self) -> State:
        """What is stored before the job, for the oracle."""
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
        """Return the name that a step gives, None where it gives none.

        The label of an existing resource stands for the name of that resource: the POST is a duplicate.
        """
        if step.name is None:
            return None
        if step.name in self.known:
            return self.known[step.name].name
        mailbox = "@example.com" if self.kinds[step.kind].naming == "userName" else ""
        return f"{self.prefix}{step.name}{mailbox}"

    def _operation(self, step: OperationModel) -> Operation:
        kind = self.kinds[step.kind]
        path = kind.endpoint if step.creates else self._path(kind, step.on)
        version = None
        if step.version is not None:
            known = self.known.get(step.on.label) if isinstance(step.on, Existing) else None
            version = known.version if known and step.version == "current" else self.stale
        bulk_id = None if step.bulk_id is None else self._spelt(step.bulk_id)
        return Operation(step.method.value, path, bulk_id, self._data(kind, step), version)

    def _spelt(self, bulk_id: str) -> str:
        """Return a bulkId as it is sent."""
        return f"{bulk_id}{ODD}" if self.shape.encoding is JsonEncoding.ODD_IDS else bulk_id

    def _path(self, kind: Kind, on: Pointer | None) -> str:
        if isinstance(on, Existing):
            return self.known[on.label].path
        return f"{kind.endpoint}/{ref(self._spelt(on.bulk_id)) if isinstance(on, Created) else self.missing}"

    def _data(self, kind: Kind, step: OperationModel) -> dict[str, Any] | None:
        if step.method is Method.DELETE:
            return None
        values = [self._value(pointer) for pointer in step.refers]
        if step.method is Method.PATCH:
            return {"schemas": [PATCH_OP], "Operations": self._changes(kind, step, values)}
        data = self.build(kind, self._name_in(step))
        if step.flawed:
            del data[kind.naming]
        if step.text is not None and kind.text:
            data[kind.text] = step.text
        for value, sent in self._values(step).items():
            data = _with(data, value.attribute, sent)
        return _referring(kind, data, values)

    def _values(self, step: OperationModel) -> dict[Value, Any]:
        """Return the values at their edges that a step sends."""
        boundary_values_of = self.boundary_values.get(step.kind, {})
        return {
            value: make(boundary_values_of[value], value.edge, self._name_in(step)) for value in step.values
        }

    def shown(self, kind: Kind, document: Mapping[str, Any]) -> frozenset[Value]:
        """Return those values of the job that a stored resource shows as they were sent."""
        sent = {
            value: wanted
            for step in self.shape.steps
            if step.kind == kind.name and self._name_in(step) == attr(document, kind.naming)
            for value, wanted in self._values(step).items()
        }
        return frozenset(
            value for value, wanted in sent.items() if same(wanted, _held(document, value.attribute))
        )

    def _name_in(self, step: OperationModel) -> str:
        """Return the name in the data of a POST or PUT; a PUT keeps the one that its resource has."""
        maker = self.shape.definer(step.on)
        if isinstance(step.on, Existing):
            return self.known[step.on.label].name
        named = self.shape.steps[maker] if maker is not None else step
        return self.name(named) or self.name(replace(step, name="absent")) or ""

    def _changes(self, kind: Kind, step: OperationModel, values: list[str]) -> list[dict[str, Any]]:
        texts = {kind.text: step.text} if step.text is not None and kind.text else {}
        edges = {value.attribute: sent for value, sent in self._values(step).items()}
        changes = [{"op": "replace", "path": path, "value": sent} for path, sent in (texts | edges).items()]
        adds = ({"op": "add", "path": kind.refers, "value": [{"value": value}]} for value in values)
        return [*changes, *adds]

    def _value(self, pointer: Pointer) -> str:
        if isinstance(pointer, Existing):
            return self.known[pointer.label].id
        return ref(self._spelt(pointer.bulk_id)) if isinstance(pointer, Created) else self.missing


def _referring(kind: Kind, data: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """Add references to the data of a resource, in the attribute that its type has for them."""
    if not values:
        return data
    if kind.refers != "manager":
        return {**data, kind.refers: [{"value": value} for value in values]}
    link = {"$ref": f"../Users/{values[0]}"} if kind.links else {}
    extension = {**data.get(ENTERPRISE_USER, {}), "manager": {"value": values[0], **link}}
    schemas = [*data["schemas"], *({ENTERPRISE_USER} - {*data["schemas"]})]
    return {**data, "schemas": schemas, ENTERPRISE_USER: extension}


def _with(data: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return the data of a resource with another value at a path, as `Value` has it."""
    urn, _, name = path.rpartition(":")
    if urn:
        schemas = [*data["schemas"], *({urn} - {*data["schemas"]})]
        return {**data, "schemas": schemas, urn: {**data.get(urn, {}), name: value}}
    kept = {other: held for other, held in data.items() if other.lower() != name.lower()}
    return {**kept, name: value}


def _held(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return what a resource holds at a path."""
    urn, _, name = path.rpartition(":")
    return attr(attr(document, urn) if urn else document, name)


def references(document: Mapping[str, Any], kind: Kind) -> list[str]:
    """Return the values that a resource refers to: members of a group, the manager of a user.

    What was sent only because the attribute is required refers to nothing.
    """
    extended = kind.refers == "manager"
    held = attr(attr(document, ENTERPRISE_USER) if extended else document, kind.refers)
    items = held if isinstance(held, list) else [held]
    values = (attr(item, "value") if isinstance(item, dict) else item for item in items)
    return [value for value in values if isinstance(value, str) and value != FILLING]
