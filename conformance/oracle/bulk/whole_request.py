"""When a job may be refused as a whole, and what must then be stored: nothing new."""

from collections.abc import Iterator

from conformance.oracle.bulk import stored
from conformance.oracle.bulk.job_model import JobModel, Made
from conformance.oracle.bulk.result import OracleResult, Permission, Violation
from conformance.oracle.bulk.rules import DISPUTED, Rule
from conformance.oracle.bulk.state import Seen, Server, State
from conformance.oracle.bulk.store import Store

PERMITTED, TOLERATED, FORBIDDEN = Permission.PERMITTED, Permission.TOLERATED, Permission.FORBIDDEN


def refused_as_a_whole(shape: JobModel, before: State, seen: Seen, server: Server) -> OracleResult:
    """Rule on an outcome without results: no answer, a server error, or an error for the whole job."""
    ring = any(shape.in_ring(index) for index in range(len(shape.steps)))
    if seen.status is None or seen.status >= 500:
        law = "BULK-3.7.1-07" if ring else "BULK-3.7-31"
        got = seen.problem or f"HTTP {seen.status}"
        message = "the job ends in a server error" if seen.status else "the job is never answered"
        violation = Violation(law, FORBIDDEN, message, "an answer below 500", got)
        return OracleResult((violation,), frozenset({law}))
    rule = min(_grounds(shape), key=lambda each: each.refusal, default=_no_ground())
    got = f"HTTP {seen.status} for the whole job"
    found: list[Violation] = []
    if rule.refusal is not PERMITTED:
        expected = "HTTP 200 and a result for each operation"
        found.append(
            Violation(rule.law, rule.refusal, f"the job is refused as a whole: {rule.why}", expected, got)
        )
    left = tuple(stored.violations(shape, Store(shape, before, frozenset()), seen, server, frozenset()))
    violations = (*found, *left)
    return OracleResult(
        violations, frozenset({rule.law, *(violation.requirement for violation in violations)})
    )


def _no_ground() -> Rule:
    return Rule(FORBIDDEN, FORBIDDEN, "BULK-3.7-31", "nothing in it gives a reason")


def _grounds(shape: JobModel) -> Iterator[Rule]:
    """Yield what in a job can be a reason to refuse all of it."""
    if shape.fail_on_errors == 0:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-43", "failOnErrors is 0")
    if any(len(definers) > 1 for definers in shape.definers.values()):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-16", "two POSTs have one bulkId")
    if law := DISPUTED.get(shape.encoding):
        yield Rule(TOLERATED, TOLERATED, law, f"it is written {shape.encoding}")
    for index, step in enumerate(shape.steps):
        if step.creates and step.bulk_id is None:
            yield Rule(PERMITTED, PERMITTED, "BULK-3.7-15", "a POST has no bulkId")
        if step.flawed:
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7-33", "the data of an operation is invalid")
        for pointer in (*step.refers, step.on):
            if isinstance(pointer, Made) and pointer.bulk_id not in shape.definers:
                yield Rule(TOLERATED, TOLERATED, "BULK-3.7.2-08", "a reference leads to nothing")
        if shape.in_ring(index):
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7.1-03", "operations refer to each other in a ring")
        elif any(target > index for target in shape.edges[index]):
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7.2-04", "an operation refers to a later one")
        if isinstance(step.on, Made):
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7.2-11", "a path names a bulkId")
