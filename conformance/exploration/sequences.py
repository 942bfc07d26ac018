"""Sequences of generated jobs and single requests, each on what those before it have left."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from conformance.exploration.binding import Known
from conformance.exploration.budget import HANGS, RESERVE
from conformance.exploration.explorer import Explorer
from conformance.exploration.fixtures import STORED
from conformance.oracle.bulk import JobModel, Permission
from conformance.scenario.exceptions import OutOfReach, Uncreated
from conformance.scenario.read_back import ReadBack
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.snapshot import StoredResource

SEQUENCES = 5
"""Sequences that are played; the first one is as plain as can be."""

STEPS = 10
"""Jobs of a sequence, some of them behind a single request."""

SHRINKING = 100
"""Jobs that are sent to make a failing sequence shorter."""


class Broken(AssertionError):  # noqa: N818 - the server's error, not ours
    """A job of a sequence came to what no reading permits."""


class Ended(BaseException):
    """Playing ends at once. Hypothesis takes an Exception for a failure, to be made smaller, and not this.

    Attributes:
        error: What has ended it; None where enough was tried.
    """

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error


class Sequence(Explorer):
    """Plays sequences on one store, of which each job finds what the earlier ones have left.

    What is stored is read anew before each job, and that is what the oracle takes as given: a single request
    in between is not judged, its effect is.
    """

    _read_back = ReadBack.SEARCH_ALL

    def play(self) -> None:
        """Play sequences until something is broken, then look for the shortest one in which it is.

        Where a server that claims groups creates none by itself, they are about users alone. A job that gets
        lost is not broken, and cannot be repeated: what is stored may have changed.

        Raises:
            Blocked: The server cannot be reached.
            OutOfReach: A job exceeds a limit of the server, or the run may send too few requests more.
            Stopped: The run can send no more requests.
        """
        if self._spent:
            raise OutOfReach("what --scim-max-requests allows leaves no requests for it; raise that")
        self._broken: list[GeneratedJob] = []
        self._tries = SHRINKING
        try:
            run_state_machine_as_test(_machine(self, self._seed), settings=self._settings())
        except (Broken, Flaky):
            pass  # what was broken, once or again, goes to the checks below
        except Ended as ended:
            if isinstance(ended.error, Uncreated) and self._generator.drop_groups(ended.error.endpoint):
                self.play()
            elif ended.error:
                raise ended.error from None
        finally:
            if self._broken:
                self._tell(sorted(self._broken, key=_length, reverse=True))
                self._broken = []

    @property
    def _spent(self) -> bool:
        return self._hangs >= HANGS or self._ctx.spare < RESERVE

    def _settings(self) -> settings:
        return settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            database=self._examples.database,
            phases=(Phase.reuse, Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
            suppress_health_check=tuple(HealthCheck),
        )

    def shapes(self) -> st.SearchStrategy[JobModel]:
        """Return a strategy for jobs on two users and a group, whichever these are when a job is sent.

        What is drawn must not depend on the server: Hypothesis draws the same again to make it smaller.
        """
        kinds = {label: kind for label, kind in STORED.items() if kind in self._generator.kinds}
        return self._generator.shapes(kinds, self._generator.boundary_values)

    def begin(self) -> None:
        """Delete what an earlier sequence has left, and begin with nothing."""
        self._stored: list[StoredResource] = []
        self._steps: list[str] = []
        with _ending():
            for found in self._ctx.stored_resources().resources:
                self._ctx.request(f"DELETE {found.path}", "DELETE", found.path)

    def job(self, shape: JobModel, turn: int) -> None:
        """Send a job.

        Args:
            shape: The job.
            turn: Which of the resources that are there it is about.

        Raises:
            Broken: It came to what no reading permits; once that was seen, to the same again.
            Ended: Enough was tried, or no more can be sent.
        """
        self._tries -= bool(self._broken)
        if self._tries < 0 or self._spent:
            raise Ended
        with _ending():
            self._turn = turn
            attempt = replace(self.attempt(shape), before=tuple(self._steps))
        self._steps.append(f"a bulk request (exchange {attempt.exchange.n})")
        if attempt.oracle_result.permission is not Permission.FORBIDDEN or attempt.lost:
            if not self._broken:
                self._ctx.add_generated_job(attempt)
            self._look_around()
        elif (
            not self._broken
            or attempt.oracle_result.requirements & self._broken[0].oracle_result.requirements
        ):
            self._broken.append(attempt)
            raise Broken

    def single(self, method: str, turn: int) -> None:
        """Create, replace or delete a user by a single request.

        Args:
            method: ``POST``, ``PUT`` or ``DELETE``; where no user is there, one is created.
            turn: Which of the users that are there it is about.

        Raises:
            Ended: It cannot be created, or no more can be sent.
        """
        users = self._of_kind("User")
        label = f"single{len(self._steps)}"
        with _ending():
            if method == "POST" or not users:
                self._steps.append("POST of a user by itself")
                self._ctx.fixtures.user(label)
            else:
                known = self._generator.describe("User", users[turn % len(users)])
                kind = self._generator.kinds["User"]
                text = {kind.text: label} if kind.text else {}
                data = self._generator.build(kind, known.name) | text if method == "PUT" else None
                self._steps.append(f"{method} of a user by itself")
                self._ctx.request(f"{method} {label}", method, known.path, data)
        self._look_around()

    def _provide(self, shape: JobModel) -> Mapping[str, Known]:
        """Return all that is there; what the job is about has the labels by which the shape knows it."""
        users, groups = self._of_kind("User"), self._of_kind("Group")
        turned = {
            "ann": users[self._turn % len(users)] if users else None,
            "bob": users[(self._turn + 1) % len(users)] if len(users) > 1 else None,
            "team": groups[self._turn % len(groups)] if groups else None,
        }
        self._ready = {label: stored for label, stored in turned.items() if stored}
        known = dict(super()._provide(shape))
        about = {each.id for each in known.values()}
        for number, stored in enumerate(self._stored):
            if stored.id not in about:
                known[f"bystander {number}"] = self._generator.describe(self._kind(stored), stored)
        return known

    def _look_around(self) -> None:
        """Read what is stored; what was there before comes first, as in each repetition."""
        places = {stored.id: place for place, stored in enumerate(self._stored)}
        with _ending():
            found = self._ctx.stored_resources().resources
        self._stored = sorted(found, key=lambda stored: places.get(stored.id, len(places)))

    def _of_kind(self, name: str) -> list[StoredResource]:
        return [stored for stored in self._stored if self._kind(stored) == name]

    def _kind(self, stored: StoredResource) -> str:
        """Return what shapes call the type of a resource."""
        kinds = self._generator.kinds.values()
        return next(kind.name for kind in kinds if kind.endpoint == stored.kind.endpoint)


def _machine(sequence: Sequence, seed_: int) -> type[RuleBasedStateMachine]:
    """Return what Hypothesis draws sequences by, and makes them shorter."""

    @st.composite
    def shapes(draw: st.DrawFn) -> JobModel:
        return draw(sequence.shapes())

    turns = st.integers(0, STEPS)

    @seed(seed_)
    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            sequence.begin()

        @rule(shape=shapes(), turn=turns)
        def job(self, shape: JobModel, turn: int) -> None:
            sequence.job(shape, turn)

        @rule(shape=shapes(), turn=turns, method=st.sampled_from(("POST", "PUT", "DELETE")))
        def job_behind_a_single_request(self, shape: JobModel, turn: int, method: str) -> None:
            sequence.single(method, turn)
            sequence.job(shape, turn)

    return Machine


def _length(attempt: GeneratedJob) -> tuple[int, int, int]:
    return len(attempt.before), *attempt.size


@contextmanager
def _ending() -> Iterator[None]:
    """Let what ends the scenario through Hypothesis."""
    try:
        yield
    except Exception as error:
        raise Ended(error) from error
