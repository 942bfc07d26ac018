"""What a check sees, thing by thing, and how that becomes a finding."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.exchange import Exchange
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Level, Verdict, combine

LONGEST = 400
CHOICES = 6
"""The most ways of a server that one note tells of."""

FORBIDDEN = {
    Level.MUST: Verdict.FAIL,
    Level.SHOULD: Verdict.WARN,
    Level.MAY: Verdict.NOTE,
    Level.ADVICE: Verdict.WARN,
}
"""What it comes to, by the level of the requirement, where no reading of it allows what was seen."""

_EXAMINED = (Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE)


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was looked at.

    Attributes:
        verdict: PASS, NOTE or WARN as they are; FAIL where no reading allows it, which the level of the
            requirement turns into WARN for a SHOULD and NOTE for a MAY; INCONCLUSIVE, NOT_APPLICABLE or
            UNTESTED where nothing could be looked at.
        exchange: The exchange that shows it.
        message: One sentence for a person.
        expected: What is permitted.
        got: What was seen.
    """

    verdict: Verdict
    exchange: Exchange | None
    message: str = ""
    expected: str = ""
    got: str = ""


def show(value: object) -> str:
    """Return a JSON value as text for a person, cut where it is long."""
    try:
        text = value if value and isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(type(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"


def expect(
    holds: bool,
    at: Exchange | None,
    message: str,
    *,
    expected: str,
    got: object,
) -> Observation:
    """Observe something that every reading requires: a pass where it holds, unlawful where it does not."""
    return Observation(Verdict.PASS if holds else Verdict.FAIL, at, message, expected, show(got))


def lenient(at: Exchange | None, message: str, *, expected: str, got: object) -> Observation:
    """Observe something that only a lenient reading allows."""
    return Observation(Verdict.WARN, at, message, expected, show(got))


def choice(at: Exchange | None, message: str) -> Observation:
    """Observe which of several lawful ways the server goes."""
    return Observation(Verdict.NOTE, at, message)


def inconclusive(at: Exchange | None, message: str) -> Observation:
    """Say why nothing could be judged."""
    return Observation(Verdict.INCONCLUSIVE, at, message)


def inapplicable(at: Exchange | None, message: str) -> Observation:
    """Say why a lawful choice of the server leaves nothing to judge."""
    return Observation(Verdict.NOT_APPLICABLE, at, message)


def untested(message: str) -> Observation:
    """Say why something was not tried, such as a limit beyond our own."""
    return Observation(Verdict.UNTESTED, None, message)


def conclude(
    observations: Iterable[Observation], requirement: Requirement, check: str, scenario: str
) -> Finding:
    """Sum observations up as one finding; none at all, or only unlooked-at ones, is never a pass."""
    seen = []
    for observation in observations:
        unlawful = observation.verdict is Verdict.FAIL
        verdict = FORBIDDEN[requirement.level] if unlawful else observation.verdict
        seen.append((verdict, observation))
    verdict = combine(verdict for verdict, _ in seen) if seen else Verdict.INCONCLUSIVE
    examined = sum(verdict in _EXAMINED for verdict, _ in seen)
    telling = [observation for each, observation in seen if each is verdict]
    if not telling:
        return Finding(requirement.id, check, scenario, verdict, "nothing to look at came up")
    alike = (
        f" ({len(telling)} of {examined} like this)" if verdict in _EXAMINED else f" ({len(telling)} times)"
    )
    more = alike if verdict is not Verdict.PASS and len(telling) > 1 else ""
    message = f"held {examined} times" if verdict is Verdict.PASS else telling[0].message + more
    choices = Counter(observation.message for observation in telling if verdict is Verdict.NOTE)
    if len(choices) > 1:
        message = "; ".join(f"{told} ({count} of {examined})" for told, count in choices.most_common(CHOICES))
    numbers = dict.fromkeys(observation.exchange.n for observation in telling if observation.exchange)
    return Finding(
        requirement.id,
        check,
        scenario,
        verdict,
        message,
        telling[0].expected,
        telling[0].got,
        examined,
        tuple(numbers),
    )
