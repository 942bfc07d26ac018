"""Following an outcome step by step: is there a lawful way to it?"""

from collections.abc import Iterator
from itertools import product

from conformance.oracle.bulk import stored
from conformance.oracle.bulk.job_model import JobModel, Method
from conformance.oracle.bulk.orders import Order, orders
from conformance.oracle.bulk.result import OracleResult, Permission, Violation, best
from conformance.oracle.bulk.rules import UNCOUNTED, circumstances, plain
from conformance.oracle.bulk.state import UNREADABLE, Seen, Server, State
from conformance.oracle.bulk.store import Store
from conformance.oracle.bulk.whole_request import refused_as_a_whole

UNKNOWN = (UNREADABLE, 501)
"""Codes that tell nothing of an operation: 0 for one that cannot be read, and that of what is not offered."""


def judge(
    shape: JobModel, before: State, seen: Seen, server: Server, known: frozenset[str] = frozenset()
) -> OracleResult:
    """Say what of an outcome the law does not permit (RFC 7644 section 3.7).

    Args:
        shape: The job.
        before: What was stored before it, by label.
        seen: What was answered, and what is stored afterwards.
        server: What the server claims.
        known: Ids of what the server is known to break: what these explain accuses of nothing more.
    """
    if seen.status is None or seen.status >= 500 or (seen.status >= 300 and not seen.processed):
        return refused_as_a_whole(shape, before, seen, server)
    rulings: list[OracleResult] = []
    for oracle_result in _explanations(shape, before, seen, server):
        rulings.append(oracle_result)
        if oracle_result.stand is Permission.PERMITTED:
            return oracle_result
    return best(rulings, known)


def _explanations(shape: JobModel, before: State, seen: Seen, server: Server) -> Iterator[OracleResult]:
    """Yield what each way to the outcome comes to, the strictest reading first."""
    # The text leaves open what failOnErrors 0 means: no limit, or like 1.
    limits = (None, 1) if shape.fail_on_errors == 0 else (shape.fail_on_errors,)
    in_turn = tuple(range(len(shape.steps)))
    # Of readings that ask for equally much, the one is told that the order of the results agrees with.
    ways = sorted(orders(shape, _made(shape, seen)), key=lambda order: not _agrees(order, seen))
    unread = seen.codes.count(UNREADABLE) if any(limits) else 0
    for spares, errors in product((False, True) if any(limits) else (False,), range(unread + 1)):
        for order in ways:
            for limit in limits:
                walk = _Walk(shape, before, seen, server, limit, spares=spares, unread_errors=errors)
                oracle_result = walk.through(order)
                if order != in_turn:
                    why = "what refers and what is referred to were reordered"
                    oracle_result = oracle_result.softened("BULK-3.7-38", why)
                if spares:
                    why = "what fails with what it refers to, or for its form, was not counted as an error"
                    oracle_result = oracle_result.softened("BULK-3.7-34", why)
                yield oracle_result


def _agrees(order: Order, seen: Seen) -> bool:
    """Tell whether results come in an order, as far as there are any."""
    reported = {*seen.order}
    return tuple(step for step in order if step in reported) == seen.order


def _made(shape: JobModel, seen: Seen) -> frozenset[int]:
    """Return the indexes of the POSTs that created something."""
    names = {(found.kind, found.name) for found in seen.found if found.label is None}
    return frozenset(
        index
        for index, step in enumerate(shape.steps)
        if step.creates
        and (seen.done(index) or (seen.codes[index] is None and (step.kind, step.name) in names))
    )


