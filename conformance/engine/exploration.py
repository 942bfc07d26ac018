"""Exploring a server with generated jobs: send, let the oracle judge, shrink what fails, try it again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from conformance.engine import repertoire
from conformance.engine.attempt import Attempt
from conformance.engine.control import Control
from conformance.engine.endings import Inapplicable
from conformance.engine.lab import Lab
from conformance.engine.store import Store, Stored
from conformance.engine.trace import JobRun
from conformance.jobs import archive
from conformance.jobs.binding import Binding, Kind, Known, references
from conformance.jobs.dealing import Dealer
from conformance.jobs.novelty import choose
from conformance.jobs.observing import seen
from conformance.jobs.shrinking import shrink
from conformance.jobs.strategies import shapes
from conformance.jobs.writing import encode, headers
from conformance.law.oracle import Existing, Seen, Server, Shape, Stand, judge, permitted

STORED = {"ann": "User", "bob": "User", "team": "Group"}
"""What is stored before a generated job, where the job needs it: two users, a group with one of them."""

OPERATIONS = 10
"""The most operations of a generated job."""

HANGS = 8
"""Jobs without an answer after which exploring ends: each takes as long as the timeout, and what is played
afterwards must not find the patience of the run used up."""

REMEMBERED = b"scim-conformance/generated-jobs"
"""The key of failing shapes in Hypothesis' example database."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is explored.

    Attributes:
        jobs: Jobs that are sent.
        drawn: Jobs that are drawn: those of them are sent that show the most that is new.
        problems: Different problems that are looked into.
        shrinking: Jobs that are sent to make one failing job smaller.
    """

    jobs: int
    drawn: int
    problems: int
    shrinking: int


BUDGETS = {
    "quick": Budget(jobs=5, drawn=75, problems=2, shrinking=12),
    "standard": Budget(jobs=11, drawn=165, problems=4, shrinking=25),
    "thorough": Budget(jobs=250, drawn=1000, problems=25, shrinking=60),
}
"""Budgets by effort."""


class Explorer:
    """Explores with the names of one scenario.

    Args:
        lab: The bench of the scenario.
        budget: How much is explored.
        seed_: The same seed explores in the same way.
        examples: Directory in which failing shapes are remembered, to be tried first the next time.
    """

    _whole = False
    """Whether a job acts on all that the scenario has made, not on what is stored just for it."""

    def __init__(self, lab: Lab, budget: Budget, seed_: int, examples: Path) -> None:
        self._lab = lab
        self._budget = budget
        self._seed = seed_
        self._database = DirectoryBasedExampleDatabase(examples)
        self._kinds = repertoire.kinds(lab)
        self._palettes = repertoire.palettes(lab, self._kinds)
        self._dealer = Dealer(self._palettes, Random(seed_))  # noqa: S311 - it is to be repeatable
        self._control = Control(lab, self._bind, self._describe)
        self._known: set[str] = set()
        self._hangs = 0

    def explore(self) -> None:
        """Send jobs until the budget is used; each problem is shrunk once, then looked past.

        Raises:
            Blocked: What has to be stored before cannot be created, or the server cannot be reached.
        """
        problems = 0
        remembered = [*self._remembered()]
        stored = {label: kind for label, kind in STORED.items() if kind in self._kinds}
        chosen = choose(self._drawn(stored, self._seed, self._budget.drawn), self._budget.jobs)
        for shape in (*remembered, *map(self._dealer.deal, chosen)):
            if problems == self._budget.problems or self._hangs >= HANGS:
                return
            attempt = self._beyond_doubt(shape)
            fresh = attempt.ruling.requirements - self._known
            if not fresh:
                if attempt.ruling.stand is not Stand.UNLAWFUL:
                    self._lab.attempted(attempt)
                    if shape in remembered:
                        self._database.delete(REMEMBERED, archive.dump(shape))
                continue
            self._look_into(attempt, fresh)
            problems += 1

    def _beyond_doubt(self, shape: Shape) -> Attempt:
        """Send a job; what is broken in its usual writing too is not excused by an unusual one."""
        attempt = self.attempt(shape)
        if not attempt.excused_by_writing:
            return attempt
        usual = self.attempt(replace(shape, writing=None))
        return usual if usual.ruling.stand is Stand.UNLAWFUL else attempt

    def repeat(self, shapes: Iterable[Shape]) -> None:
        """Send just these jobs, and those in which something is broken once more.

        Raises:
            Inapplicable: A job is about what this server does not have, or we do not store before it.
            Blocked: As with `explore`.
        """
        for shape in shapes:
            if not self._can_send(shape):
                raise Inapplicable("the job is about resources that this server does not keep")
            attempt = self.attempt(shape)
            if attempt.ruling.stand is Stand.UNLAWFUL:
                again = self.attempt(shape)
                attempt = replace(attempt, again=again.exchange, repeats=again.ruling.requirements)
            self._lab.attempted(attempt)

    def _can_send(self, shape: Shape) -> bool:
        """Tell whether the server has what a job is about, and we the resources that it finds stored."""
        pointers = [pointer for step in shape.steps for pointer in (*step.refers, step.on)]
        labels = {pointer.label for pointer in pointers if isinstance(pointer, Existing)}
        kinds = {*(step.kind for step in shape.steps), *(STORED.get(label, "") for label in labels)}
        return kinds <= self._kinds.keys() and all(
            self._palettes[step.kind].keys() >= {*step.values} for step in shape.steps
        )

    def _remembered(self) -> Iterator[Shape]:
        """Yield what failed in an earlier run; what another version has written is forgotten."""
        for document in sorted(self._database.fetch(REMEMBERED)):
            try:
                shape = archive.load(document)
            except ValueError:
                self._database.delete(REMEMBERED, document)
                continue
            if self._can_send(shape):
                yield shape

    def _drawn(self, stored: Mapping[str, str], seed_: int, count: int) -> list[Shape]:
        """Draw many jobs on what is stored, given as types by label; nothing is sent."""
        drawn: list[Shape] = []
        strategy = shapes(
            existing=stored,
            most=min(OPERATIONS, self._lab.capabilities.max_operations or OPERATIONS),
            links=repertoire.links(self._lab, self._kinds),
            patch=self._lab.has("patch"),
            versions=self._lab.has("etag"),
        )

        @seed(seed_)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=tuple(HealthCheck),
        )
        @given(strategy)
        def draw(shape: Shape) -> None:
            drawn.append(shape)

        draw()
        return drawn

    def _look_into(self, attempt: Attempt, fresh: frozenset[str]) -> None:
        """Find the smallest job in which the same is broken, send it again, and put it before the checks.

        It comes before them as well where the run may send no more meanwhile, or the server is gone.
        """
        broken, again = [attempt], None

        def fails(shape: Shape) -> bool:
            if self._hangs >= HANGS:
                return False
            tried = self.attempt(shape)
            if not tried.ruling.requirements & fresh:
                return False
            broken.append(tried)
            return True

        try:
            shrink(attempt.shape, fails, self._budget.shrinking)
            again = self.attempt(broken[-1].shape)
        finally:
            self._tell(broken, again)
            self._known |= fresh | broken[-1].ruling.requirements

    def _tell(self, broken: list[Attempt], again: Attempt | None) -> None:
        """Put the last and smallest job before the checks; without `again`, the one before it repeats it."""
        *larger, smallest = broken
        again = again or (larger[-1] if larger else None)
        if again:
            smallest = replace(smallest, again=again.exchange, repeats=again.ruling.requirements)
        self._lab.attempted(replace(smallest, larger=len(larger)))
        self._database.save(REMEMBERED, archive.dump(smallest.shape))

    def attempt(self, shape: Shape) -> Attempt:
        """Send a job of that shape, once more where it got lost, and let the oracle judge what came of it.

        Raises:
            Blocked: What has to be stored before cannot be created, or the server cannot be reached.
            OutOfReach: The job exceeds a limit of the server.
        """
        attempt = self._once(shape)
        if attempt.lost:
            attempt = self._once(shape)
        self._hangs += attempt.unanswered
        return attempt

    def _once(self, shape: Shape) -> Attempt:
        known = self._provide(shape)
        binding = self._bind(shape, known)
        job = binding.job
        run = self._lab.send(
            encode(job, shape.writing),
            job=job,
            label="generated",
            headers=headers(shape.writing),
            alone=False,
            whole=self._whole,
        )
        server = Server(
            versions=self._lab.has("etag"),
            keeps_text=self._keeps_text(known),
            reuses_names=None,
            own_way=self._control.own_way,
        )
        came = _came(binding, run, run.after)
        ruling = judge(shape, binding.before, came, server)
        if ruling.stand is Stand.UNLAWFUL:
            # A search may leave attributes out; nobody is accused before each resource was read by itself.
            came = _came(binding, run, self._lab.look_closer(run))
            ruling = judge(shape, binding.before, came, server)
        while ruling.stand is Stand.UNLAWFUL and self._control.excuses(shape, ruling):
            server = replace(server, own_way=self._control.own_way)
            ruling = judge(shape, binding.before, came, server)
        allowed = permitted(shape, binding.before, came, server) if came.processed else ()
        return Attempt(shape, run.exchange, ruling, allowed, came.codes)

    def _bind(self, shape: Shape, known: Mapping[str, Known]) -> Binding:
        return Binding(shape, known, self._lab.names, self._build, self._kinds, self._palettes)

    def _provide(self, shape: Shape) -> Mapping[str, Known]:
        """Create what a job needs to find stored."""
        wanted = {
            label
            for step in shape.steps
            for label in (
                step.name,
                *(each.label for each in (*step.refers, step.on) if isinstance(each, Existing)),
            )
            if label in STORED
        }
        known = {}
        for label in sorted(wanted - {"team"}):
            known[label] = self._lab.existing_user(label)
        if "team" in wanted:
            bob = known.get("bob") or self._lab.existing_user("bob")
            known["bob"] = bob
            known["team"] = self._lab.existing_group("team", bob.id)
        return {label: self._describe(STORED[label], stored) for label, stored in known.items()}

    def _describe(self, kind_name: str, stored: Stored) -> Known:
        kind = self._kinds[kind_name]
        return Known(
            kind_name,
            stored.path,
            stored.id,
            stored.name or "",
            stored.text if kind.text else None,
            frozenset(references(stored.document, kind)),
            stored.version,
        )

    def _build(self, kind: Kind, name: str) -> dict[str, Any]:
        return self._lab.resource(kind.endpoint, name)

    def _keeps_text(self, known: Mapping[str, Known]) -> frozenset[str]:
        users = [each for each in known.values() if each.kind == "User"]
        forgetful = any(each.text is None for each in users)
        return frozenset() if forgetful or not self._kinds["User"].text else frozenset({"User"})


def _came(binding: Binding, run: JobRun, store: Store) -> Seen:
    stored = [(found.kind.endpoint, found.document) for found in store.resources]
    return seen(binding, run.answer, stored, complete=store.complete)
