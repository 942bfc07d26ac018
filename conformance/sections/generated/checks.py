"""One check for each requirement that the oracle can cite: what it says of the generated jobs."""

from collections.abc import Callable, Iterator

from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.oracle.bulk import CITED, Permission, Violation
from conformance.trace.generated_job import GeneratedJob
from conformance.trace.trace import Trace


def _observed(attempt: GeneratedJob, violation: Violation) -> Observation:
    """Observe one thing that the oracle does not permit; what does not repeat proves nothing but itself."""
    message = f"{violation.message}; {attempt.describe()}"
    if attempt.exchange.turned_away:
        return inconclusive(attempt.exchange, f"the job is turned away with {attempt.exchange.status}")
    if violation.permission is Permission.TOLERATED:
        return lenient(attempt.exchange, message, expected=violation.expected, got=violation.got)
    if violation.requirement not in attempt.repeats:
        again = attempt.again.exchange.n if attempt.again else "none"
        return inconclusive(attempt.exchange, f"seen once, not again (exchange {again}): {message}")
    return expect(False, attempt.exchange, message, expected=violation.expected, got=violation.got)


def _judge(requirement: str) -> Callable[[Trace], Iterator[Observation]]:
    def generated_jobs_have_permitted_outcomes(trace: Trace) -> Iterator[Observation]:
        """The oracle permits what came of each generated job in which the requirement has a say."""
        broken, kept = [], []
        for attempt in trace.generated_jobs:
            violations = [
                each for each in attempt.oracle_result.violations if each.requirement == requirement
            ]
            if violations:
                broken.append(_observed(attempt, max(violations, key=lambda each: each.permission)))
            elif requirement in attempt.oracle_result.applied:
                kept.append(expect(True, attempt.exchange, "", expected="a permitted outcome", got="one"))
        # What was seen once only is no more than inconclusive; passes would hide it.
        yield from broken or kept
        if not broken and not kept:
            yield inapplicable(None, "no generated job had to do with it")

    return generated_jobs_have_permitted_outcomes


for _requirement in sorted(CITED):
    check(_requirement, "generated-jobs", "generated-sequences")(_judge(_requirement))
