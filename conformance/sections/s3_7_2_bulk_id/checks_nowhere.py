"""Checks of references that lead nowhere: nobody defines the bulkId, or its POST created nothing."""

from collections.abc import Iterator

from conformance.engine.jobrun import JobRun, Outcome
from conformance.engine.observation import Observation, expect, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import Trace
from conformance.sections.s3_7_2_bulk_id.checks import literals


@check("BULK-3.7.2-08", "undefined-reference")
def undefined_references_are_refused(trace: Trace) -> Iterator[Observation]:
    """An operation that refers to nothing is refused; refusing the job or dropping it is lenient."""
    for run in trace.runs:
        outcome = run.outcomes[1]
        code = outcome.result.status.code if outcome.result else run.exchange.status
        expected = "a 4xx for the operation"
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
        elif literals(outcome):
            message = "a reference to an undefined bulkId is stored as text"
            yield expect(False, run.exchange, message, expected=expected, got=literals(outcome))
        elif outcome.done:
            message = "a reference to an undefined bulkId is dropped in silence"
            yield lenient(run.exchange, message, expected=expected, got=f"status {code}, no such member")
        elif not run.answer.processed and any(each.made for each in run.outcomes):
            message = "the job is refused because of a reference to an undefined bulkId, and done in part"
            made = [found.name for each in run.outcomes for found in each.made]
            yield expect(False, run.exchange, message, expected=expected, got=f"created {made}")
        elif not run.answer.processed:
            message = "the whole job is refused because of a reference to an undefined bulkId"
            yield lenient(run.exchange, message, expected=expected, got=f"HTTP {run.exchange.status}")
        elif outcome.code is None:
            yield inconclusive(run.exchange, outcome.unclear)
        else:
            message = "an operation with an undefined reference makes the server fail"
            yield expect(outcome.refused, run.exchange, message, expected=expected, got=code)


@check(
    "BULK-3.7.2-09",
    "reference-to-a-failed-post",
    "failure-behind-a-reference",
    "dependant-before-its-failure",
)
def dependants_of_a_failure_fail(trace: Trace) -> Iterator[Observation]:
    """A group whose member was not created, before or behind it, is not reported as done."""
    for run in trace.runs:
        pairs = [
            (run.outcomes[reference.source], run.outcomes[reference.target])
            for reference in run.references
            if reference.target is not None and _came_to_nothing(run, run.outcomes[reference.target])
        ]
        if not run.accepted or not pairs:
            yield inconclusive(run.exchange, "the operation that had to fail did not")
        for source, target in pairs if run.accepted else ():
            if source.unclear:
                yield inconclusive(run.exchange, source.unclear)
                continue
            what = "was not created" if target.refused else "was never run"
            message = (
                f"{source.title} is reported as done although {target.title}, which it refers to, {what}"
            )
            held = [found.values(found.kind.members) for found in source.made]
            got = f"{source.said}, members {held}" if source.done else source.said
            yield expect(source.refused, run.exchange, message, expected="a 4xx", got=got)


def _came_to_nothing(run: JobRun, outcome: Outcome) -> bool:
    """Tell whether an operation was refused, or not run since the job had ended."""
    ended = outcome.result is None and run.job is not None and run.job.fail_on_errors is not None
    return outcome.refused or (ended and not outcome.made)
