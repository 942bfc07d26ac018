"""The store as the steps that were reported as done must have left it."""

from dataclasses import replace

from conformance.oracle.bulk.job_model import Existing, JobModel, Made, Method, OperationModel, Pointer, Value
from conformance.oracle.bulk.state import Resource, State, made_by


class Store:
    """A store that steps are applied to, one after the other.

    Args:
        shape: The job.
        before: What was stored before it.
        made: Indexes of the POSTs that created something.

    Attributes:
        resources: What is stored now, by label.
        touched: Names about which nothing certain can be said.
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
        """Tell whether a resource is stored now."""
        return label in self.resources

    def deleted(self, label: str) -> bool:
        """Tell whether a resource has been deleted in the job."""
        return label in self._deleted

    def holder(self, kind: str, name: str) -> str | None:
        """Return the label of the resource that has a name now, None where it is free."""
        return next(
            (label for label, held in self.resources.items() if (held.kind, held.name) == (kind, name)), None
        )

    def freed(self, kind: str, name: str) -> bool:
        """Tell whether a resource with that name has been deleted in the job."""
        return (kind, name) in self._freed

    def changed(self, label: str) -> bool:
        """Tell whether a resource has been changed in the job, so that its version is another one."""
        return label in self._changed

    def reworded(self, label: str) -> bool:
        """Tell whether its text has been changed in the job: as `changed`, where the server keeps texts."""
        return label in self._reworded

    def disturbed(self, label: str) -> bool:
        """Tell whether a resource, or what it may show of others, may have been changed in the job.

        A user may show the groups it is in, and a group the names of its members; versions may tell of that.
        """
        return label in self._disturbed

    def label_of(self, pointer: Pointer | None) -> str | None:
        """Return the label of the one resource that is pointed at, None where there is none."""
        if isinstance(pointer, Existing):
            return pointer.label
        target = self._shape.definer(pointer)
        return made_by(target) if target is not None else None

    def apply(self, index: int) -> None:
        """Do what a step asks for."""
        step = self._shape.steps[index]
        refers, doubtful = self._tokens(step)
        self._disturb(made_by(index) if step.creates else self.label_of(step.on), refers | doubtful)
        if step.creates:
            name = step.name or made_by(index)
            self.resources[made_by(index)] = Resource(
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
        """Take note of what a changed resource refers to, or no longer does, and of what refers to it."""
        held = self.resources.get(label) if label else None
        self._disturbed |= refers | (held.refers | held.open if held else frozenset())
        self._disturbed |= {
            other for other, each in self.resources.items() if label in each.refers | each.open
        }

    def doubt(self, index: int) -> None:
        """Take nothing for certain of what a step is about: it is not known whether it was done."""
        step = self._shape.steps[index]
        label = self.label_of(step.on)
        held = self.resources.get(label) if label else None
        self.touched.update(filter(None, (step.name, held.name if held else None)))

    def doubts(self, step: OperationModel) -> bool:
        """Tell whether nothing is certain about what a step is about."""
        label = self.label_of(step.on)
        held = self.resources.get(label) if label else None
        return step.name in self.touched or (held is not None and held.name in self.touched)

    def _forget(self, label: str) -> None:
        """Leave it open whether what is deleted is still referred to; the text does not say."""
        for other, held in self.resources.items():
            if label in held.refers:
                self.resources[other] = replace(held, refers=held.refers - {label}, open=held.open | {label})

    def _tokens(self, step: OperationModel) -> tuple[frozenset[str], frozenset[str]]:
        """Return what a step's data certainly makes its resource refer to, and what it may."""
        certain: set[str] = set()
        doubtful: set[str] = set()
        for pointer in step.refers:
            definers = self._shape.definers.get(pointer.bulk_id, ()) if isinstance(pointer, Made) else ()
            if len(definers) > 1:
                doubtful.update(map(made_by, definers))
            elif isinstance(pointer, Existing) or (definers and definers[0] in self._made):
                label = pointer.label if isinstance(pointer, Existing) else made_by(definers[0])
                (doubtful if self.deleted(label) else certain).add(label)
        return frozenset(certain), frozenset(doubtful)


def _replaced(held: tuple[Value, ...], new: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return values with others in place of those of the same attributes, whose names ignore letter case."""
    changed = {value.attribute.lower() for value in new}
    return (*(value for value in held if value.attribute.lower() not in changed), *new)
