"""One check for each requirement that the oracle cites: what it says of the generated bulk requests."""

from collections.abc import Callable, Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.exchange import Place
from conformance.oracle.bulk import CITED, Permission, Violation
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.trace import Trace


def _place(attempt: GeneratedJob, violation: Violation) -> Place:
    """Return the operation that violates a requirement; the whole exchange if it is not a single one."""
    if violation.step is None:
        return Place(attempt.exchange)
    return Place(attempt.exchange, violation.step, f"/Operations/{violation.step}")


def _observed(attempt: GeneratedJob, violation: Violation) -> Observation:
    """Observe a violation; one that did not occur again in the repeated request is inconclusive."""
    message = f"{violation.message}; {attempt.describe()}"
    place = _place(attempt, violation)
    if gap := turned_away(attempt.exchange):
        return gap
    if violation.permission is Permission.TOLERATED:
        return lenient(place, message, expected=violation.expected, got=violation.got)
    if violation.requirement not in attempt.repeats:
        again = attempt.again.exchange.n if attempt.again else "none"
        return inconclusive(place, f"not reproduced by the repeated request (exchange {again}): {message}")
    return expect(False, place, message, expected=violation.expected, got=violation.got)


def _judge(requirement: str) -> Callable[[Trace], Iterator[Observation]]:
    def generated_jobs_have_permitted_outcomes(trace: Trace) -> Iterator[Observation]:
        """The oracle permits the outcome of each generated bulk request to which the requirement applies."""
        broken, met = [], []
        for attempt in trace.generated_jobs:
            violations = [
                each for each in attempt.oracle_result.violations if each.requirement == requirement
            ]
            if violations:
                broken.append(_observed(attempt, max(violations, key=lambda each: each.permission)))
            elif requirement in attempt.oracle_result.applied:
                met.append(expect(True, attempt.exchange, "", expected="a permitted outcome", got="one"))
        # A violation that did not occur again is only inconclusive, and a pass would hide it.
        yield from broken or met
        if not broken and not met:
            yield inapplicable(None, "the requirement applies to no generated bulk request")

    return generated_jobs_have_permitted_outcomes


for _requirement in sorted(CITED):
    check(_requirement, "generated-jobs", "generated-sequences")(_judge(_requirement))
