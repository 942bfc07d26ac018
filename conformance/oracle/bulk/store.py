"""The expected store after the steps that are reported as successful."""

from dataclasses import replace

from conformance.oracle.bulk.job_model import (
    Created,
    Existing,
    JobModel,
    Method,
    OperationModel,
    Pointer,
    Value,
)
from conformance.oracle.bulk.state import Resource, State, created_by


class Store:
    """A store to which steps are applied one by one.

    Args:
        shape: The model of the bulk request.
        before: The resources stored before it.
        made: Indexes of the POSTs that created something.

    Attributes:
        resources: The stored resources, by label.
        touched: Names of resources whose state is not known.
    """

    def __init__(self, shape: JobModel, before: State, made: frozenset[int]) -> None:
        self._shape = shape
        self._made = made
        self._deleted: set[str] = set()
        self._freed: set[tuple[str, str]] = set()
        self._changed: set[str] = set()
        self._reworded: set[str] = set()
        self._disturbed: set[str] = set()
        self.resources: dict[str, Resource] = dict(before)
        self.touched: set[str] = set()

    def holds(self, label: str) -> bool:
        """Return whether a resource is stored."""
        return label in self.resources

    def deleted(self, label: str) -> bool:
        """Return whether the bulk request deleted a resource."""
        return label in self._deleted

    def holder(self, kind: str, name: str) -> str | None:
        """Return the label of the resource with a name; None if the name is free."""
        return next(
            (label for label, held in self.resources.items() if (held.kind, held.name) == (kind, name)), None
        )

    def freed(self, kind: str, name: str) -> bool:
        """Return whether the bulk request deleted a resource with that name."""
        return (kind, name) in self._freed

    def changed(self, label: str) -> bool:
        """Return whether the bulk request changed a resource, and so its version."""
        return label in self._changed

    def reworded(self, label: str) -> bool:
        """Return whether the bulk request changed the text; relevant if the server stores texts."""
        return label in self._reworded

    def disturbed(self, label: str) -> bool:
        """Return whether the bulk request may have changed a resource or what it returns of other resources.

        A user may return its groups, and a group the names of its members. Versions may depend on both.
        """
        return label in self._disturbed

    def label_of(self, pointer: Pointer | None) -> str | None:
        """Return the label of the resource to which a pointer refers; None if there is not exactly one."""
        if isinstance(pointer, Existing):
            return pointer.label
        target = self._shape.definer(pointer)
        return created_by(target) if target is not None else None

    def apply(self, index: int) -> None:
        """Apply a step to the store."""
        step = self._shape.steps[index]
        refers, doubtful = self._tokens(step)
        self._disturb(created_by(index) if step.creates else self.label_of(step.on), refers | doubtful)
        if step.creates:
            name = step.name or created_by(index)
            self.resources[created_by(index)] = Resource(
                step.kind, name, step.text, refers, doubtful, (index,), step.values
            )
            return
        label = self.label_of(step.on)
        held = self.resources.get(label) if label else None
        if label is None or held is None:
            return
        self._disturbed.add(label)
        if step.method is Method.DELETE or refers - held.refers:
            self._changed.add(label)
        if step.text not in (None, held.text):
            self._reworded.add(label)
        by = (*held.by, index)
        if step.method is Method.DELETE:
            del self.resources[label]
            self._deleted.add(label)
            self._freed.add((held.kind, held.name))
            self._forget(label)
        elif step.method is Method.PUT:
            loose = held.refers | held.open | doubtful
            self.resources[label] = Resource(
                held.kind, held.name, step.text, refers, loose - refers, by, step.values
            )
        else:
            text = held.text if step.text is None else step.text
            self.resources[label] = Resource(
                held.kind,
                held.name,
                text,
                held.refers | refers,
                held.open | doubtful,
                by,
                _replaced(held.values, step.values),
            )

    def _disturb(self, label: str | None, refers: frozenset[str]) -> None:
        """Mark the old and new targets of a changed resource, and the resources that refer to it."""
        held = self.resources.get(label) if label else None
        self._disturbed |= refers | (held.refers | held.open if held else frozenset())
        self._disturbed |= {
            other for other, each in self.resources.items() if label in each.refers | each.open
        }

    def doubt(self, index: int) -> None:
        """Mark the target of a step as not known: it is not known whether the step was applied."""
        step = self._shape.steps[index]
        label = self.label_of(step.on)
        held = self.resources.get(label) if label else None
        self.touched.update(filter(None, (step.name, held.name if held else None)))

    def doubts(self, step: OperationModel) -> bool:
        """Return whether the state of the target of a step is not known."""
        label = self.label_of(step.on)
        held = self.resources.get(label) if label else None
        return step.name in self.touched or (held is not None and held.name in self.touched)

    def _forget(self, label: str) -> None:
        """Permit both to keep and to drop references to a deleted resource; the RFC does not decide."""
        for other, held in self.resources.items():
            if label in held.refers:
                self.resources[other] = replace(held, refers=held.refers - {label}, open=held.open | {label})

    def _tokens(self, step: OperationModel) -> tuple[frozenset[str], frozenset[str]]:
        """Return the references that a step must store, and those that it may store."""
        certain: set[str] = set()
        doubtful: set[str] = set()
        for pointer in step.refers:
            definers = self._shape.definers.get(pointer.bulk_id, ()) if isinstance(pointer, Created) else ()
            if len(definers) > 1:
                doubtful.update(map(created_by, definers))
            elif isinstance(pointer, Existing) or (definers and definers[0] in self._made):
                label = pointer.label if isinstance(pointer, Existing) else created_by(definers[0])
                (doubtful if self.deleted(label) else certain).add(label)
        return frozenset(certain), frozenset(doubtful)


def _replaced(held: tuple[Value, ...], new: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return values, replaced by new ones of the same attribute; names ignore letter case."""
    changed = {value.attribute.lower() for value in new}
    return (*(value for value in held if value.attribute.lower() not in changed), *new)
