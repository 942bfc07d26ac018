"""Checks of jobs in which one operation is malformed."""

from collections.abc import Iterator

from conformance.engine.observation import Observation, expect, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import JobRun, Trace

SCENARIO = "malformed-operations"


def refused_alone(run: JobRun) -> Observation:
    """Observe that the malformed operation is refused and not run; refusing the whole job is lenient."""
    bad = run.outcomes[1]
    status = run.exchange.status
    expected = "a 4xx in the operation's own result, nothing done"
    made = [found.name for found in run.after.resources if found in bad.made]
    if status is None or status >= 500 or status in (404, 405):
        return inconclusive(
            run.exchange, f"no verdict from {status or run.exchange.problem}; see ERROR-3.12-08"
        )
    if made:
        return expect(
            False, run.exchange, f"{run.label}: it was run", expected=expected, got=f"created {made}"
        )
    if status >= 400 and not run.answer.processed:
        message = f"{run.label}: the whole job is refused"
        stored = [found.name for outcome in run.outcomes for found in outcome.made]
        got = f"HTTP {status}, created {stored}"
        if stored:
            return expect(False, run.exchange, f"{message} but run in part", expected=expected, got=got)
        return lenient(run.exchange, message, expected=expected, got=got)
    if bad.unclear:
        return inconclusive(run.exchange, bad.unclear)
    return expect(
        bad.refused, run.exchange, f"{run.label}: it is not refused", expected=expected, got=bad.said
    )


def _labelled(trace: Trace, *beginnings: str) -> Iterator[Observation]:
    return (refused_alone(run) for run in trace.runs if run.label.startswith(beginnings))


@check("BULK-3.7-12", SCENARIO)
def unusable_method_is_refused(trace: Trace) -> Iterator[Observation]:
    """An operation without one of the four methods is refused and not run."""
    return _labelled(trace, "method")


@check("BULK-3.7-21", SCENARIO)
def missing_path_is_refused(trace: Trace) -> Iterator[Observation]:
    """An operation without a usable path is refused and not run."""
    return _labelled(trace, "path missing", "path a number", "path empty")


@check("BULK-3.7-22", SCENARIO)
def missing_data_is_refused(trace: Trace) -> Iterator[Observation]:
    """A POST without data is refused and not run."""
    return _labelled(trace, "data")


@check("BULK-3.7-19", SCENARIO)
def post_to_a_resource_is_refused(trace: Trace) -> Iterator[Observation]:
    """A POST whose path is no endpoint of a resource type creates nothing."""
    return _labelled(trace, "POST to a resource", "path of")


@check("BULK-3.7-20", SCENARIO)
def change_of_a_collection_is_refused(trace: Trace) -> Iterator[Observation]:
    """PUT, PATCH and DELETE of a collection are refused."""
    return _labelled(trace, "PUT of", "PATCH of", "DELETE of")
