"""Checks of rules for single resources that a job must not loosen."""

from collections.abc import Iterator

from conformance.document import BULK_ID_PREFIX, attr, names_schema
from conformance.engine.jobrun import Outcome
from conformance.engine.observation import Observation, expect, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import Trace
from conformance.jobs.job import ERROR
from conformance.paths import normal

MINE = "scimconf-mine"
"""The id that we send and that no server may take over."""


def duplicates(trace: Trace) -> Iterator[Outcome]:
    """Iterate over the POSTs of a userName that is taken."""
    for outcome in trace.outcomes():
        if outcome.operation.bulk_id == "duplicate" and outcome.result:
            yield outcome


@check("RESOURCE-3.3-01", "partial-failure")
def duplicate_answers_409(trace: Trace) -> Iterator[Observation]:
    """A userName that is taken is a 409."""
    for outcome in duplicates(trace):
        if outcome.unclear:
            yield inconclusive(outcome.exchange, outcome.unclear)
            continue
        message = f"{outcome.title} of a userName that is taken is reported as {outcome.code}"
        yield expect(outcome.code == 409, outcome.exchange, message, expected="409", got=outcome.code)


@check("RESOURCE-3.3-02", "partial-failure")
def duplicate_is_called_uniqueness(trace: Trace) -> Iterator[Observation]:
    """The scimType is uniqueness; a missing one is lenient."""
    for outcome in duplicates(trace):
        if outcome.result is None or outcome.code != 409:
            continue
        if not names_schema(outcome.result.error, ERROR):
            yield inconclusive(
                outcome.exchange, f"the 409 of {outcome.title} holds no Error; see BULK-3.7-30"
            )
            continue
        keyword = attr(outcome.result.error, "scimType")
        message = f"the 409 of {outcome.title} is not called uniqueness"
        expected = '"scimType": "uniqueness"'
        if keyword is None:
            yield lenient(outcome.exchange, message, expected=expected, got=outcome.result.error)
        else:
            yield expect(keyword == "uniqueness", outcome.exchange, message, expected=expected, got=keyword)


@check("RESOURCE-3.3-03", "read-only-attributes")
def client_id_is_ignored(trace: Trace) -> Iterator[Observation]:
    """The POST is done and the id is the server's own."""
    for outcome in trace.outcomes():
        if outcome.unclear:
            yield inconclusive(outcome.exchange, outcome.unclear)
            continue
        ids = [found.id for found in outcome.stored]
        message = "an id that the client sends is not ignored"
        got = f"{outcome.said}, ids {ids}"
        holds = outcome.done and MINE not in ids
        yield expect(holds, outcome.exchange, message, expected="done, an id of the server's own", got=got)


@check(
    "RESOURCE-3.6-01", "every-method", "changes-in-turn", "bulk-id-on-other-methods", "confusable-bulk-ids"
)
def deleted_resources_are_gone(trace: Trace) -> Iterator[Observation]:
    """GET of what a job deleted answers 404, and where many were deleted no search shows one."""
    for outcome in trace.outcomes():
        if outcome.operation.method == "DELETE" and outcome.done:
            message = f"{outcome.title} is reported as done and the resource is still there"
            read = outcome.run.after.reads.get(outcome.operation.path)
            if read is None and outcome.run.after.complete:
                found = outcome.run.after.at(outcome.operation.path)
                got = "shown by a search" if found else "gone"
                yield expect(not found, outcome.exchange, message, expected="gone", got=got)
                continue
            if read is None or read.status is None:
                yield inconclusive(read, "the deleted resource could not be asked for")
                continue
            got = f"GET {outcome.operation.path}: HTTP {read.status}"
            yield expect(read.status == 404, read, message, expected="404", got=got)


@check("RESOURCE-3.6-02", "changes-in-turn")
def deleted_names_are_free(trace: Trace) -> Iterator[Observation]:
    """A POST with the name of a user who was just deleted succeeds, by single requests and in a job."""
    for outcome in trace.outcomes():
        deleted_before = any(
            other.operation.method == "DELETE" and other.done and other.subject == outcome.subject
            for other in outcome.run.outcomes[: outcome.index]
        )
        if outcome.operation.creates and deleted_before and outcome.code == 409:
            message = f"{outcome.title} has the userName of a user who was deleted before it"
            yield expect(False, outcome.exchange, message, expected="201", got=outcome.said)
    deleted, again = trace.singles.get("delete"), trace.singles.get("again")
    if deleted and again and deleted.status == 204 and again.status is not None:
        message = "the userName of a deleted user stays taken"
        holds = again.status != 409
        yield expect(holds, again, message, expected="201", got=f"HTTP {again.status}")


