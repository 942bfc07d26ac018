"""Explore a server with generated bulk requests: send, judge, shrink failures, repeat them."""

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
    """Explores a server in one scenario.

    Args:
        ctx: The context of the scenario.
        budget: The limits.
        seed_: The seed; the same seed sends the same requests.
        examples: The directory for failing models, which the next run tries first.
    """

    _read_back = ReadBack.SEARCH
    """How stored resources are read back; a sequence reads all that it created."""

    def __init__(self, ctx: ScenarioContext, budget: Budget, seed_: int, examples: Path) -> None:
        self._ctx = ctx
        self._budget = budget
        self._seed = seed_
        self._examples = ExampleStore(examples)
        self._generator = JobGenerator(ctx)
        self._assigner = ValueAssigner(self._generator.boundary_values, Random(seed_))  # noqa: S311 - reproducible, not secret
        self._control = ValueControl(ctx, self._generator)
        self._known: frozenset[str] = frozenset()
        # Resources created for a request that was not sent are used for the next one.
        self._ready: dict[str, StoredResource] = {}
        self._problems = 0
        self._hangs = 0
        self._sent = 0
        self._alone: Mapping[str, Known] = {}

    def explore(self) -> None:
        """Send bulk requests until the budget is used; each problem is shrunk once and then ignored.

        Exploration ends early if the run may send only few more requests.

        If the server claims groups but does not create one, the rest of the budget goes to users.

        Raises:
            Blocked: A required resource cannot be created, or the server cannot be reached.
        """
        remembered = [*filter(self._can_send, self._examples.shapes())]
        coming = [*remembered, *self._draw(self._budget.jobs)]
        while coming and self._problems < self._budget.problems and not self._spent:
            shape = coming[0]
            try:
                attempt = self._send_and_check_encoding(shape)
            except Uncreated as missing:
                if not self._generator.drop_groups(missing.endpoint):
                    raise
                coming = self._draw(min(len(coming), self._budget.jobs))
                continue
            del coming[0]
            self._sent += 1
            self._handle(attempt, remembered=shape in remembered)

    @property
    def _spent(self) -> bool:
        """True if exploration has to end: too many requests hang, or too few requests are left."""
        return self._hangs >= HANGS or (self._sent >= ENOUGH and self._ctx.spare < RESERVE)

    def _draw(self, count: int) -> list[JobModel]:
        """Return a number of models on the resource types of the server."""
        stored = {label: kind for label, kind in STORED.items() if kind in self._generator.types}
        chosen = choose(self._generator.draw(stored, self._seed, self._budget.drawn), count)
        return [*map(self._assigner.assign, chosen)]

    def _handle(self, attempt: GeneratedJob, *, remembered: bool) -> None:
        """Shrink a new problem; record any other outcome for the checks."""
        fresh = attempt.oracle_result.requirements - self._known
        if fresh and not self._crashes_without_rings(attempt):
            self._problems += 1
            self._shrink(attempt, fresh)
        elif attempt.oracle_result.permission is not Permission.FORBIDDEN:
            self._ctx.add_generated_job(attempt)
            if remembered:
                self._examples.forget(attempt.shape)

    def _crashes_without_rings(self, attempt: GeneratedJob) -> bool:
        """Return whether a request causes a server error without its circular references too."""
        unknown = (
            CRASH not in self._known or not crashed(attempt) or RING not in attempt.oracle_result.requirements
        )
        return not unknown and crashed(self.attempt(without_rings(attempt.shape)))

    def _send_and_check_encoding(self, shape: JobModel) -> GeneratedJob:
        """Send a request; if the encoding may excuse its outcome, send it in the usual encoding too."""
        attempt = self.attempt(shape)
        if not attempt.excused_by_encoding:
            return attempt
        usual = self.attempt(replace(shape, encoding=None))
        alike = (usual.exchange.status, usual.codes) == (attempt.exchange.status, attempt.codes)
        return usual if alike or usual.oracle_result.permission is Permission.FORBIDDEN else attempt

    def repeat(self, shapes: Iterable[JobModel]) -> None:
        """Send only these models, and repeat those with a forbidden outcome.

        Raises:
            Inapplicable: A model needs resources that this server does not have.
            Blocked: See `explore`.
        """
        for shape in shapes:
            if not self._can_send(shape):
                raise Inapplicable("the bulk request needs resource types that this server does not have")
            attempt = self.attempt(shape)
            if attempt.oracle_result.permission is Permission.FORBIDDEN:
                again = self.attempt(shape)
                attempt = replace(attempt, again=again)
            self._ctx.add_generated_job(attempt)

    def _can_send(self, shape: JobModel) -> bool:
        """Return whether the server has the resource types of a model and of its stored resources."""
        stored = {STORED.get(label) for label in labels(shape)}
        return stored <= self._generator.types.keys() and self._generator.has(shape)

    def _shrink(self, attempt: GeneratedJob, fresh: frozenset[str]) -> None:
        """Find the smallest request with the same violation, repeat it, and record it for the checks.

        The smallest one so far is recorded if the run may send no more, or if the server fails meanwhile.
        """
        broken, again = [attempt], None

        def fails(shape: JobModel) -> bool:
            if self._spent:
                return False
            tried = self.attempt(shape)
            # The requirement of a crash depends on circular references, which need not be its cause.
            if not tried.oracle_result.requirements & fresh and not (crashed(attempt) and crashed(tried)):
                return False
            broken.append(tried)
            return True

        try:
            shrink(attempt.shape, fails, self._budget.shrinking)
            again = self.attempt(broken[-1].shape)
        finally:
            self._record(broken, again)
            self._examples.keep(broken[-1].shape)
            self._known |= fresh | broken[-1].oracle_result.requirements

    def _record(self, broken: list[GeneratedJob], again: GeneratedJob | None = None) -> None:
        """Record the last and smallest request for the checks; `again`, or the one before it, repeats it."""
        *larger, smallest = broken
        again = again or (larger[-1] if larger else None)
        if again:
            smallest = replace(smallest, again=again)
        self._ctx.add_generated_job(replace(smallest, larger=len(larger)))

    def attempt(self, shape: JobModel) -> GeneratedJob:
        """Send a bulk request, again if the connection failed, and judge its outcome.

        Raises:
            Blocked: A required resource cannot be created, or the server cannot be reached.
            OutOfReach: The request exceeds a limit of the server.
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
        bulk = self._ctx.bulk.send_body(
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
        observed = _observe(binding, bulk, bulk.after)
        sent = GeneratedJob(shape, bulk.exchange, dict(binding.before), observed, server, self._known)
        if sent.oracle_result.permission is Permission.FORBIDDEN:
            # A search may omit attributes, so each resource is read by its id before a violation counts.
            observed = _observe(binding, bulk, self._ctx.read_each(bulk))
            server = replace(server, keeps_text=self._keeps_text(known or self._example()))
            sent = replace(sent, seen=observed, server=server)
        while sent.oracle_result.permission is Permission.FORBIDDEN and self._control.excuses(
            shape, sent.oracle_result
        ):
            sent = replace(sent, server=self._control.measured(sent.server))
        return sent

    def _provide(self, shape: JobModel) -> Mapping[str, Known]:
        """Return the resources stored before a request, by label."""
        known = provide(self._ctx, self._generator, shape, self._ready)
        self._ready = {}
        return known

    def _example(self) -> Mapping[str, Known]:
        """Return a resource that a single request created; the request is sent once."""
        if not self._alone:
            made = self._ctx.fixtures.user("alone")
            self._alone = {"alone": self._generator.describe("User", made)}
            # Otherwise the next request, with the same name prefix, would seem to have created it.
            self._ctx.request("delete the probe user", "DELETE", made.path)
        return self._alone

    def _keeps_text(self, known: Mapping[str, Known]) -> frozenset[str]:
        users = [each for each in known.values() if each.kind == "User"]
        forgetful = any(each.text is None for each in users)
        return frozenset() if forgetful or not self._generator.types["User"].text else frozenset({"User"})


def _observe(binding: Binding, bulk: BulkInteraction, store: Snapshot) -> Observed:
    endpoints = {type_.endpoint for type_ in binding.types.values()}
    stored = [
        (found.resource_type.endpoint, found.document)
        for found in store.resources
        if found.resource_type.endpoint in endpoints
    ]
    return seen(binding, bulk.answer, stored, complete=store.complete)
