"""Following an outcome step by step: is there a lawful way to it?"""

from collections.abc import Iterator
from itertools import product

from conformance.law.oracle import stored
from conformance.law.oracle.demands import UNCOUNTED, circumstances, plain
from conformance.law.oracle.model import UNREADABLE, Seen, Server, State
from conformance.law.oracle.orders import Order, orders
from conformance.law.oracle.ruling import Breach, Ruling, Stand, best
from conformance.law.oracle.shape import Method, Shape
from conformance.law.oracle.store import Store
from conformance.law.oracle.whole import refused_as_a_whole

UNKNOWN = (UNREADABLE, 501)
"""Codes that tell nothing of an operation: 0 for one that cannot be read, and that of what is not offered."""


def judge(
    shape: Shape, before: State, seen: Seen, server: Server, known: frozenset[str] = frozenset()
) -> Ruling:
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
    rulings: list[Ruling] = []
    for ruling in _explanations(shape, before, seen, server):
        rulings.append(ruling)
        if ruling.stand is Stand.LAWFUL:
            return ruling
    return best(rulings, known)


def _explanations(shape: Shape, before: State, seen: Seen, server: Server) -> Iterator[Ruling]:
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
                ruling = walk.through(order)
                if order != in_turn:
                    why = "what refers and what is referred to were reordered"
                    ruling = ruling.softened("BULK-3.7-38", why)
                if spares:
                    why = "what fails with what it refers to, or for its form, was not counted as an error"
                    ruling = ruling.softened("BULK-3.7-34", why)
                yield ruling


def _agrees(order: Order, seen: Seen) -> bool:
    """Tell whether results come in an order, as far as there are any."""
    reported = {*seen.order}
    return tuple(step for step in order if step in reported) == seen.order


def _made(shape: Shape, seen: Seen) -> frozenset[int]:
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
        shape: Shape,
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
        self._breaches: list[Breach] = []
        self._applied: set[str] = set()

    def through(self, order: Order) -> Ruling:
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
        self._breaches += stored.breaches(
            self._shape, self._store, self._seen, self._server, frozenset(self._ended)
        )
        self._applied |= stored.applied(self._shape, self._store, self._seen)
        broken = {breach.requirement for breach in self._breaches}
        return Ruling(tuple(self._breaches), frozenset(self._applied | broken))

    def _behind_the_end(self, index: int) -> None:
        if self._seen.done(index):
            message = (
                f"an operation behind the end of the job (failOnErrors {self._limit}) is reported as done"
            )
            self._breach("BULK-3.7-34", Stand.UNLAWFUL, message, "no result", index)
            self._store.apply(index)
        elif self._seen.failed(index):
            message = "an operation behind the end of the job is listed as failed"
            self._breach("BULK-3.7.3-08", Stand.LENIENT, message, "no result", index)

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
            self._breach("BULK-3.7.3-07", Stand.LENIENT, message, "a 4xx", index)
            self._store.doubt(index)
            return
        law = "BULK-3.7.3-01"
        if index not in self._made and self._errors:
            law = "BULK-3.7-35" if self._limit else "BULK-3.7-33"
        elif self._limit and self._total() >= self._limit:
            law = "BULK-3.7.3-07"
        if law == "BULK-3.7.3-07" and not self._shows(index):
            message = "an operation is not done, since a later one was run before it and ended the job"
            self._breach("BULK-3.7-38", Stand.UNLAWFUL, message, "done", index)
        else:
            self._breach(law, Stand.UNLAWFUL, "an operation has no result", "a result", index)
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
        demand = min(demands, key=lambda each: each.refused_with(code), default=plain(self._law_of_doing()))
        self._applied.add(demand.law)
        if demand.law in UNCOUNTED and self._spares:
            self._errors -= 1
        stand = Stand.UNLAWFUL if code >= 500 else demand.refused_with(code)
        if stand is not Stand.LAWFUL:
            as_it_is = code < 500 and demand.refused_with(code) is demand.refusal
            refusable = demand.refusal is Stand.LAWFUL or (demand.refusal is Stand.LENIENT and not as_it_is)
            expected = f"{demand.code or 'a 4xx'}" if refusable else "done"
            self._breach(demand.law, stand, f"an operation is refused: {demand.why}", expected, index)

    def _done(self, index: int) -> None:
        demands = [*circumstances(self._shape, index, self._store, self._made, self._server)]
        demand = max(demands, key=lambda each: each.success, default=plain())
        if self._store.doubts(self._shape.steps[index]):
            demand = plain()
        self._applied.update(each.law for each in demands or [demand])
        if demand.success is not Stand.LAWFUL:
            message = f"an operation is reported as done, but {demand.why}"
            expected = f"{demand.code or 'a 4xx'}"
            self._breach(demand.law, demand.success, message, expected, index)
        self._store.apply(index)

    def _law_of_doing(self) -> str:
        """Return what asks for an operation to be done that nothing stands in the way of."""
        failed = any(self._seen.failed(index) for index in range(len(self._shape.steps)))
        return "BULK-3.7-33" if failed and self._errors > 1 else "BULK-3.7-02"

    def _total(self) -> int:
        return sum(self._seen.failed(index) for index in range(len(self._shape.steps)))

    def _breach(self, law: str, stand: Stand, message: str, expected: str, index: int) -> None:
        code = self._seen.codes[index]
        got = "no result" if code is None else f"status {code}"
        self._breaches.append(Breach(law, stand, message, expected, got, index))
