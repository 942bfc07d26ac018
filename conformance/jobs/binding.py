"""From the shape of a job to a job that can be sent, and from what came of it back to what the oracle judges.

Names and ids are bound late: a shape has tokens, so that it can be sent again, shrunk and replayed without
colliding with what is stored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.document import attr
from conformance.jobs.answer import Answer, Result
from conformance.jobs.job import ENTERPRISE_USER, PATCH_OP, Job, Operation, ref
from conformance.law.oracle import (
    Existing,
    Found,
    Made,
    Method,
    Pointer,
    Resource,
    Seen,
    Shape,
    State,
    Step,
    made_by,
)

UNREADABLE = 0
"""The code of a result whose status cannot be read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type as generated jobs use it.

    Attributes:
        name: Its name, such as ``User``.
        endpoint: Such as ``/Users``.
        naming: The attribute that holds the unique name.
        text: The plain attribute that jobs change.
        refers: The attribute that refers to others.
    """

    name: str
    endpoint: str
    naming: str
    text: str
    refers: str


KINDS = {
    "User": Kind("User", "/Users", "userName", "displayName", "manager"),
    "Group": Kind("Group", "/Groups", "displayName", "externalId", "members"),
}

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
        missing: A path below the base URL that does not exist, by the endpoint.
    """

    shape: Shape
    known: Mapping[str, Known]
    prefix: str
    build: Build
    stale: str = 'W/"scimconf-stale"'
    missing: str = "scimconf-missing"
    bulk_ids: Mapping[str, str] = field(default_factory=dict)

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
                known.name,
                known.text,
                frozenset(labels.get(target, target) for target in known.refers),
            )
            for label, known in self.known.items()
        }

    def name(self, step: Step) -> str | None:
        """Return the name that a step gives, None where it gives none.

        A token that is the name of an existing resource stands for itself: the POST is a duplicate.
        """
        if step.name is None or any(known.name == step.name for known in self.known.values()):
            return step.name
        return f"{self.prefix}{step.name}" + ("@example.com" if step.kind == "User" else "")

    def seen(
        self, answer: Answer, stored: Iterable[tuple[str, Mapping[str, Any]]], *, complete: bool
    ) -> Seen:
        """Return what came of the job, for the oracle.

        Args:
            answer: The answer to `job`.
            stored: Endpoint and document of what is stored afterwards, the existing resources included.
            complete: Nothing else is stored under a name of the job.
        """
        results = [answer.result_of(index) for index in range(len(self.shape.steps))]
        unclear = _interchangeable(self.job, results)
        codes = [
            UNREADABLE
            if index in unclear or (result and result.status.code is None)
            else result.status.code
            if result
            else None
            for index, result in enumerate(results)
        ]
        found = self._found(list(stored), codes, self._created(answer))
        problem = answer.exchange.problem if answer.status is None else ""
        return Seen(answer.status, answer.processed, tuple(codes), found, complete, problem)

    def _created(self, answer: Answer) -> dict[str, str]:
        """Return the label of each POST that is reported as done by the id in its location."""
        results = {
            index: answer.result_of(index) for index, step in enumerate(self.shape.steps) if step.creates
        }
        return {
            (result.location or "").rstrip("/").rpartition("/")[2]: made_by(index)
            for index, result in results.items()
            if result and result.succeeded
        }

    def _found(
        self,
        stored: list[tuple[str, Mapping[str, Any]]],
        codes: list[int | None],
        created: Mapping[str, str],
    ) -> tuple[Found, ...]:
        kinds = {kind.endpoint: kind for kind in KINDS.values()}
        labels = {**created, **{known.id: label for label, known in self.known.items()}}
        tokens = {(step.kind, self.name(step)): step.name for step in self.shape.steps if step.creates}
        makers = {}
        for index, step in enumerate(self.shape.steps):
            if step.creates and (codes[index] is None or 200 <= (codes[index] or 0) < 300):
                makers[step.kind, self.name(step)] = made_by(index)
        for endpoint, document in stored:
            kind = kinds[endpoint]
            identity, name = str(attr(document, "id")), attr(document, kind.naming)
            if identity not in labels and (kind.name, name) in makers:
                labels[identity] = makers[kind.name, name]
        return tuple(
            Found(
                kinds[endpoint].name,
                str(tokens.get((kinds[endpoint].name, name := attr(document, kinds[endpoint].naming)), name)),
                attr(document, kinds[endpoint].text),
                frozenset(labels.get(value, value) for value in references(document, kinds[endpoint])),
                next(
                    (label for label, known in self.known.items() if known.id == attr(document, "id")), None
                ),
            )
            for endpoint, document in stored
        )

    def _operation(self, step: Step) -> Operation:
        kind = KINDS[step.kind]
        path = kind.endpoint if step.creates else self._path(kind, step.on)
        version = None
        if step.version is not None:
            known = self.known.get(step.on.label) if isinstance(step.on, Existing) else None
            version = known.version if known and step.version == "current" else self.stale
        return Operation(step.method.value, path, step.bulk_id, self._data(kind, step), version)

    def _path(self, kind: Kind, on: Pointer | None) -> str:
        if isinstance(on, Existing):
            return self.known[on.label].path
        return f"{kind.endpoint}/{ref(on.bulk_id) if isinstance(on, Made) else self.missing}"

    def _data(self, kind: Kind, step: Step) -> dict[str, Any] | None:
        if step.method is Method.DELETE:
            return None
        values = [self._value(pointer) for pointer in step.refers]
        if step.method is Method.PATCH:
            return {"schemas": [PATCH_OP], "Operations": self._changes(kind, step, values)}
        known = self.known.get(step.on.label) if isinstance(step.on, Existing) else None
        name = self.name(step) if step.creates else (known.name if known else f"{self.prefix}changed")
        data = self.build(kind, name or f"{self.prefix}nameless")
        if step.creates and step.name is None:
            del data[kind.naming]
        if step.text is not None:
            data[kind.text] = step.text
        return _referring(kind, data, values)

    @staticmethod
    def _changes(kind: Kind, step: Step, values: list[str]) -> list[dict[str, Any]]:
        changes: list[dict[str, Any]] = []
        if step.text is not None:
            changes.append({"op": "replace", "path": kind.text, "value": step.text})
        adds = ({"op": "add", "path": kind.refers, "value": [{"value": value}]} for value in values)
        return [*changes, *adds]

    def _value(self, pointer: Pointer) -> str:
        if isinstance(pointer, Existing):
            return self.known[pointer.label].id
        return ref(pointer.bulk_id) if isinstance(pointer, Made) else self.missing


