"""Checks of what became of the operations, by what the store shows."""

from collections.abc import Iterator

from conformance.document import attr, own_text
from conformance.engine.jobrun import JobRun, Outcome
from conformance.engine.observation import Observation, expect, inconclusive
from conformance.engine.registry import check
from conformance.engine.trace import Trace


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
    """Each method that stands in the job is done; where the job is lost, in one of its own.

    Of a server that loses all jobs nothing is said here.
    """
    works = any(run.accepted for run in trace.runs)
    for run in trace.runs:
        if not run.lost:
            yield from (done(outcome, "is not done inside a job") for outcome in run.outcomes if run.accepted)
        elif works and len(run.outcomes) == 1:
            message = f"{run.outcomes[0].title} is not done inside a job, which is lost with it"
            yield expect(False, run.exchange, message, expected="done", got=f"HTTP {run.exchange.status}")
        else:
            yield inconclusive(run.exchange, f"the job is lost: HTTP {run.exchange.status}; see BULK-3.7-31")


def _keeps(run: JobRun, attribute: str) -> bool:
    """Tell whether users that were created by single requests show an attribute that was sent."""
    shown = attr if attribute == "externalId" else own_text  # externalId is the name once more
    return any(shown(found.document, attribute) is not None for found in run.before.resources)


@check("BULK-3.7-23", "every-method")
def data_is_taken_as_in_a_single_request(trace: Trace) -> Iterator[Observation]:
    """The value that PUT and PATCH set is the one that GET shows."""
    wanted = {"POST": "", "PUT": "Replaced by PUT", "PATCH": "Changed by PATCH"}
    for outcome in trace.outcomes():
        if outcome.done and outcome.stored and outcome.operation.method in wanted:
            if outcome.kind is outcome.run.kinds.groups:
                continue
            name = "externalId" if outcome.operation.creates else outcome.kind.text
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


@check("BULK-3.7-38", "changes-in-turn")
def later_changes_win(trace: Trace) -> Iterator[Observation]:
    """What is stored is what running the operations in turn would leave."""
    for run in trace.runs:
        last = {outcome.subject: outcome for outcome in run.outcomes} if run.accepted else {}
        for outcome in last.values():
            earlier = [other for other in run.outcomes[: outcome.index] if other.subject == outcome.subject]
            if not outcome.operation.creates and any(other.operation.method == "DELETE" for other in earlier):
                continue  # that is RESOURCE-3.6-01
            text = outcome.kind.text
            alone = trace.singles.get(outcome.operation.bulk_id or "")
            if outcome.code == 409 and alone is not None and alone.status == 409:
                yield inconclusive(run.exchange, "a deleted name stays taken here; see RESOURCE-3.6-02")
                continue
            if not _keeps(run, text):
                yield inconclusive(run.exchange, f"the server does not keep {text}")
                continue
            if not all(other.done for other in earlier) or outcome.unclear:
                yield inconclusive(run.exchange, outcome.unclear or "an earlier operation on it is not done")
                continue
            wanted = sent_text(outcome)
            got = outcome.stored[0].text if outcome.stored else None
            message = f"{outcome.title} does not leave what running the job in turn would"
            expected = f'done, {text} "{wanted}"'
            shown = f"{outcome.said}, {text} {got!r}"
            yield expect(got == wanted, outcome.exchange, message, expected=expected, got=shown)


def _renamed(trace: Trace) -> Iterator[tuple[Outcome, Outcome]]:
    """Yield the operations behind one that has renamed a user: one that takes the old name, one the new."""
    for run in trace.runs:
        rename, again, taken = run.outcomes
        if (
            rename.done
            and rename.stored
            and rename.stored[0].name == rename.kind.name_of(rename.operation.data)
        ):
            yield again, taken


@check("BULK-3.7-38", "names-change-hands")
def a_name_that_was_given_up_is_free(trace: Trace) -> Iterator[Observation]:
    """The old name of a user who was renamed is taken by the next operation, if it is by a single request."""
    for again, _ in _renamed(trace):
        alone = trace.singles.get("again")
        if alone is not None and alone.status != 201:
            yield inconclusive(alone, f"a name that was given up stays taken here: {alone.status}")
        else:
            yield done(again, "is not done, though a user gave up that name in the operation before it")


@check("RESOURCE-3.3-01", "names-change-hands")
def a_name_that_was_just_given_is_taken(trace: Trace) -> Iterator[Observation]:
    """The new name of a user who was renamed is given to nobody else in the same job."""
    for _, taken in _renamed(trace):
        message = f"{taken.title} has the name that a user was given in the same job, and is done"
        yield expect(not taken.done, taken.exchange, message, expected="409", got=taken.said)


@check("BULK-3.7-38", "as-many-operations-as-allowed")
def first_come_first_served(trace: Trace) -> Iterator[Observation]:
    """Of two users of one name, at both ends of a long job, it is not the later one that is created."""
    for run in trace.runs:
        later = next((outcome for outcome in run.outcomes if outcome.operation.bulk_id == "again"), None)
        first = run.outcomes[0]
        if later and not first.unclear and not later.unclear and first.done != later.done:
            message = f"{later.title} is done before {first.title}, which has the same name"
            got = f"first {first.said}, last {later.said}"
            yield expect(first.done, run.exchange, message, expected="the first is done", got=got)


def sent_text(outcome: Outcome) -> object:
    """Return the text that a POST, PUT or PATCH of ours sets."""
    changes = attr(outcome.operation.data, "Operations")
    return attr(changes[0], "value") if changes else outcome.kind.text_of(outcome.operation.data)
