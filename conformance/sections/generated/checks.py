"""One check for each requirement that the oracle can cite: what it says of the generated jobs."""

from collections.abc import Callable, Iterator

from conformance.engine.attempt import Attempt
from conformance.engine.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import Trace
from conformance.law.oracle import LAWS, Breach, Stand


def _observed(attempt: Attempt, breach: Breach) -> Observation:
    """Observe one thing that the oracle does not permit; what does not repeat proves nothing but itself."""
    message = f"{breach.message}; {attempt.told()}"
    if attempt.exchange.turned_away:
        return inconclusive(attempt.exchange, f"the job is turned away with {attempt.exchange.status}")
    if breach.stand is Stand.LENIENT:
        return lenient(attempt.exchange, message, expected=breach.expected, got=breach.got)
    if breach.requirement not in attempt.repeats:
        again = attempt.again.n if attempt.again else "none"
        return inconclusive(attempt.exchange, f"seen once, not again (exchange {again}): {message}")
    return expect(False, attempt.exchange, message, expected=breach.expected, got=breach.got)


def _judge(requirement: str) -> Callable[[Trace], Iterator[Observation]]:
    def generated_jobs_have_permitted_outcomes(trace: Trace) -> Iterator[Observation]:
        """The oracle permits what came of each generated job in which the requirement has a say."""
        broken, kept = [], []
        for attempt in trace.attempts:
            breaches = [each for each in attempt.ruling.breaches if each.requirement == requirement]
            if breaches:
                broken.append(_observed(attempt, max(breaches, key=lambda each: each.stand)))
            elif requirement in attempt.ruling.applied:
                kept.append(expect(True, attempt.exchange, "", expected="a permitted outcome", got="one"))
        # What was seen once only is no more than inconclusive; passes would hide it.
        yield from broken or kept
        if not broken and not kept:
            yield inapplicable(None, "no generated job had to do with it")

    return generated_jobs_have_permitted_outcomes


for _requirement in sorted(LAWS):
    check(_requirement, "generated-jobs", "generated-sequences")(_judge(_requirement))
