"""Checks of what became of the operations, by what the store shows."""

from collections.abc import Iterator

from conformance.document import attr
from conformance.engine.observation import Observation, choice, expect, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import JobRun, Outcome, Trace
from conformance.jobs.job import Operation


def done(outcome: Outcome, what: str) -> Observation:
    """Observe that an operation which cannot fail is done: not refused, and not missing in the store."""
    missing = outcome.operation.creates and not outcome.stored and outcome.run.after.complete
    if outcome.code is None and not missing:
        return inconclusive(outcome.exchange, outcome.unclear)
    if outcome.done and missing:
        return inconclusive(outcome.exchange, f"{outcome.title} is not stored; see BULK-3.7.3-10")
    if outcome.stored and outcome.operation.creates and not outcome.done:
        return inconclusive(
            outcome.exchange, f"{outcome.title} is stored, not reported so; see BULK-3.7.3-11"
        )
    got = outcome.said + (", not stored" if missing else "")
    return expect(outcome.done, outcome.exchange, f"{outcome.title} {what}", expected="done", got=got)


@check("BULK-3.7-02", "every-method")
def methods_work_inside_a_job(trace: Trace) -> Iterator[Observation]:
    """Each method that stands in the job is done."""
    for outcome in trace.outcomes():
        yield done(outcome, "is not done inside a job")


def _keeps(run: JobRun, attribute: str) -> bool:
    """Tell whether users that were created by single requests show an attribute that was sent."""
    return any(attr(found.document, attribute) is not None for found in run.before.resources)


@check("BULK-3.7-23", "every-method")
def data_is_taken_as_in_a_single_request(trace: Trace) -> Iterator[Observation]:
    """The value that PUT and PATCH set is the one that GET shows."""
    wanted = {"POST": "", "PUT": "Replaced by PUT", "PATCH": "Changed by PATCH"}
    for outcome in trace.outcomes():
        if outcome.done and outcome.stored and outcome.operation.method in wanted:
            if outcome.operation.endpoint == "/Groups":
                continue
            name = "externalId" if outcome.operation.creates else "displayName"
            if not _keeps(outcome.run, name):
                yield inconclusive(outcome.exchange, f"the server does not keep {name}")
                continue
            sent = attr(outcome.operation.data, name)
            value = sent if outcome.operation.creates else wanted[outcome.operation.method]
            got = attr(outcome.stored[0].document, name)
            message = f"{outcome.title} is reported as done but its data is not stored"
            yield expect(got == value, outcome.exchange, message, expected=f'{name} "{value}"', got=got)


@check("BULK-3.7-33", "partial-failure")
def failures_do_not_stop_the_job(trace: Trace) -> Iterator[Observation]:
    """Operations beside the failed ones are done and stay; every operation has been tried."""
    for outcome in trace.outcomes():
        if outcome.operation.creates and outcome.operation.bulk_id != "duplicate":
            yield done(outcome, "is not done because another operation failed")


def _run_in_full(run: JobRun, message: str) -> Iterator[Observation]:
    for outcome in run.outcomes:
        if outcome.operation.creates and not (outcome.operation.bulk_id or "").startswith("duplicate"):
            yield done(outcome, message)


@check("BULK-3.7-34", "one-error-ends-the-job", "two-errors-end-the-job")
def errors_end_the_job(trace: Trace) -> Iterator[Observation]:
    """Nothing behind the n-th error is done."""
    for run in trace.runs:
        if not run.accepted or not any(result.failed for result in run.answer.results):
            yield inconclusive(
                run.exchange, "no operation was reported as failed, so no error could end the job"
            )
            continue
        behind = [outcome for outcome in run.outcomes if outcome.operation.bulk_id in ("behind", "last")]
        for outcome in behind:
            got = "done" if outcome.done or outcome.made else "not done"
            limit = run.job.fail_on_errors if run.job else None
            message = f"{outcome.title} was run although failOnErrors {limit} had been reached before it"
            yield expect(got == "not done", outcome.exchange, message, expected="not done", got=got)


@check("BULK-3.7-34", "malformed-operation-ends-the-job")
def malformed_operations_count_as_errors(trace: Trace) -> Iterator[Observation]:
    """An operation that is refused for its form counts as well; not counting it is lenient."""
    for run in trace.runs:
        behind = run.outcomes[2]
        if not run.accepted or not run.outcomes[1].refused:
            yield inconclusive(run.exchange, "the malformed operation was not reported as failed by itself")
        elif behind.done or behind.made:
            message = "an operation that is refused for its form does not count for failOnErrors"
            yield lenient(run.exchange, message, expected="the job ends at it", got=behind.said)
        else:
            yield expect(True, run.exchange, "", expected="the job ends at it", got=behind.said)