@check("RESOURCE-3.5.1-01", "put-to-an-unknown-id")
def put_creates_nothing(trace: Trace) -> Iterator[Observation]:
    """A PUT to an id that does not exist is refused and nothing exists afterwards."""
    for outcome in trace.outcomes():
        found = [stored.path for stored in outcome.run.after.resources]
        message = f"{outcome.title} to an unknown id is reported as done, or creates"
        holds = not outcome.done and not found
        yield expect(
            holds, outcome.exchange, message, expected="404, nothing created", got=f"{outcome.said}, {found}"
        )


@check("CORE-2.1-01", "attribute-names-in-lower-case")
def letter_case_of_names_does_not_matter(trace: Trace) -> Iterator[Observation]:
    """The user of such a job exists."""
    for outcome in (outcome for run in trace.runs for outcome in run.outcomes):
        status = outcome.exchange.status
        if status is None or status >= 500 or not outcome.run.after.complete:
            why = f"no verdict from {status or outcome.exchange.problem}; see ERROR-3.12-08"
            yield inconclusive(outcome.exchange, why)
        else:
            message = "a job with attribute names in lower case is not processed"
            got = f"HTTP {status}, {len(outcome.stored)} created"
            holds = bool(outcome.stored) or outcome.done
            yield expect(holds, outcome.exchange, message, expected="processed", got=got)


@check("CORE-3.1-01")
def ids_do_not_contain_bulk_id(trace: Trace) -> Iterator[Observation]:
    """The reserved word stands in no id."""
    for outcome in trace.outcomes():
        for found in outcome.stored:
            holds = BULK_ID_PREFIX.rstrip(":").lower() not in found.id.lower()
            message = "an id contains the reserved word bulkId"
            yield expect(holds, found.exchange, message, expected="an id without it", got=found.id)


@check("CORE-3.1-03")
def resources_show_their_id(trace: Trace) -> Iterator[Observation]:
    """Each resource that a GET or a search shows has an id, and that is a text."""
    for outcome in trace.outcomes():
        for found in outcome.stored:
            shown, expected = attr(found.document, "id"), "a text that is not empty"
            if isinstance(shown, int):
                message = "the id of a resource is a number"
                yield lenient(found.exchange, message, expected=expected, got=shown)
                continue
            holds = isinstance(shown, str) and shown != ""
            message = "a resource is shown without its id"
            yield expect(holds, found.exchange, message, expected=expected, got=shown)


@check("CORE-3.1-02")
def location_is_meta_location(trace: Trace) -> Iterator[Observation]:
    """The location of a result and the resource's meta.location are the same URL; a path may be its end."""
    for outcome, result in trace.reported():
        if not result.succeeded or not outcome.alone or len(outcome.stored) != 1 or not result.location:
            continue
        shown = attr(attr(outcome.stored[0].document, "meta"), "location")
        if not isinstance(shown, str):
            continue
        message = f"the location of {outcome.title} is not the resource's meta.location"
        holds = _same_place(shown.rstrip("/"), result.location.rstrip("/"))
        if holds or ("://" in shown and "://" in result.location):
            yield expect(holds, outcome.exchange, message, expected=shown, got=result.location)
        else:
            yield inconclusive(
                outcome.exchange, f"the location of {outcome.title} is relative: to what, is open"
            )


def _same_place(one: str, other: str) -> bool:
    """Tell whether two locations are one; where not both are absolute, one may be the end of the other."""
    one, other = normal(one), normal(other)
    if "://" in one and "://" in other:
        return one == other
    short, long = sorted((one, other), key=len)
    return f"/{long}".endswith("/" + short.lstrip("/"))


def _passwords(document: object) -> int:
    """Return how many attributes named password a JSON value holds, without recursion: it may be deep."""
    waiting, found = [document], 0
    while waiting:
        value = waiting.pop()
        found += attr(value, "password") is not None
        waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return found


@check("CORE-4.1-01", "password")
def passwords_do_not_come_back(trace: Trace) -> Iterator[Observation]:
    """No result of the job carries a password, no GET of a user and no search."""
    for outcome, result in trace.reported():
        if result.succeeded:
            found = _passwords(result.document)
            message = f"the result of {outcome.title} carries a password"
            yield expect(not found, outcome.exchange, message, expected="no password", got=f"{found} found")
    shown = [exchange for run in trace.runs for exchange in run.after.reads.values()]
    for exchange in [*shown, *trace.singles.values()]:
        if exchange.status == 200:
            found, message = _passwords(exchange.json), "a GET shows a password"
            yield expect(not found, exchange, message, expected="no password", got=f"{found} found")
