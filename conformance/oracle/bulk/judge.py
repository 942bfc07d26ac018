"""Follow an outcome step by step and find an explanation that the RFC permits."""

from collections.abc import Iterator
from itertools import product

from conformance.oracle.bulk import stored
from conformance.oracle.bulk.job_model import JobModel, Method
from conformance.oracle.bulk.orders import Order, orders
from conformance.oracle.bulk.result import OracleResult, Permission, Violation, best
from conformance.oracle.bulk.rules import UNCOUNTED, Rule, circumstances, plain
from conformance.oracle.bulk.state import UNREADABLE, Observed, Server, State
from conformance.oracle.bulk.store import Store
from conformance.oracle.bulk.whole_request import judge_rejected_request

UNKNOWN = (UNREADABLE, 501)
"""Codes that say nothing about the state of a resource: an unreadable status, and 501."""


def judge(
    shape: JobModel, before: State, seen: Observed, server: Server, known: frozenset[str] = frozenset()
) -> OracleResult:
    """Return the violations of an outcome (RFC 7644 section 3.7).

    Args:
        shape: The model of the bulk request.
        before: The resources stored before it, by label.
        seen: The response, and the resources stored afterwards.
        server: The capabilities of the server.
        known: Ids of requirements that the server is known to violate; an explanation that needs only these
            is preferred.
    """
    if seen.status is None or seen.status >= 500 or (seen.status >= 300 and not seen.processed):
        return judge_rejected_request(shape, before, seen, server)
    results: list[OracleResult] = []
    for oracle_result in _explanations(shape, before, seen, server):
        results.append(oracle_result)
        if oracle_result.permission is Permission.PERMITTED:
            return oracle_result
    return best(results, known)


def _explanations(shape: JobModel, before: State, seen: Observed, server: Server) -> Iterator[OracleResult]:
    """Yield the result of each explanation of the outcome, the strictest reading first."""
    # The RFC leaves open what failOnErrors 0 means: no limit, or the same as 1.
    limits = (None, 1) if shape.fail_on_errors == 0 else (shape.fail_on_errors,)
    request_order = tuple(range(len(shape.steps)))
    # Of equally lenient explanations, the one that matches the order of the results comes first.
    candidates = sorted(orders(shape, _made(shape, seen)), key=lambda order: not _agrees(order, seen))
    unread = seen.codes.count(UNREADABLE) if any(limits) else 0
    for spares, errors in product((False, True) if any(limits) else (False,), range(unread + 1)):
        for order in candidates:
            for limit in limits:
                walk = _Walk(shape, before, seen, server, limit, spares=spares, unread_errors=errors)
                oracle_result = walk.through(order)
                if order != request_order:
                    why = "the outcome matches only an order of operations that resolves references first"
                    oracle_result = oracle_result.softened(
                        "BULK-3.7-38", why, "request order", "another order"
                    )
                if spares:
                    why = "failures caused by a reference or a bulkId do not count towards failOnErrors"
                    oracle_result = oracle_result.softened(
                        "BULK-3.7-34", why, "each failure counts", "some failures do not count"
                    )
                yield oracle_result


def _agrees(order: Order, seen: Observed) -> bool:
    """Return whether the results are in an order; steps without a result are ignored."""
    reported = {*seen.order}
    return tuple(step for step in order if step in reported) == seen.order


def _made(shape: JobModel, seen: Observed) -> frozenset[int]:
    """Return the indexes of the POSTs that created a resource."""
    names = {(found.kind, found.name) for found in seen.found if found.label is None}
    return frozenset(
        index
        for index, step in enumerate(shape.steps)
        if step.creates
        and (seen.done(index) or (seen.codes[index] is None and (step.kind, step.name) in names))
    )