@check("BULK-3.7-38", "one-error-ends-the-job")
def errors_are_met_in_turn(trace: Trace) -> Iterator[Observation]:
    """What stands before the first error is done; another order of errors is lenient."""
    for run in trace.runs:
        first = run.outcomes[0]
        if not run.accepted:
            yield inconclusive(run.exchange, "the job was not processed")
        elif first.stored:
            yield expect(True, run.exchange, "", expected="done", got=first.said)
        elif run.after.complete and not first.done:
            message = f"{first.title} is not done because a later operation failed first"
            yield lenient(run.exchange, message, expected="done", got=first.said)


@check("BULK-3.7-35", "fewer-errors-than-accepted", "two-errors-end-the-job")
def fewer_errors_leave_the_job_running(trace: Trace) -> Iterator[Observation]:
    """What stands before the error that reaches the limit is done."""
    for run in trace.runs:
        for outcome in run.outcomes if run.accepted else ():
            bulk_id = outcome.operation.bulk_id or ""
            if bulk_id == "between" or bulk_id.startswith("good"):
                yield done(outcome, "is not done although failOnErrors had not been reached")


@check("BULK-3.7-38", "changes-in-turn")
def later_changes_win(trace: Trace) -> Iterator[Observation]:
    """What is stored is what running the operations in turn would leave."""
    for run in trace.runs:
        last = {outcome.subject: outcome for outcome in run.outcomes} if run.accepted else {}
        for outcome in last.values():
            earlier = [other for other in run.outcomes[: outcome.index] if other.subject == outcome.subject]
            if not _keeps(run, "displayName"):
                yield inconclusive(run.exchange, "the server does not keep displayName")
                continue
            alone = trace.singles.get(outcome.operation.bulk_id or "")
            if outcome.code == 409 and alone is not None and alone.status == 409:
                yield inconclusive(run.exchange, "a deleted name stays taken here; see RESOURCE-3.6-02")
                continue
            if not all(other.done for other in earlier) or outcome.unclear:
                yield inconclusive(run.exchange, outcome.unclear or "an earlier operation on it is not done")
                continue
            wanted = _display_name(outcome.operation)
            got = attr(outcome.stored[0].document, "displayName") if outcome.stored else None
            message = f"{outcome.title} does not leave what running the job in turn would"
            expected = f'done, displayName "{wanted}"'
            shown = f"{outcome.said}, displayName {got!r}"
            yield expect(got == wanted, outcome.exchange, message, expected=expected, got=shown)


def _display_name(operation: Operation) -> object:
    """Return the displayName that a POST, PUT or PATCH of ours sets."""
    changes = attr(operation.data, "Operations")
    return attr(changes[0], "value") if changes else attr(operation.data, "displayName")


@check("BULK-3.7-43", "fail-on-errors-zero")
def fail_on_errors_zero_is(trace: Trace) -> Iterator[Observation]:
    """What the server takes a limit of no errors for."""
    for run in trace.runs:
        before, _, behind = run.outcomes
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
        elif not run.answer.processed:
            yield choice(run.exchange, f"failOnErrors 0 answers HTTP {run.exchange.status} without results")
        elif before.done:
            what = "is no limit" if behind.done else "is like 1, or ends the job at once"
            yield choice(run.exchange, f"failOnErrors 0 {what}")


def _accepted(trace: Trace) -> Iterator[Observation]:
    for run in trace.runs:
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
        else:
            got = f"HTTP {run.exchange.status}"
            message = f"a job with {run.label} is refused"
            yield expect(run.accepted, run.exchange, message, expected="a processed job", got=got)


@check("BULK-3.7-44", "fail-on-errors-huge")
def large_limits_are_taken(trace: Trace) -> Iterator[Observation]:
    """A limit that can never be reached is no reason to refuse."""
    return _accepted(trace)


@check("BULK-3.7-45", "fail-on-errors-null")
def null_is_no_limit(trace: Trace) -> Iterator[Observation]:
    """A limit of null is no limit."""
    return _accepted(trace)


@check("BULK-3.7-15", "post-without-bulk-id")
def post_without_bulk_id(trace: Trace) -> Iterator[Observation]:
    """What the server does with a POST that has no bulkId."""
    for run in trace.runs:
        if run.exchange.status:
            taken = "accepted" if any(outcome.done for outcome in run.outcomes) else "refused"
            yield choice(run.exchange, f"a POST without bulkId is {taken}")


