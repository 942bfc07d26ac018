"""A generated job as it was sent and judged."""

from collections.abc import Iterator
from dataclasses import dataclass

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
)


@dataclass(frozen=True)
class GeneratedJob:
    """One generated job, and what the oracle says of what came of it.

    Attributes:
        shape: The job.
        exchange: The exchange in which it was sent.
        oracle_result: What the oracle says.
        permitted: What was permitted of each operation; nothing, where the whole job is what is wrong.
        codes: For each operation the status code that was reported; None where it has no result.
        again: The exchange in which the same job was sent once more on fresh names; None where it was not.
        repeats: Ids of what was broken again then.
        larger: Number of larger jobs in which the same was broken.
        before: In words, what went before it in the same sequence.
    """

    shape: JobModel
    exchange: Exchange
    oracle_result: OracleResult
    permitted: tuple[Permitted, ...]
    codes: tuple[int | None, ...]
    again: Exchange | None = None
    repeats: frozenset[str] = frozenset()
    larger: int = 0
    before: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """How large the job is: its operations, then its references."""
        return len(self.shape.steps), sum(len(step.refers) for step in self.shape.steps)

    @property
    def lost(self) -> bool:
        """Whether the connection failed, which need not be the server's doing."""
        failure = self.exchange.failure
        return failure is not None and failure.may_pass

    @property
    def excused_by_writing(self) -> bool:
        """Whether something is permitted only since the job is written as servers need not understand."""
        law = DISPUTED.get(self.shape.encoding)
        return any(violation.requirement == law for violation in self.oracle_result.violations)

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