class _Walk:
    """One way through a job, in one order and with one meaning of its failOnErrors.

    Args:
        shape: The job.
        before: What was stored before it.
        seen: What came of it.
        server: What the server claims.
        limit: The number of errors that ends it; None for no limit.
        spares: What fails with what it refers to, or for its form, is not counted.
        unread_errors: How many of the last results that cannot be read, or told apart, are counted as errors.
    """

    def __init__(
        self,
        shape: JobModel,
        before: State,
        seen: Seen,
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
        self._breaches: list[Violation] = []
        self._applied: set[str] = set()

    def through(self, order: Order) -> OracleResult:
        """Walk through the steps and hold the store against what they leave."""
        for index in order:
            if self._limit and self._errors >= self._limit:
                self._ended.add(index)
                self._applied.add("BULK-3.7-34")
                self._behind_the_end(index)
            elif self._seen.codes[index] is None:
                self._without_result(index)
            elif self._seen.codes[index] in UNKNOWN:
                self._errors += self._seen.failed(index) or self._unread_error(index)
                self._store.doubt(index)
            elif self._seen.failed(index):
                self._refused(index)
            else:
                self._done(index)
        self._breaches += stored.violations(
            self._shape, self._store, self._seen, self._server, frozenset(self._ended)
        )
        self._applied |= stored.applied(self._shape, self._store, self._seen)
        broken = {violation.requirement for violation in self._breaches}
        return OracleResult(tuple(self._breaches), frozenset(self._applied | broken))

    def _behind_the_end(self, index: int) -> None:
        if self._seen.done(index):
            message = (
                f"an operation behind the end of the job (failOnErrors {self._limit}) is reported as done"
            )
            self._breach("BULK-3.7-34", Permission.FORBIDDEN, message, "no result", index)
            self._store.apply(index)
        elif self._seen.failed(index):
            message = "an operation behind the end of the job is listed as failed"
            self._breach("BULK-3.7.3-08", Permission.TOLERATED, message, "no result", index)

    def _unread_error(self, index: int) -> bool:
        """Tell whether a result that cannot be read is counted as an error: the first ones are not."""
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
            message = "an operation that waits for what was never created has no result"
            self._breach("BULK-3.7.3-07", Permission.TOLERATED, message, "a 4xx", index)
            self._store.doubt(index)
            return
        law = "BULK-3.7.3-01"
        if index not in self._made and self._errors:
            law = "BULK-3.7-35" if self._limit else "BULK-3.7-33"
        elif self._limit and self._total() >= self._limit:
            law = "BULK-3.7.3-07"
        if law == "BULK-3.7.3-07" and not self._shows(index):
            message = "an operation is not done, since a later one was run before it and ended the job"
            self._breach("BULK-3.7-38", Permission.FORBIDDEN, message, "done", index)
        else:
            self._breach(law, Permission.FORBIDDEN, "an operation has no result", "a result", index)
        self._store.doubt(index)

    def _shows(self, index: int) -> bool:
        """Tell whether the store shows that a step without a result was carried out."""
        step = self._shape.steps[index]
        if step.creates:
            return index in self._made
        label = self._store.label_of(step.on)
        found = next((each for each in self._seen.found if label is not None and each.label == label), None)
        if step.method is Method.DELETE or found is None:
            return step.method is Method.DELETE and found is None
        aims = {self._store.label_of(pointer) for pointer in step.refers}
        return (step.text is not None and found.text == step.text) or bool(aims and aims <= found.refers)

    def _refused(self, index: int) -> None:
        self._errors += 1
        demands = [*circumstances(self._shape, index, self._store, self._made, self._server)]
        code = self._seen.codes[index] or 0
        if code >= 500 and not self._server.fails_alone.isdisjoint(self._shape.steps[index].values):
            self._store.doubt(index)
            return
        rule = min(demands, key=lambda each: each.refused_with(code), default=plain(self._law_of_doing()))
        self._applied.add(rule.law)
        if rule.law in UNCOUNTED and self._spares:
            self._errors -= 1
        stand = Permission.FORBIDDEN if code >= 500 else rule.refused_with(code)
        if stand is not Permission.PERMITTED:
            as_it_is = code < 500 and rule.refused_with(code) is rule.refusal
            refusable = rule.refusal is Permission.PERMITTED or (
                rule.refusal is Permission.TOLERATED and not as_it_is
            )
            expected = f"{rule.code or 'a 4xx'}" if refusable else "done"
            self._breach(rule.law, stand, f"an operation is refused: {rule.why}", expected, index)

    def _done(self, index: int) -> None:
        demands = [*circumstances(self._shape, index, self._store, self._made, self._server)]
        rule = max(demands, key=lambda each: each.success, default=plain())
        if self._store.doubts(self._shape.steps[index]):
            rule = plain()
        self._applied.update(each.law for each in demands or [rule])
        if rule.success is not Permission.PERMITTED:
            message = f"an operation is reported as done, but {rule.why}"
            expected = f"{rule.code or 'a 4xx'}"
            self._breach(rule.law, rule.success, message, expected, index)
        self._store.apply(index)

    def _law_of_doing(self) -> str:
        """Return what asks for an operation to be done that nothing stands in the way of."""
        failed = any(self._seen.failed(index) for index in range(len(self._shape.steps)))
        return "BULK-3.7-33" if failed and self._errors > 1 else "BULK-3.7-02"

    def _total(self) -> int:
        return sum(self._seen.failed(index) for index in range(len(self._shape.steps)))

    def _breach(self, law: str, stand: Permission, message: str, expected: str, index: int) -> None:
        code = self._seen.codes[index]
        got = "no result" if code is None else f"status {code}"
        self._breaches.append(Violation(law, stand, message, expected, got, index))
