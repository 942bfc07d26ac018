"""Exploring a server with generated jobs: send, let the oracle judge, shrink what fails, try it again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from conformance.control.values import ValueControl
from conformance.exploration.assignment import ValueAssigner
from conformance.exploration.binding import Binding, Known
from conformance.exploration.budget import ENOUGH, HANGS, RESERVE, Budget
from conformance.exploration.coverage import choose
from conformance.exploration.examples import ExampleStore
from conformance.exploration.fixtures import STORED, labels, provide
from conformance.exploration.job_generator import JobGenerator
from conformance.exploration.json_encoding import encode, headers
from conformance.exploration.outcomes import seen
from conformance.exploration.server_errors import CRASH, RING, crashed, without_rings
from conformance.exploration.shrinking import shrink
from conformance.oracle.bulk import JobModel, Observed, Permission, Server
from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Inapplicable, Uncreated
from conformance.scenario.read_back import ReadBack
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot, StoredResource


class Explorer:
    """Explores with the names of one scenario.

    Args:
        ctx: The bench of the scenario.
        budget: How much is explored.
        seed_: The same seed explores in the same way.
        examples: Directory in which failing shapes are remembered, to be tried first the next time.
    """

    _read_back = ReadBack.SEARCH
    """How stored resources are read back; of a sequence, all that it created."""

    def __init__(self, ctx: ScenarioContext, budget: Budget, seed_: int, examples: Path) -> None:
        self._ctx = ctx
        self._budget = budget
        self._seed = seed_
        self._examples = ExampleStore(examples)
        self._generator = JobGenerator(ctx)
        self._assigner = ValueAssigner(self._generator.boundary_values, Random(seed_))  # noqa: S311 - it is to be repeatable
        self._control = ValueControl(ctx, self._generator)
        self._known: frozenset[str] = frozenset()
        # Names change with each job that is sent: what was stored for one that could not be is for the next.
        self._ready: dict[str, StoredResource] = {}
        self._problems = 0
        self._hangs = 0
        self._sent = 0
        self._alone: Mapping[str, Known] = {}

    def explore(self) -> None:
        """Send jobs until the budget is used; each problem is shrunk once, then looked past.

        It ends early where the run may send few requests more: what is explored has no end of its own.

        Where a server that claims groups creates none by itself, the rest of the budget goes to users alone.

        Raises:
            Blocked: What has to be stored before cannot be created, or the server cannot be reached.
        """
        remembered = [*filter(self._can_send, self._examples.shapes())]
        coming = [*remembered, *self._draw(self._budget.jobs)]
        while coming and self._problems < self._budget.problems and not self._spent:
            shape = coming[0]
            try:
                attempt = self._beyond_doubt(shape)
            except Uncreated as missing:
                if not self._generator.drop_groups(missing.endpoint):
                    raise
                coming = self._draw(min(len(coming), self._budget.jobs))
                continue
            del coming[0]
            self._sent += 1
            self._take(attempt, remembered=shape in remembered)

    @property
    def _spent(self) -> bool:
        """Whether no more is explored: too many jobs hang, or the requests left are for other scenarios."""
        return self._hangs >= HANGS or (self._sent >= ENOUGH and self._ctx.spare < RESERVE)

    def _draw(self, count: int) -> list[JobModel]:
        """Return so many jobs about what the server keeps."""
        stored = {label: kind for label, kind in STORED.items() if kind in self._generator.kinds}
        chosen = choose(self._generator.draw(stored, self._seed, self._budget.drawn), count)
        return [*map(self._assigner.assign, chosen)]

    def _take(self, attempt: GeneratedJob, *, remembered: bool) -> None:
        """Look into what is newly broken; put before the checks what is not."""
        fresh = attempt.oracle_result.requirements - self._known
        if fresh and not self._crashes_without_rings(attempt):
            self._problems += 1
            self._look_into(attempt, fresh)
        elif attempt.oracle_result.permission is not Permission.FORBIDDEN:
            self._ctx.add_generated_job(attempt)
            if remembered:
                self._examples.forget(attempt.shape)

    def _crashes_without_rings(self, attempt: GeneratedJob) -> bool:
        """Tell whether a job would end in a server error without its rings too, as is known by then."""
        unknown = (
            CRASH not in self._known or not crashed(attempt) or RING not in attempt.oracle_result.requirements
        )
        return not unknown and crashed(self.attempt(without_rings(attempt.shape)))

    def _beyond_doubt(self, shape: JobModel) -> GeneratedJob:
        """Send a job; what becomes of it in its usual writing too is not due to an unusual one."""
        attempt = self.attempt(shape)
        if not attempt.excused_by_encoding:
            return attempt
        usual = self.attempt(replace(shape, encoding=None))
        alike = (usual.exchange.status, usual.codes) == (attempt.exchange.status, attempt.codes)
        return usual if alike or usual.oracle_result.permission is Permission.FORBIDDEN else attempt

    def repeat(self, shapes: Iterable[JobModel]) -> None:
        """Send just these jobs, and those in which something is broken once more.

        Raises:
            Inapplicable: A job is about what this server does not have, or we do not store before it.
            Blocked: As with `explore`.
        """
        for shape in shapes:
            if not self._can_send(shape):
                raise Inapplicable("the job is about resources that this server does not keep")
            attempt = self.attempt(shape)
            if attempt.oracle_result.permission is Permission.FORBIDDEN:
                again = self.attempt(shape)
                attempt = replace(attempt, again=again)
            self._ctx.add_generated_job(attempt)

    def _can_send(self, shape: JobModel) -> bool:
        """Tell whether the server has what a job is about, and we the resources that it finds stored."""
        stored = {STORED.get(label) for label in labels(shape)}
        return stored <= self._generator.kinds.keys() and self._generator.has(shape)

    def _look_into(self, attempt: GeneratedJob, fresh: frozenset[str]) -> None:
        """Find the smallest job in which the same is broken, send it again, and put it before the checks.

        It comes before them as well where the run may send no more meanwhile, or the server is gone.
        """
        broken, again = [attempt], None

        def fails(shape: JobModel) -> bool:
            if self._spent:
                return False
            tried = self.attempt(shape)
            # Which law a crash is told under rests on the rings of the job, which need not be its reason.
            if not tried.oracle_result.requirements & fresh and not (crashed(attempt) and crashed(tried)):
                return False
            broken.append(tried)
            return True

        try:
            shrink(attempt.shape, fails, self._budget.shrinking)
            again = self.attempt(broken[-1].shape)
        finally:
            self._tell(broken, again)
            self._examples.keep(broken[-1].shape)
            self._known |= fresh | broken[-1].oracle_result.requirements

    def _tell(self, broken: list[GeneratedJob], again: GeneratedJob | None = None) -> None:
        """Put the last and smallest job before the checks; without `again`, the one before it repeats it."""
        *larger, smallest = broken
        again = again or (larger[-1] if larger else None)
        if again:
            smallest = replace(smallest, again=again)
        self._ctx.add_generated_job(replace(smallest, larger=len(larger)))

    def attempt(self, shape: JobModel) -> GeneratedJob:
        """Send a job of that shape, once more where it got lost, and let the oracle judge what came of it.

        Raises:
            Blocked: What has to be stored before cannot be created, or the server cannot be reached.
            OutOfReach: The job exceeds a limit of the server.
        """
        attempt = self._once(shape)
        if attempt.lost:
            attempt = self._once(shape)
        self._hangs += attempt.timed_out
        return attempt

    def _once(self, shape: JobModel) -> GeneratedJob:
        known = self._provide(shape)
        binding = self._generator.bind(shape, known)
        job = self._ctx.bulk.complete(binding.job)
        run = self._ctx.bulk.send_body(
            encode(job, shape.encoding),
            job=job,
            label="generated",
            options=RequestOptions(headers(shape.encoding)),
            read_back=self._read_back,
        )
        server = Server(
            versions=self._ctx.has("etag"),
            keeps_text=self._keeps_text(known),
            reuses_names=None,
        )
        server = self._control.measured(server)
        came = _came(binding, run, run.after)
        sent = GeneratedJob(shape, run.exchange, dict(binding.before), came, server, self._known)
        if sent.oracle_result.permission is Permission.FORBIDDEN:
            # A search may leave attributes out, so each resource is read by itself before a violation counts.
            came = _came(binding, run, self._ctx.read_each(run))
            server = replace(server, keeps_text=self._keeps_text(known or self._example()))
            sent = replace(sent, seen=came, server=server)
        while sent.oracle_result.permission is Permission.FORBIDDEN and self._control.excuses(
            shape, sent.oracle_result
        ):
            sent = replace(sent, server=self._control.measured(sent.server))
        return sent

    def _provide(self, shape: JobModel) -> Mapping[str, Known]:
        """Return what a job finds stored, by label."""
        known = provide(self._ctx, self._generator, shape, self._ready)
        self._ready = {}
        return known

    def _example(self) -> Mapping[str, Known]:
        """Return what a server makes of a single request; once it was sent, it is not sent again."""
        if not self._alone:
            made = self._ctx.fixtures.user("alone")
            self._alone = {"alone": self._generator.describe("User", made)}
            # The next job, whose names begin in the same way, would be taken to have left it.
            self._ctx.request("alone is no longer needed", "DELETE", made.path)
        return self._alone

    def _keeps_text(self, known: Mapping[str, Known]) -> frozenset[str]:
        users = [each for each in known.values() if each.kind == "User"]
        forgetful = any(each.text is None for each in users)
        return frozenset() if forgetful or not self._generator.kinds["User"].text else frozenset({"User"})


def _came(binding: Binding, run: BulkInteraction, store: Snapshot) -> Observed:
    stored = [(found.kind.endpoint, found.document) for found in store.resources]
    return seen(binding, run.answer, stored, complete=store.complete)
