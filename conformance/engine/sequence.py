"""Sequences of generated jobs and single requests, each on what those before it have left."""

import random
from collections.abc import Mapping
from dataclasses import replace

from conformance.engine.attempt import Attempt
from conformance.engine.exploration import Explorer
from conformance.jobs.binding import Known
from conformance.jobs.novelty import choose
from conformance.law.oracle import Shape, Stand


class Sequence(Explorer):
    """Plays one sequence on one store, of which each job finds what the earlier ones have left.

    What is stored is read anew before each job, and that is what the oracle takes as given: a single request
    in between is not judged, its effect is.
    """

    _whole = True

    def play(self) -> None:
        """Send jobs, with a single request before each, until something is broken or the budget is used.

        What is broken has to be broken again by the same sequence on other names. A job that gets lost is no
        such thing, and cannot be repeated: what is stored may have changed.

        Raises:
            Blocked: The server cannot be reached.
            OutOfReach: A job exceeds a limit of the server.
        """
        attempts = self._through(self._budget.jobs)
        for attempt in attempts:
            if attempt.ruling.stand is not Stand.UNLAWFUL:
                self._lab.attempted(attempt)
        broken = attempts[-1]
        if _has_broken(broken):
            again = self._through(len(attempts))[-1]
            repeats = again.ruling.requirements if _has_broken(again) else frozenset()
            self._lab.attempted(replace(broken, again=again.exchange, repeats=repeats))

    def _through(self, jobs: int) -> list[Attempt]:
        """Play up to so many jobs; the last one returned may have broken something."""
        self._clear()
        chance = random.Random(self._seed)  # noqa: S311 - it is to be repeatable
        attempts: list[Attempt] = []
        for number in range(jobs):
            self._look_around(number)
            self._change_one(chance, number)
            attempt = self._next(number)
            attempts.append(attempt)
            if _has_broken(attempt):
                break
        return attempts

    def _next(self, number: int) -> Attempt:
        kinds = {label: known.kind for label, known in self._stored.items()}
        count = self._budget.drawn // self._budget.jobs
        (shape,) = choose(self._repertoire.draw(kinds, self._seed * self._budget.jobs + number, count), 1)
        self._names = self._lab.names
        return self.attempt(self._dealer.deal(shape))

    def _provide(self, shape: Shape) -> Mapping[str, Known]:  # noqa: ARG002 - everything is there already
        return self._stored

    def _clear(self) -> None:
        """Delete what an earlier sequence has left, and begin with nothing."""
        self._stored: dict[str, Known] = {}
        self._names = ""
        for found in self._lab.look_around().resources:
            self._lab.single(f"DELETE {found.path}", "DELETE", found.path)

    def _look_around(self, number: int) -> None:
        """Read what is stored; what is new has a label by which it is known in each repetition."""
        labels = {known.id: label for label, known in self._stored.items()}
        self._stored = {}
        for found in self._lab.look_around().resources:
            kind = next(
                each for each in self._repertoire.kinds.values() if each.endpoint == found.kind.endpoint
            )
            token = (found.name or "").removeprefix(self._names).partition("@")[0]
            label = labels.get(found.id, f"{token} of job {number - 1}")
            self._stored[label] = self._repertoire.describe(kind.name, found)

    def _change_one(self, chance: random.Random, number: int) -> None:
        """Change or delete one of the users by a single request; read what is stored anew."""
        users = sorted(label for label, known in self._stored.items() if known.kind == "User")
        if not users:
            return
        known = self._stored[chance.choice(users)]
        method = chance.choice(("PUT", "DELETE"))
        data = None
        if method == "PUT":
            kind = self._repertoire.kinds[known.kind]
            text = {kind.text: f"single{number}"} if kind.text else {}
            data = self._repertoire.build(kind, known.name) | text
        self._lab.single(f"{method} before job {number}", method, known.path, data)
        self._look_around(number)


def _has_broken(attempt: Attempt) -> bool:
    return attempt.ruling.stand is Stand.UNLAWFUL and not attempt.lost
