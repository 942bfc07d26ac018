"""One request of a scenario, with its response, the stored resources, and the effect of each operation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from conformance.exchange import Exchange, Place
from conformance.scim.bulk_request import Job, Operation, Reference
from conformance.scim.bulk_response import BulkResponse, Result, single_result
from conformance.scim.document import BULK_ID_PREFIX, attr, pointer, texts
from conformance.scim.paths import plain
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES, UNKNOWN, ResourceType, ResourceTypes
from conformance.trace.relations import Relations
from conformance.trace.snapshot import UNREAD, Snapshot, StoredResource

_HEADERS: Mapping[str | int, str] = {"location": "location", "version": "etag"}
"""The response header of a single request that holds what a result has in this member."""


@dataclass(frozen=True)
class Effect:
    """One operation, sent alone or in a bulk request: what was sent, what was reported, and what is stored.

    Attributes:
        index: Index of the operation, from 0.
        result: Its result; None if none was returned.
        stored: The resource that it created or acted on; a faulty server may have created several.
    """

    interaction: "Interaction"
    index: int
    operation: Operation
    result: Result | None
    stored: tuple[StoredResource, ...]

    @property
    def exchange(self) -> Exchange:
        """The exchange in which it was sent."""
        return self.interaction.exchange

    def at(self, *path: str | int) -> Place:
        """Return the operation and its result as a place.

        Args:
            path: The part of the result that shows it, such as ``"location"``; empty for the whole result.
        """
        return self.interaction.place(self, path)

    @property
    def resource_type(self) -> ResourceType:
        """The resource type that the path names; `UNKNOWN` if it names none."""
        return self.interaction.resource_types.of(self.operation.path) or UNKNOWN

    @property
    def code(self) -> int | None:
        """The reported status code; None if there is no result, or its status cannot be read."""
        return self.result.status.code if self.result else None

    @property
    def reported(self) -> str:
        """The reported status, for messages."""
        return f"status {self.code}" if self.result else "no result"

    @property
    def done(self) -> bool:
        """True if the operation is reported as successful."""
        return self.result is not None and self.result.succeeded

    @property
    def refused(self) -> bool:
        """True if the operation is reported as failed with a 4xx status."""
        return self.code is not None and 400 <= self.code < 500

    @property
    def unclear(self) -> str:
        """Why the outcome is unknown: no result, no status, a server error; empty if it is known."""
        if self.result is None and isinstance(self.interaction, SingleInteraction):
            return f"{self.title} has no response: {self.exchange.problem}"
        if self.result is None:
            return f"{self.title} has no result"
        if self.code is None:
            return f"the status of {self.title} cannot be read"
        return f"{self.title} is reported as {self.code}, a server error" if self.code >= 500 else ""

    @property
    def malformed(self) -> bool:
        """True if the scenario sent something malformed in its place."""
        return self.interaction.job is not None and self.index in self.interaction.job.malformed

    @property
    def created(self) -> tuple[StoredResource, ...]:
        """The resources in `stored` that did not exist before the request."""
        return tuple(found for found in self.stored if self.interaction.before.at(found.path) is None)

    @property
    def named_resource(self) -> StoredResource | None:
        """The resource that the location of the result names; without one, the only stored resource."""
        location = plain((self.result.location if self.result else None) or "").rstrip("/")
        named = [found for found in self.stored if location.endswith(plain(found.path))]
        return named[0] if named else (self.stored[0] if len(self.stored) == 1 else None)

    @property
    def previous(self) -> StoredResource | None:
        """The resource of a PUT, PATCH or DELETE, as it was before the request."""
        return None if self.operation.creates else self.interaction.before.at(self.operation.path)

    @cached_property
    def subject(self) -> str:
        """The resource of the operation: its unique name, or its path."""
        if self.operation.creates:
            names = _names(self.operation, self.interaction.resource_types)
            return (names[0] if names else str(self.index)).lower()
        _, reference, bulk_id = self.operation.path.partition(BULK_ID_PREFIX)
        if reference:
            creating = self.interaction.relations.by_bulk_id.get(bulk_id)
            return creating.subject if creating else bulk_id
        return (self.previous.name if self.previous else None) or self.operation.path

    @property
    def sole_operation_on_resource(self) -> bool:
        """True if no other operation is about the same resource or has the same bulkId."""
        return not self.interaction.relations.shares_resource(self)

    @property
    def unrelated_to_others(self) -> bool:
        """True if no other operation is about its resource, or about one that is related by a reference.

        A change of another resource may change this one: a group loses a member that is deleted, a user has
        the list of its groups.
        """
        relations = self.interaction.relations
        return self.sole_operation_on_resource and not (
            relations.mentioned_in(self.mentions, self) or relations.mentioned_by(self)
        )

    @property
    def undisturbed_by_others(self) -> bool:
        """True if no other successful operation is about its resource or about one that it referred to.

        An operation that sends or stores a reference to its resource counts too.
        """
        near = texts(self.previous.document) if self.previous else ()
        relations = self.interaction.relations
        return self.sole_operation_on_resource and not (
            relations.mentioned_in(near, self, done=True) or relations.mentioned_by(self, done=True)
        )

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """The identifiers of its resource: its id, or a reference to its bulkId."""
        bulk_id = self.operation.bulk_id or ""
        own = BULK_ID_PREFIX + bulk_id if self.operation.creates else self.operation.path.rpartition("/")[2]
        return frozenset([own, *(each.id for each in self.stored)])

    @cached_property
    def mentions(self) -> frozenset[str]:
        """Every text in its data and in its resource before and after."""
        found = (*self.stored, *([self.previous] if self.previous else ()))
        return frozenset(texts([self.operation.data, *(each.document for each in found)]))

    @property
    def title(self) -> str:
        """The operation in a few words, for messages."""
        bulk_id = f" (bulkId {self.operation.bulk_id!r})" if self.operation.bulk_id is not None else ""
        method, path = self.operation.method, self.operation.path
        if isinstance(self.interaction, SingleInteraction):
            return f"{method} {path}"
        sent = self.interaction.job.malformed[self.index] if self.interaction.job and self.malformed else None
        if self.malformed and (attr(sent, "method"), attr(sent, "path")) != (method, path):
            return f"operation {self.index}{bulk_id}"  # method and path were not sent
        return f"operation {self.index}, {method} {path}{bulk_id}"


@dataclass(frozen=True)
class BulkInteraction:
    """One bulk request with its response, and the stored resources before and after.

    Attributes:
        answer: The response, with the bulk request (None if the body is malformed on purpose).
        before: The resources that were known to be stored before.
        after: The resources that were read back afterwards.
        label: The scenario's label; it names what is malformed.
        rejectable: At least one reading permits the server to reject the bulk request as a whole.
        resource_types: The resource types of the server.
    """

    answer: BulkResponse
    before: Snapshot
    after: Snapshot
    label: str = ""
    rejectable: bool = False
    resource_types: ResourceTypes = DEFAULT_RESOURCE_TYPES

    @property
    def job(self) -> Job | None:
        """The bulk request; None if the body is malformed on purpose."""
        return self.answer.job

    @property
    def exchange(self) -> Exchange:
        """The exchange in which it was sent."""
        return self.answer.exchange

    @property
    def results(self) -> tuple[Result, ...]:
        """The results in the response."""
        return self.answer.results

    @property
    def accepted(self) -> bool:
        """True if a well-formed bulk request got the response of a processed one."""
        return self.job is not None and (self.exchange.status == 200 or self.answer.processed)

    @property
    def lost(self) -> bool:
        """True if a well-formed bulk request has no results, because it failed as a whole."""
        status = self.exchange.status
        answered = status is not None and status >= 400 and not self.exchange.turned_away
        return self.job is not None and answered and not self.accepted

    @property
    def processed(self) -> bool:
        """True if a status code is reported for at least one operation."""
        return any(effect.code is not None for effect in self.effects)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The effect of each operation; none for a malformed body."""
        operations = self.job.operations if self.job else ()
        return tuple(
            Effect(
                self,
                index,
                operation,
                self.answer.result_of(index),
                _stored(operation, self.after, self.resource_types),
            )
            for index, operation in enumerate(operations)
        )

    @cached_property
    def relations(self) -> Relations:
        """The relations between its effects."""
        return Relations(self.effects)

    def place(self, effect: Effect, path: tuple[str | int, ...]) -> Place:
        """Return an operation and a part of its result as a place."""
        found = None
        if effect.result:
            found = pointer(self.exchange.json, "Operations", effect.result.position, *path)
        sent = f"/Operations/{effect.index}"
        return Place(self.exchange, effect.index, sent, found)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The references in its operations."""
        return self.job.references() if self.job else ()

    def resolved(self, reference: Reference) -> bool | None:
        """Return whether the stored source of a reference has the id of its stored target.

        Returns:
            None if it is not clear which stored resource is the source or the target.
        """
        source = self.effects[reference.source].named_resource
        target = self.effects[reference.target].named_resource if reference.target is not None else None
        return None if source is None or target is None else target.id in source.values(reference.attribute)


@dataclass(frozen=True)
class SingleInteraction:
    """One single request: what was sent and received, and the resource before and after.

    Its one effect is judged like the effect of an operation in a bulk request.

    Attributes:
        label: Names it in its scenario.
        operation: Method, path and data of the request.
        exchange: The exchange.
        before: The resources that were known to be stored before.
        after: The resources that were read back afterwards; empty and incomplete if nothing was read.
        resource_types: The resource types of the server.
    """

    label: str
    operation: Operation
    exchange: Exchange
    before: Snapshot = UNREAD
    after: Snapshot = UNREAD
    resource_types: ResourceTypes = DEFAULT_RESOURCE_TYPES

    job: ClassVar[None] = None
    references: ClassVar[tuple[Reference, ...]] = ()

    def place(self, effect: Effect, path: tuple[str | int, ...]) -> Place:
        """Return the request and a part of its response as a place."""
        part, *inner = path or ("",)
        if header := _HEADERS.get(part):
            return Place(self.exchange, effect.index, "", header=header)
        found = None if part == "status" else pointer(self.exchange.json, *inner)
        return Place(self.exchange, effect.index, "", found)

    @property
    def results(self) -> tuple[Result, ...]:
        """The response in the form of a result; empty if there was none."""
        return tuple(effect.result for effect in self.effects if effect.result)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The effect of the request."""
        result = single_result(self.operation, self.exchange)
        return (
            Effect(self, 0, self.operation, result, _stored(self.operation, self.after, self.resource_types)),
        )

    @cached_property
    def relations(self) -> Relations:
        """The relations of its effect: none."""
        return Relations(self.effects)


Interaction = BulkInteraction | SingleInteraction
"""A request of a scenario, alone or bulk."""


def _names(operation: Operation, resource_types: ResourceTypes) -> tuple[str, ...]:
    """Return the names in the data of a POST: one for each type, if its path names no type."""
    named = resource_types.of(operation.path)
    names = (each.name_of(operation.data) for each in ([named] if named else resource_types))
    return tuple(dict.fromkeys(filter(None, names)))


def _stored(
    operation: Operation, after: Snapshot, resource_types: ResourceTypes
) -> tuple[StoredResource, ...]:
    """Return what an operation created or acted on, as it was read back."""
    if not operation.creates:
        found = after.at(operation.path)
        return (found,) if found else ()
    names = _names(operation, resource_types) or ((None,) if resource_types.of(operation.path) else ())
    return tuple(found for name in names for found in after.named(name))
