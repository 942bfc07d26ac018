"""Exploring a server with generated jobs: send, let the oracle judge, shrink what fails, try it again."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import Flaky, HypothesisException

from conformance.engine.attempt import Attempt
from conformance.engine.lab import Lab
from conformance.engine.trace import JobRun, Store, Stored
from conformance.jobs.binding import Binding, Kind, Known, references
from conformance.jobs.job import ENTERPRISE_USER
from conformance.jobs.observing import seen
from conformance.jobs.strategies import shapes
from conformance.law.oracle import Existing, Seen, Server, Shape, Stand, judge, permitted

STORED = {"ann": "User", "bob": "User", "team": "Group"}
"""What is stored before a generated job, where the job needs it: two users, a group with one of them."""

OPERATIONS = 10
"""The most operations of a generated job."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is explored.

    Attributes:
        jobs: Jobs that are generated.
        problems: Different problems that are looked into.
        shrinking: Jobs that are sent to make a failing one smaller.
    """

    jobs: int
    problems: int
    shrinking: int


BUDGETS = {"quick": Budget(5, 1, 10), "standard": Budget(10, 3, 25), "thorough": Budget(400, 12, 60)}
"""Budgets by effort."""


class _Broken(Exception):  # noqa: N818 - tells Hypothesis to shrink, is no error
    """A generated job had an outcome that the law does not permit."""


class Explorer:
    """Explores with the names of one scenario.

    Args:
        lab: The bench of the scenario.
        budget: How much is explored.
        seed_: The same seed explores in the same way.
        examples: Directory in which failing shapes are remembered, to be tried first the next time.
    """

    def __init__(self, lab: Lab, budget: Budget, seed_: int, examples: Path) -> None:
        self._lab = lab
        self._budget = budget
        self._seed = seed_
        self._examples = examples
        self._kinds = _kinds(lab)
        self._known: set[str] = set()
        self._left = budget.jobs
        self._smallest: Attempt | None = None
        self._failures = 0

    def explore(self) -> None:
        """Generate jobs until the budget is used; each problem is shrunk once, then looked past."""
        for number in range(self._budget.problems):
            if self._left <= 0:
                return
            self._smallest, self._failures = None, 0
            self._round(number)
            if self._smallest is None:
                return
            self._confirm(self._smallest)
            self._known |= self._smallest.ruling.requirements

    def _round(self, number: int) -> None:
        """Generate until a job fails in a way that is not known yet, and shrink that one."""
        most = min(OPERATIONS, self._lab.capabilities.max_operations or OPERATIONS)
        stored = {label: kind for label, kind in STORED.items() if kind in self._kinds}
        drawn = shapes(
            existing=stored,
            most=most,
            links=self._links(),
            patch=self._lab.has("patch"),
            versions=self._lab.has("etag"),
        )

        @seed(self._seed + number)
        @settings(
            max_examples=max(self._left, 1),
            deadline=None,
            database=DirectoryBasedExampleDatabase(self._examples),
            phases=(Phase.reuse, Phase.generate, Phase.shrink),
            suppress_health_check=tuple(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(drawn)
        def jobs_have_permitted_outcomes(shape: Shape) -> None:
            self._try(shape)

        with contextlib.suppress(_Broken, Flaky, HypothesisException):
            jobs_have_permitted_outcomes()

    def _links(self) -> dict[str, tuple[str, ...]]:
        nested = "Group" in self._kinds and self._lab.has("nesting")
        links: dict[str, tuple[str, ...]] = {"User": ("User",) if self._kinds["User"].refers else ()}
        return links | (
            {"Group": ("User", "Group") if nested else ("User",)} if "Group" in self._kinds else {}
        )

    def _try(self, shape: Shape) -> None:
        if self._smallest is None:
            self._left -= 1
        elif self._failures >= self._budget.shrinking:
            return
        else:
            self._failures += 1
        attempt = self.attempt(shape)
        fresh = attempt.ruling.requirements - self._known
        if not fresh:
            if attempt.ruling.stand is not Stand.UNLAWFUL:
                self._lab.attempted(attempt)
            return
        if self._smallest is None or attempt.size <= self._smallest.size:
            self._smallest = attempt
        raise _Broken

    def _confirm(self, attempt: Attempt) -> None:
        """Send the smallest failing job once more, on fresh names."""
        again = self.attempt(attempt.shape)
        repeats = again.ruling.requirements
        self._lab.attempted(replace(attempt, again=again.exchange, repeats=repeats, larger=self._failures))

    def attempt(self, shape: Shape) -> Attempt:
        """Send a job of that shape and let the oracle judge what came of it.

        Raises:
            Blocked: What has to be stored before cannot be created, or the server cannot be reached.
            OutOfReach: The job exceeds a limit of the server.
        """
        known = self._provide(shape)
        binding = Binding(shape, known, self._lab.names, self._build, self._kinds)
        job = binding.job
        run = self._lab.run(
            *job.operations,
            fail_on_errors=job.fail_on_errors,
            label="generated",
            refusable=True,
            alone=False,
        )
        server = Server(versions=self._lab.has("etag"), keeps_text=self._keeps_text(known), reuses_names=None)
        came = _came(binding, run, run.after)
        ruling = judge(shape, binding.before, came, server)
        if ruling.stand is Stand.UNLAWFUL:
            # A search may leave attributes out; nobody is accused before each resource was read by itself.
            came = _came(binding, run, self._lab.look_closer(run))
            ruling = judge(shape, binding.before, came, server)
        allowed = tuple(permitted(shape, binding.before, came, server))
        return Attempt(shape, run.exchange, ruling, allowed, came.codes)

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
            known["team"] = self._lab.existing_group("team", bob.id or "")
        return {label: self._describe(STORED[label], stored) for label, stored in known.items()}

    def _describe(self, kind_name: str, stored: Stored) -> Known:
        kind = self._kinds[kind_name]
        return Known(
            kind_name,
            stored.path,
            stored.id or "",
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


def _kinds(lab: Lab) -> dict[str, Kind]:
    """Return the resource types of a server as generated jobs use them."""
    users = lab.kinds.users
    manager = "manager" if users.naming == "userName" and lab.has("enterprise") else ""
    links = lab.capabilities.requires(ENTERPRISE_USER, "manager", "$ref")
    found = {"User": Kind("User", users.endpoint, users.naming, users.text, manager, links)}
    groups = lab.kinds.groups
    if lab.has("groups") and groups.members:
        found["Group"] = Kind("Group", groups.endpoint, groups.naming, "", groups.members)
    return found
