"""Judge a bulk request that was rejected as a whole: its permitted reasons, and that nothing is stored."""

from collections.abc import Iterator

from conformance.oracle.bulk import stored
from conformance.oracle.bulk.job_model import Created, JobModel
from conformance.oracle.bulk.result import OracleResult, Permission, Violation
from conformance.oracle.bulk.rules import DISPUTED_ENCODINGS, Rule
from conformance.oracle.bulk.state import Observed, Server, State
from conformance.oracle.bulk.store import Store

PERMITTED, TOLERATED, FORBIDDEN = Permission.PERMITTED, Permission.TOLERATED, Permission.FORBIDDEN


def judge_rejected_request(shape: JobModel, before: State, seen: Observed, server: Server) -> OracleResult:
    """Judge an outcome without results: no response, a server error, or an error for the whole request."""
    ring = any(shape.in_ring(index) for index in range(len(shape.steps)))
    if seen.status is None or seen.status >= 500:
        requirement = "BULK-3.7.1-07" if ring else "BULK-3.7-31"
        got = seen.problem or f"HTTP {seen.status}"
        message = (
            "the bulk request fails with a server error"
            if seen.status
            else "the server does not respond to the bulk request"
        )
        violation = Violation(requirement, FORBIDDEN, message, "a status below 500", got)
        return OracleResult((violation,), frozenset({requirement}))
    rule = min(_reasons(shape), key=lambda each: each.rejection, default=_no_reason())
    got = f"HTTP {seen.status} for the whole request"
    found: list[Violation] = []
    if rule.rejection is not PERMITTED:
        expected = "HTTP 200 and a result for each operation"
        message = f"the server rejects the whole bulk request; {rule.why}"
        found.append(
            Violation(
                rule.requirement,
                rule.rejection,
                message,
                expected,
                got,
            )
        )
    left = tuple(stored.violations(shape, Store(shape, before, frozenset()), seen, server, frozenset()))
    violations = (*found, *left)
    return OracleResult(
        violations, frozenset({rule.requirement, *(violation.requirement for violation in violations)})
    )


def _no_reason() -> Rule:
    return Rule(FORBIDDEN, FORBIDDEN, "BULK-3.7-31", "nothing in it permits that")


def _reasons(shape: JobModel) -> Iterator[Rule]:
    """Yield the rules under which the whole bulk request may be rejected."""
    if shape.fail_on_errors == 0:
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-43", "failOnErrors is 0")
    if any(len(definers) > 1 for definers in shape.definers.values()):
        yield Rule(PERMITTED, PERMITTED, "BULK-3.7-16", "two POSTs have the same bulkId")
    if requirement := DISPUTED_ENCODINGS.get(shape.encoding):
        yield Rule(TOLERATED, TOLERATED, requirement, f"it is sent {shape.encoding}")
    for index, step in enumerate(shape.steps):
        if step.creates and step.bulk_id is None:
            yield Rule(PERMITTED, PERMITTED, "BULK-3.7-15", "a POST has no bulkId")
        if step.flawed:
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7-33", "the data of an operation is invalid")
        for pointer in (*step.refers, step.on):
            if isinstance(pointer, Created) and pointer.bulk_id not in shape.definers:
                yield Rule(TOLERATED, TOLERATED, "BULK-3.7.2-08", "it refers to an undefined bulkId")
        if shape.in_ring(index):
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7.1-03", "it has a circular reference")
        elif any(target > index for target in shape.edges[index]):
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7.2-04", "an operation refers to a later one")
        if isinstance(step.on, Created):
            yield Rule(TOLERATED, TOLERATED, "BULK-3.7.2-11", "a path refers to a bulkId")