@check("BULK-3.7-16", "duplicate-bulk-id", "reference-to-a-duplicate-bulk-id")
def duplicate_bulk_ids_are_refused(trace: Trace) -> Iterator[Observation]:
    """Not both POSTs of one bulkId are done."""
    for run in trace.runs:
        twins = [outcome for outcome in run.outcomes if outcome.operation.bulk_id == "twin"]
        if run.exchange.status is None:
            yield inconclusive(run.exchange, run.exchange.problem)
            continue
        both = all(outcome.done and outcome.stored for outcome in twins)
        message = "two POSTs with the same bulkId are both done"
        yield expect(not both, run.exchange, message, expected="a 4xx for one at least", got="both created")


@check("BULK-3.7-46", "reference-to-a-duplicate-bulk-id")
def ambiguous_references_are_not_resolved(trace: Trace) -> Iterator[Observation]:
    """Where both twins are done, the group that refers to their bulkId is refused."""
    for run in trace.runs:
        *twins, circle = run.outcomes
        if run.exchange.status is None or run.exchange.status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {run.exchange.status or run.exchange.problem}")
            continue
        both = all(outcome.done and outcome.stored for outcome in twins)
        message = f"{circle.title} refers to a bulkId that two resources have, and is done"
        holds = not (both and circle.done)
        yield expect(holds, run.exchange, message, expected="a 4xx", got=circle.said)


@check("BULK-3.7-17", "bulk-id-of-an-earlier-job")
def bulk_id_ends_with_its_job(trace: Trace) -> Iterator[Observation]:
    """A later job does not reach what an earlier one called by that bulkId."""
    earlier = trace.runs[0].outcomes[0].stored
    for run in trace.runs[1:]:
        later = run.outcomes[0].stored
        if not earlier or run.exchange.status is None:
            yield inconclusive(run.exchange, "the earlier job created nothing that could be reached")
            continue
        values = [value for found in later for value in found.values("members")]
        message = "a bulkId of an earlier job is resolved"
        yield expect(earlier[0].id not in values, run.exchange, message, expected="not resolved", got=values)


@check("BULK-3.7-05", "fail-on-errors-is-no-number")
def fail_on_errors_is_checked(trace: Trace) -> Iterator[Observation]:
    """A value that is no number of errors is refused."""
    for run in trace.runs:
        status = run.exchange.status
        if status is None or status >= 500:
            yield inconclusive(run.exchange, f"no verdict from {status or run.exchange.problem}")
        else:
            message = f"failOnErrors {run.label} is accepted"
            yield expect(status >= 400, run.exchange, message, expected="400", got=f"HTTP {status}")


@check("BULK-3.7-03", "malformed-envelopes")
def schema_of_the_request_is_checked(trace: Trace) -> Iterator[Observation]:
    """A job that does not name the BulkRequest schema is refused."""
    for run in trace.runs:
        if run.label.startswith("schemas") and run.exchange.status is not None and run.exchange.status < 500:
            message = f"a job with {run.label} is accepted"
            refused = run.exchange.status >= 400
            yield expect(refused, run.exchange, message, expected="400", got=f"HTTP {run.exchange.status}")


@check("BULK-3.7-09", "malformed-envelopes")
def job_without_operations_is_refused(trace: Trace) -> Iterator[Observation]:
    """A job whose Operations are missing, empty or of another type is refused."""
    for run in trace.runs:
        if (
            run.label.startswith("Operations")
            and run.exchange.status is not None
            and run.exchange.status < 500
        ):
            message = f"a job with {run.label} is accepted"
            refused = run.exchange.status >= 400
            yield expect(refused, run.exchange, message, expected="400", got=f"HTTP {run.exchange.status}")


@check("BULK-3.7-32", "malformed-bodies", "malformed-envelopes")
def no_job_no_success(trace: Trace) -> Iterator[Observation]:
    """What cannot be read as a job does not answer in the 200 series."""
    others = (
        "schemas",
        "Operations missing",
        "Operations null",
        "Operations empty",
        "deep",
    )  # BULK-3.7-03, BULK-3.7-09, and JSON all the same
    tolerated = ("second document", "invalid UTF-8", "NaN")
    for run in trace.runs:
        status = run.exchange.status
        if run.label.startswith(others):
            continue
        if status is None:
            yield inconclusive(run.exchange, run.exchange.problem)
        elif status < 300 and run.label.startswith(tolerated):
            yield lenient(
                run.exchange, f"a body with {run.label} is accepted", expected="400", got=f"HTTP {status}"
            )
        else:
            message = f"a body that is no job ({run.label}) answers success"
            yield expect(status >= 400, run.exchange, message, expected="an error code", got=f"HTTP {status}")
