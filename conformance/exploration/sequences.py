"""Sequences of generated bulk requests and single requests on the same stored resources."""

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
"""The number of sequences; the first one is the simplest."""

STEPS = 10
"""Bulk requests of a sequence, some of them after a single request."""

SHRINKING = 100
"""Bulk requests to shrink a failing sequence."""


class ForbiddenOutcome(AssertionError):  # noqa: N818 - an error of the server
    """No reading permits the outcome of a bulk request in a sequence."""


class SequenceEnded(BaseException):
    """The sequence ends at once. A BaseException, because Hypothesis would shrink an Exception.

    Attributes:
        error: The cause; None if the budget is used.
    """

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error


class Sequence(Explorer):
    """Plays sequences in which each bulk request finds the resources that earlier ones left.

    The stored resources are read before each bulk request, and the oracle starts from them. Single requests
    in between are not judged.
    """

    _read_back = ReadBack.SEARCH_ALL

    def play(self) -> None:
        """Play sequences until an outcome is forbidden, then find the shortest sequence with that outcome.

        If the server claims groups but does not create one, sequences use users only. A request whose
        connection failed is not repeated, because the stored resources may have changed.

        Raises:
            Blocked: The server cannot be reached.
            OutOfReach: A request exceeds a limit of the server, or the run may send too few requests.
            Stopped: The run can send no more requests.
        """
        if self._spent:
            raise OutOfReach("--scim-max-requests leaves no requests for sequences; raise it")
        self._forbidden: list[GeneratedJob] = []
        self._tries = SHRINKING
        try:
            run_state_machine_as_test(_machine(self, self._seed), settings=self._settings())
        except (ForbiddenOutcome, Flaky):
            pass  # the forbidden outcomes are recorded below
        except SequenceEnded as ended:
            if isinstance(ended.error, Uncreated) and self._generator.drop_groups(ended.error.endpoint):
                self.play()
            elif ended.error:
                raise ended.error from None
        finally:
            if self._forbidden:
                self._record(sorted(self._forbidden, key=_length, reverse=True))
                self._forbidden = []

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
        """Return a strategy for models on two users and a group, which are selected when a request is sent.

        Drawing must not depend on the server, because Hypothesis repeats it to shrink.
        """
        kinds = {label: kind for label, kind in STORED.items() if kind in self._generator.types}
        return self._generator.shapes(kinds, self._generator.boundary_values)

    def begin(self) -> None:
        """Delete the resources of an earlier sequence."""
        self._stored: list[StoredResource] = []
        self._steps: list[str] = []
        with _ending():
            for found in self._ctx.stored_resources().resources:
                self._ctx.request(f"DELETE {found.path}", "DELETE", found.path)

    def job(self, shape: JobModel, turn: int) -> None:
        """Send a bulk request.

        Args:
            shape: Its model.
            turn: Selects the stored resources that it uses.

        Raises:
            ForbiddenOutcome: No reading permits the outcome.
            SequenceEnded: The budget is used, or the run may send no more requests.
        """
        self._tries -= bool(self._forbidden)
        if self._tries < 0 or self._spent:
            raise SequenceEnded
        with _ending():
            self._turn = turn
            attempt = replace(self.attempt(shape), before=tuple(self._steps))
        self._steps.append(f"a bulk request (exchange {attempt.exchange.n})")
        if attempt.oracle_result.permission is not Permission.FORBIDDEN or attempt.lost:
            if not self._forbidden:
                self._ctx.add_generated_job(attempt)
            self._read_stored()
        elif (
            not self._forbidden
            or attempt.oracle_result.requirements & self._forbidden[0].oracle_result.requirements
        ):
            self._forbidden.append(attempt)
            raise ForbiddenOutcome

    def single(self, method: str, turn: int) -> None:
        """Create, replace or delete a user by a single request.

        Args:
            method: ``POST``, ``PUT`` or ``DELETE``; without a stored user, one is created.
            turn: Selects the stored user.

        Raises:
            SequenceEnded: The user cannot be created, or the run may send no more requests.
        """
        users = self._of_kind("User")
        label = f"single{len(self._steps)}"
        with _ending():
            if method == "POST" or not users:
                self._steps.append("a single POST of a user")
                self._ctx.fixtures.user(label)
            else:
                known = self._generator.describe("User", users[turn % len(users)])
                type_ = self._generator.types["User"]
                text = {type_.text: label} if type_.text else {}
                data = self._generator.build(type_, known.name) | text if method == "PUT" else None
                self._steps.append(f"a single {method} of a user")
                self._ctx.request(f"{method} {label}", method, known.path, data)
        self._read_stored()

    def _provide(self, shape: JobModel) -> Mapping[str, Known]:
        """Return all stored resources; those that the model uses have the labels of the model."""
        users, groups = self._of_kind("User"), self._of_kind("Group")
        turned = {
            "ann": users[self._turn % len(users)] if users else None,
            "bob": users[(self._turn + 1) % len(users)] if len(users) > 1 else None,
            "team": groups[self._turn % len(groups)] if groups else None,
        }
        self._ready = {label: stored for label, stored in turned.items() if stored}
        known = dict(super()._provide(shape))
        used = {each.id for each in known.values()}
        for number, stored in enumerate(self._stored):
            if stored.id not in used:
                known[f"bystander {number}"] = self._generator.describe(self._kind(stored), stored)
        return known

    def _read_stored(self) -> None:
        """Read the stored resources; earlier ones come first, so that repetitions have the same order."""
        places = {stored.id: place for place, stored in enumerate(self._stored)}
        with _ending():
            found = self._ctx.stored_resources().resources
        self._stored = sorted(found, key=lambda stored: places.get(stored.id, len(places)))

    def _of_kind(self, name: str) -> list[StoredResource]:
        return [stored for stored in self._stored if self._kind(stored) == name]

    def _kind(self, stored: StoredResource) -> str:
        """Return the name of the type of a resource in models."""
        types = self._generator.types.items()
        return next(kind for kind, type_ in types if type_.endpoint == stored.resource_type.endpoint)


def _machine(sequence: Sequence, seed_: int) -> type[RuleBasedStateMachine]:
    """Return the state machine with which Hypothesis draws and shrinks sequences."""

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
        def job_after_a_single_request(self, shape: JobModel, turn: int, method: str) -> None:
            sequence.single(method, turn)
            sequence.job(shape, turn)

    return Machine


def _length(attempt: GeneratedJob) -> tuple[int, int, int]:
    return len(attempt.before), *attempt.size


@contextmanager
def _ending() -> Iterator[None]:
    """Convert an exception, so that it ends the scenario instead of the example."""
    try:
        yield
    except Exception as error:
        raise SequenceEnded(error) from error
