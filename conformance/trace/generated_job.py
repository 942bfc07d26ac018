"""A generated bulk request, with everything that the oracle needs to judge it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from conformance.exchange import Exchange
from conformance.oracle.bulk import (
    DISPUTED_ENCODINGS,
    Absent,
    Existing,
    JobModel,
    Method,
    Observed,
    OperationModel,
    OracleResult,
    Permitted,
    Pointer,
    Resource,
    Server,
    Version,
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
        seen: The reported results and the resources stored afterwards.
        server: The capabilities of the server.
        known: Ids of requirements that the server was known to violate before.
        again: The same bulk request, sent again with new names; None if it was not sent again.
        larger: Number of larger bulk requests that violated the same requirements.
        before: Descriptions of the requests sent before it in the same sequence.
    """

    shape: JobModel
    exchange: Exchange
    state: dict[str, Resource]
    seen: Observed
    server: Server
    known: frozenset[str] = frozenset()
    again: "GeneratedJob | None" = field(default=None, repr=False)
    larger: int = 0
    before: tuple[str, ...] = ()

    @cached_property
    def oracle_result(self) -> OracleResult:
        """The violations of the outcome, forbidden or tolerated."""
        return judge(self.shape, self.state, self.seen, self.server, self.known)

    @cached_property
    def permitted(self) -> tuple[Permitted, ...]:
        """The permitted outcomes of each operation; empty if the whole bulk request was rejected."""
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
        """The number of operations and the number of references."""
        return len(self.shape.steps), sum(len(step.refers) for step in self.shape.steps)

    @property
    def lost(self) -> bool:
        """True if the connection failed, which may not be the server's fault."""
        failure = self.exchange.failure
        return failure is not None and failure.is_transient

    @property
    def excused_by_encoding(self) -> bool:
        """True if the outcome is tolerated only because servers may reject the encoding of the request."""
        disputed = DISPUTED_ENCODINGS.get(self.shape.encoding)
        return any(violation.requirement == disputed for violation in self.oracle_result.violations)

    @property
    def timed_out(self) -> bool:
        """True if the response did not arrive within the timeout."""
        failure = self.exchange.failure
        return failure is not None and failure.kind == "timeout"

    def describe(self) -> str:
        """Return a one-line text of the operations with their actual and permitted results."""
        number, limit = len(self.shape.steps), self.shape.fail_on_errors
        options = [
            *([] if limit is None else [f"failOnErrors {limit}"]),
            *([f"sent {self.shape.encoding}"] if self.shape.encoding else []),
        ]
        request = ", ".join([f"request with {number} operation{'s' if number > 1 else ''}", *options])
        before = f"; sent after: {', '.join(self.before)}" if self.before else ""
        return f"{request}: {'; '.join(self._lines())}{before}"

    def _lines(self) -> Iterator[str]:
        for index, (step, code) in enumerate(zip(self.shape.steps, self.codes, strict=True)):
            result = "no result" if code is None else str(code or "unreadable status")
            permitted = f" (permitted: {self.permitted[index]})" if self.permitted else ""
            yield f"[{index}] {describe_operation(step)} -> {result}{permitted}"


def describe_operation(step: OperationModel) -> str:
    """Return a short text of an operation, such as ``POST Group (bulkId g) with a reference to bulkId:u``."""
    words = [f"{step.method} {step.kind}"]
    if step.on is not None:
        words.append(f"({_target(step.on)})")
    if step.method is Method.POST and step.bulk_id is not None:
        words.append(f"(bulkId {step.bulk_id})")
    if step.refers:
        number = "a reference" if len(step.refers) == 1 else "references"
        words.append(f"with {number} to " + ", ".join(map(_target, step.refers)))
    if step.values:
        named = (f"{value.attribute.rpartition(':')[2]} ({value.edge})" for value in step.values)
        words.append("with " + ", ".join(named))
    if step.flawed:
        words.append("without its required name")
    if step.version:
        words.append(f"with {'the' if step.version is Version.CURRENT else 'a'} {step.version} version")
    return " ".join(words)


def _target(pointer: Pointer) -> str:
    """Return a text for the target of an operation or a reference."""
    if isinstance(pointer, Existing):
        return f"existing {pointer.label}"
    return "an unknown id" if isinstance(pointer, Absent) else f"bulkId:{pointer.bulk_id}"