def _referring(kind: Kind, data: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """Add references to the data of a resource, in the attribute that its type has for them."""
    if not values:
        return data
    if kind.refers == "manager":
        schemas = [*data["schemas"], ENTERPRISE_USER]
        return {**data, "schemas": schemas, ENTERPRISE_USER: {"manager": {"value": values[0]}}}
    return {**data, kind.refers: [{"value": value} for value in values]}


def _interchangeable(job: Job, results: Sequence[Result | None]) -> set[int]:
    """Return the operations whose results cannot be told from each other's, though they differ.

    Two PATCHes of one resource, say, whose results have no bulkId: their order tells them apart only where the
    other results show that the server keeps to the order of the job.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, (operation, result) in enumerate(zip(job.operations, results, strict=True)):
        if result and attr(result.document, "bulkId") is None:
            groups.setdefault((operation.method, operation.path), []).append(index)
    alike = {index for group in groups.values() if len(group) > 1 for index in group}
    clear = [result.position for index, result in enumerate(results) if result and index not in alike]
    if len(clear) > 1 and clear == sorted(clear):
        return set()
    return {
        index
        for group in groups.values()
        for index in group
        if len({result.status.code for place in group if (result := results[place])}) > 1
    }


def references(document: Mapping[str, Any], kind: Kind) -> list[str]:
    """Return the values that a resource refers to: members of a group, the manager of a user."""
    held = (
        attr(attr(document, ENTERPRISE_USER), "manager")
        if kind.refers == "manager"
        else attr(document, kind.refers)
    )
    items = held if isinstance(held, list) else [held]
    values = (attr(item, "value") if isinstance(item, dict) else item for item in items)
    return [value for value in values if isinstance(value, str)]