class _Walk:
    """One explanation of an outcome: one order of the steps, and one reading of failOnErrors.

    Args:
        shape: The model of the bulk request.
        before: The resources stored before it.
        seen: The observed outcome.
        server: The capabilities of the server.
        limit: The number of errors that ends the request; None for no limit.
        spares: True if failures caused by a reference or a bulkId do not count as errors.
        unread_errors: How many of the last unreadable results count as errors.
    """

    def __init__(
        self,
        shape: JobModel,
        before: State,
        seen: Observed,
        server: Server,
        limit: int | None,
        *,
        spares: bool,
        unread_errors: int,
    ) -> None:
        self._spares = spares
        self._unread = seen.codes.count(UNREADABLE) - unread_errors
        self._shape, self._seen, self._server, self._limit = shape, seen, server, limit
        self._made = _made(shape, seen)
        self._store = Store(shape, before, self._made)
        self._errors = 0
        self._ended: set[int] = set()
        self._violations: list[Violation] = []
        self._applied: set[str] = set()

    def through(self, order: Order) -> OracleResult:
        """Judge each step in order, then compare the stored resources with the expected ones."""
        for index in order:
            if self._limit and self._errors >= self._limit:
                self._ended.add(index)
                self._applied.add("BULK-3.7-34")
                self._after_the_end(index)
            elif self._seen.codes[index] is None:
                self._without_result(index)
            elif self._seen.codes[index] in UNKNOWN:
                self._errors += self._seen.failed(index) or self._unread_error(index)
                self._store.doubt(index)
            elif self._seen.failed(index):
                self._rejected(index)
            else:
                self._done(index)
        self._violations += stored.violations(
            self._shape, self._store, self._seen, self._server, frozenset(self._ended)
        )
        self._applied |= stored.applied(self._shape, self._store, self._seen)
        broken = {violation.requirement for violation in self._violations}
        return OracleResult(tuple(self._violations), frozenset(self._applied | broken))

    def _after_the_end(self, index: int) -> None:
        if self._seen.done(index):
            message = (
                f"operation [{index}] comes after the operation at which failOnErrors {self._limit} ended "
                "the request, but is reported as successful"
            )
            self._add_violation("BULK-3.7-34", Permission.FORBIDDEN, message, "no result", index)
            self._store.apply(index)
        elif self._seen.failed(index):
            message = (
                f"operation [{index}] comes after the operation at which failOnErrors {self._limit} ended "
                "the request, but is listed as failed"
            )
            self._add_violation("BULK-3.7.3-08", Permission.TOLERATED, message, "no result", index)

    def _unread_error(self, index: int) -> bool:
        """Return whether an unreadable result counts as an error; the first ones do not."""
        if self._seen.codes[index] != UNREADABLE:
            return False
        self._unread -= 1
        return self._unread < 0

    def _without_result(self, index: int) -> None:
        depends = self._shape.edges[index]
        if self._limit and any(code in UNKNOWN for code in self._seen.codes):
            self._store.doubt(index)
            return
        if self._limit and self._total() >= self._limit and depends - self._made:
            message = f"operation [{index}] refers to a resource that was not created, and has no result"
            self._add_violation("BULK-3.7.3-07", Permission.TOLERATED, message, "status 4xx", index)
            self._store.doubt(index)
            return
        requirement = "BULK-3.7.3-01"
        if index not in self._made and self._errors:
            requirement = "BULK-3.7-35" if self._limit else "BULK-3.7-33"
        elif self._limit and self._total() >= self._limit:
            requirement = "BULK-3.7.3-07"
        if requirement == "BULK-3.7.3-07" and not self._shows(index):
            message = (
                f"operation [{index}] has no result and no effect, although only a later operation reached "
                f"failOnErrors {self._limit}"
            )
            self._add_violation("BULK-3.7-38", Permission.FORBIDDEN, message, "success", index)
        else:
            self._add_violation(
                requirement, Permission.FORBIDDEN, f"operation [{index}] has no result", "a result", index
            )
        self._store.doubt(index)

    def _shows(self, index: int) -> bool:
        """Return whether the stored resources show that a step without a result was applied."""
        step = self._shape.steps[index]
        if step.creates:
            return index in self._made
        label = self._store.label_of(step.on)
        found = next((each for each in self._seen.found if label is not None and each.label == label), None)
        if step.method is Method.DELETE or found is None:
            return step.method is Method.DELETE and found is None
        targets = {self._store.label_of(pointer) for pointer in step.refers}
        return (step.text is not None and found.text == step.text) or bool(
            targets and targets <= found.refers
        )

    def _rejected(self, index: int) -> None:
        self._errors += 1
        rules = [*circumstances(self._shape, index, self._store, self._made, self._server)]
        code = self._seen.codes[index] or 0
        if code >= 500 and not self._server.fails_alone.isdisjoint(self._shape.steps[index].values):
            self._store.doubt(index)
            return
        rule = min(
            rules, key=lambda each: each.permission_of_code(code), default=plain(self._requirement_to_apply())
        )
        self._applied.add(rule.requirement)
        if rule.requirement in UNCOUNTED and self._spares:
            self._errors -= 1
        permission = Permission.FORBIDDEN if code >= 500 else rule.permission_of_code(code)
        if permission is not Permission.PERMITTED:
            code_fits = code < 500 and rule.permission_of_code(code) is rule.rejection
            may_be_rejected = rule.rejection is Permission.PERMITTED or (
                rule.rejection is Permission.TOLERATED and not code_fits
            )
            expected = _expected(rule) if may_be_rejected else "success"
            failure = "fails with a server error" if code >= 500 else "is rejected"
            message = f"operation [{index}] {failure}; {rule.why}"
            self._add_violation(rule.requirement, permission, message, expected, index)

    def _done(self, index: int) -> None:
        rules = [*circumstances(self._shape, index, self._store, self._made, self._server)]
        rule = max(rules, key=lambda each: each.success, default=plain())
        if self._store.doubts(self._shape.steps[index]):
            rule = plain()
        self._applied.update(each.requirement for each in rules or [rule])
        if rule.success is not Permission.PERMITTED:
            message = f"operation [{index}] is reported as successful, but {rule.why}"
            self._add_violation(rule.requirement, rule.success, message, _expected(rule), index)
        self._store.apply(index)

    def _requirement_to_apply(self) -> str:
        """Return the requirement to apply an operation that nothing in the request prevents."""
        failed = any(self._seen.failed(index) for index in range(len(self._shape.steps)))
        return "BULK-3.7-33" if failed and self._errors > 1 else "BULK-3.7-02"

    def _total(self) -> int:
        return sum(self._seen.failed(index) for index in range(len(self._shape.steps)))

    def _add_violation(
        self, requirement: str, permission: Permission, message: str, expected: str, index: int
    ) -> None:
        code = self._seen.codes[index]
        got = "no result" if code is None else f"status {code}"
        self._violations.append(Violation(requirement, permission, message, expected, got, index))


def _expected(rule: Rule) -> str:
    """Return the expected status of a rejection."""
    return f"status {rule.code or '4xx'}"
