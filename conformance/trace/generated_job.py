"""A generated bulk request as it was sent, with all that the oracle judges it by."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from conformance.exchange import Exchange
from conformance.oracle.bulk import (
    DISPUTED,
    Absent,
    Existing,
    JobModel,
    Method,
    OperationModel,
    OracleResult,
    Permitted,
    Pointer,
    Resource,
    Seen,
    Server,
    judge,
    permitted,
)


@dataclass(frozen=True)
class GeneratedJob:
    """A generated bulk request, and the oracle's judgement of its effects.

    Attributes:
        shape: The model of the bulk request.
        exchange: The exchange in which it was sent.
        state: The resources stored before, by label.
        seen: What was reported and what is stored afterwards.
        server: What is known of the server.
        known: Ids of requirements that the server was known to violate before.
        again: The same bulk request, sent once more with fresh names; None if it was not.
        larger: Number of larger bulk requests that violated the same requirements.
        before: What was sent before it in the same sequence, in words.
    """

    shape: JobModel
    exchange: Exchange
    state: dict[str, Resource]
    seen: Seen
    server: Server
    known: frozenset[str] = frozenset()
    again: "GeneratedJob | None" = field(default=None, repr=False)
    larger: int = 0
    before: tuple[str, ...] = ()

    @cached_property
    def oracle_result(self) -> OracleResult:
        """What of the effects no reading, or only a lenient one, permits."""
        return judge(self.shape, self.state, self.seen, self.server, self.known)

    @cached_property
    def permitted(self) -> tuple[Permitted, ...]:
        """What is permitted for each operation; empty if the bulk request as a whole was rejected."""
        if not self.seen.processed:
            return ()
        return permitted(self.shape, self.state, self.seen, self.server)

    @property
    def codes(self) -> tuple[int | None, ...]:
        """The reported status code of each operation; None for one without a result."""
        return self.seen.codes

    @property
    def repeats(self) -> frozenset[str]:
        """Ids of the requirements that were violated again when it was sent once more."""
        return self.again.oracle_result.requirements if self.again else frozenset()

    @property
    def size(self) -> tuple[int, int]:
        """How large the job is: its operations, then its references."""
        return len(self.shape.steps), sum(len(step.refers) for step in self.shape.steps)

    @property
    def lost(self) -> bool:
        """Whether the connection failed, which need not be the server's doing."""
        failure = self.exchange.failure
        return failure is not None and failure.is_transient

    @property
    def excused_by_writing(self) -> bool:
        """Whether something is permitted only since the job is written as servers need not understand."""
        disputed = DISPUTED.get(self.shape.encoding)
        return any(violation.requirement == disputed for violation in self.oracle_result.violations)

    @property
    def unanswered(self) -> bool:
        """Whether the answer was waited for in vain."""
        failure = self.exchange.failure
        return failure is not None and failure.kind == "timeout"

    def named_resource(self) -> str:
        """Return the job, what was permitted and what was seen, for a person."""
        limit = self.shape.fail_on_errors
        stop = "" if limit is None else f", failOnErrors {limit}"
        written = f", {self.shape.encoding}" if self.shape.encoding else ""
        behind = f"; it was sent behind {', '.join(self.before)}" if self.before else ""
        return f"job of {len(self.shape.steps)}{stop}{written}: " + "; ".join(self._lines()) + behind

    def _lines(self) -> Iterator[str]:
        for index, (step, code) in enumerate(zip(self.shape.steps, self.codes, strict=True)):
            seen = "no result" if code is None else str(code or "unreadable")
            permitted = f" (permitted: {self.permitted[index]})" if self.permitted else ""
            yield f"[{index}] {in_words(step)} -> {seen}{permitted}"


def in_words(step: OperationModel) -> str:
    """Return an operation in a few words."""
    subject = step.kind if step.on is None else f"{step.kind} {_pointed(step.on)}"
    words = [f"{step.method} {subject}"]
    if step.method is Method.POST and step.bulk_id is not None:
        words.append(f"as {step.bulk_id!r}")
    if step.refers:
        words.append("referring to " + ", ".join(map(_pointed, step.refers)))
    if step.values:
        named = (f"{value.attribute.rpartition(':')[2]} ({value.edge})" for value in step.values)
        words.append("with " + ", ".join(named))
    if step.flawed:
        words.append("without its name")
    if step.version:
        words.append(f"with a {step.version} version")
    return " ".join(words)


def _pointed(pointer: Pointer) -> str:
    if isinstance(pointer, Existing):
        return f"{pointer.label}, stored before"
    return "nobody" if isinstance(pointer, Absent) else f"bulkId:{pointer.bulk_id}"
