"""Observations of a check, and how they become a finding."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from conformance.exchange import Exchange, Place, decode
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import GENERATED, Evidence, Finding
from conformance.requirements.verdicts import Level, Verdict, combine
from conformance.scim.document import attr
from conformance.trace.interaction import Effect

LONGEST = 400
"""Most characters of a value that a finding shows."""

CHOICES = 6
"""Most choices of a server that one note lists."""

FORBIDDEN = {
    Level.MUST: Verdict.FAIL,
    Level.SHOULD: Verdict.WARN,
    Level.MAY: Verdict.NOTE,
    Level.ADVICE: Verdict.WARN,
}
"""The verdict of something that no reading of a requirement allows, by the level of the requirement."""

_EXAMINED = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)
_BAD = (Verdict.FAIL, Verdict.WARN)

At = Place | Effect | Exchange | None
"""What shows an observation: a part of an exchange, an operation with its result, or a whole exchange."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that a check examined, or could not examine.

    Attributes:
        verdict: PASS, NOTE or WARN. FAIL if no reading allows it; for a requirement of level SHOULD it counts
            as WARN, for MAY as NOTE. INCONCLUSIVE, NOT_APPLICABLE or UNTESTED if nothing could be examined.
        place: What shows it; None if no exchange does.
        message: One sentence for a person.
        expected: What is permitted.
        got: What the server did instead.
        depends_on: Ids of requirements. If they fail, this follows from it, or cannot be examined.
    """

    verdict: Verdict
    place: Place | None
    message: str = ""
    expected: str = ""
    got: str = ""
    depends_on: tuple[str, ...] = ()

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that shows it."""
        return self.place.exchange if self.place else None


def show(value: object) -> str:
    """Return a JSON value as text for a person; a long text is cut."""
    try:
        text = value if value and isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(type(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"


def quote(value: object) -> str:
    """Return a JSON value as text for a message: like `show`, but a string is in quotation marks."""
    return f'"{show(value)}"' if isinstance(value, str) and value else show(value)


def expect(
    holds: bool,
    at: At,
    message: str,
    *,
    expected: str,
    got: object,
    depends_on: str | tuple[str, ...] = (),
) -> Observation:
    """Observe something that every reading requires: it passes if it holds, and fails if not."""
    verdict = Verdict.PASS if holds else Verdict.FAIL
    return Observation(verdict, _place(at), message, expected, show(got), _ids(depends_on))


def lenient(
    at: At, message: str, *, expected: str, got: object, depends_on: str | tuple[str, ...] = ()
) -> Observation:
    """Observe something that only a lenient reading allows: a warning."""
    return Observation(Verdict.WARN, _place(at), message, expected, show(got), _ids(depends_on))


def choice(at: At, message: str) -> Observation:
    """Observe which one of several permitted choices the server makes: a note."""
    return Observation(Verdict.NOTE, _place(at), message)


def inconclusive(at: At, message: str, *, depends_on: str | tuple[str, ...] = ()) -> Observation:
    """Observe that nothing could be judged.

    Args:
        at: What shows why.
        message: Why.
        depends_on: Id of the requirement that the server violates, or several. It must be fixed first.
    """
    return Observation(Verdict.INCONCLUSIVE, _place(at), message, depends_on=_ids(depends_on))


def inapplicable(at: At, message: str, *, depends_on: str | tuple[str, ...] = ()) -> Observation:
    """Observe that a permitted choice of the server leaves nothing to judge."""
    return Observation(Verdict.NOT_APPLICABLE, _place(at), message, depends_on=_ids(depends_on))


def untested(message: str) -> Observation:
    """Observe that something was not tried, such as a limit that exceeds those of the run."""
    return Observation(Verdict.UNTESTED, None, message)


def conclude(
    observations: Iterable[Observation], requirement: Requirement, check: str, scenario: str
) -> Finding:
    """Combine observations into one finding; without anything examined it is never a pass."""
    seen = []
    for observation in observations:
        forbidden = observation.verdict is Verdict.FAIL
        verdict = FORBIDDEN[requirement.level] if forbidden else observation.verdict
        seen.append((verdict, observation))
    verdict = combine(verdict for verdict, _ in seen) if seen else Verdict.INCONCLUSIVE
    examined = sum(verdict in _EXAMINED for verdict, _ in seen)
    decisive = [observation for each, observation in seen if each is verdict]
    if not decisive:
        return Finding(
            requirement.id, check, scenario, verdict, "no exchange in this run exercised this requirement"
        )
    if verdict in _BAD:
        decisive.sort(key=_complexity)
    message = (
        f"{examined} of {examined} examined conform"
        if verdict is Verdict.PASS
        else _message(verdict, decisive, examined)
    )
    evidence = dict.fromkeys(_evidence(observation.place) for observation in decisive if observation.place)
    return Finding(
        requirement.id,
        check,
        scenario,
        verdict,
        message,
        decisive[0].expected,
        decisive[0].got,
        examined,
        tuple(evidence),
        tuple(dict.fromkeys(id_ for observation in decisive for id_ in observation.depends_on)),
    )


def _message(verdict: Verdict, decisive: list[Observation], examined: int) -> str:
    choices = Counter(observation.message for observation in decisive if verdict is Verdict.NOTE)
    if len(choices) > 1:
        most = choices.most_common(CHOICES)
        return "; ".join(f"{message} ({count} of {examined})" for message, count in most)
    if len(decisive) == 1:
        return decisive[0].message
    counted = f"{len(decisive)} of {examined} examined" if verdict in _EXAMINED else f"{len(decisive)} times"
    return f"{decisive[0].message} ({counted})"


def _place(at: At) -> Place | None:
    if isinstance(at, Effect):
        return at.at()
    return Place(at) if isinstance(at, Exchange) else at


def _ids(depends_on: str | tuple[str, ...]) -> tuple[str, ...]:
    return (depends_on,) if isinstance(depends_on, str) else depends_on


def _evidence(place: Place) -> Evidence:
    return Evidence(place.exchange.n, place.operation, place.request, place.response, place.header)


def _complexity(observation: Observation) -> tuple[bool, int]:
    """Return a sort key: fixed requests come before generated ones, and those with fewer operations first."""
    if observation.place is None:
        return True, 0
    exchange = observation.place.exchange
    return exchange.scenario.startswith(GENERATED), _operations(exchange.request.body)


@lru_cache(256)
def _operations(body: bytes) -> int:
    """Return the number of operations in a request; 1 for a single request."""
    operations = attr(decode(body).value, "Operations")
    return len(operations) if isinstance(operations, list) else 1
