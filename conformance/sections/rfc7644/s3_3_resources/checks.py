"""Checks of rules for single resources that a job must not loosen."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.bulk_request import ERROR
from conformance.scim.document import BULK_ID_PREFIX, attr, names_schema
from conformance.scim.paths import normal
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace

MINE = "scimconf-mine"
"""The id that we send and that no server may take over."""


def duplicates(trace: Trace) -> Iterator[Effect]:
    """Iterate over the POSTs of a userName that is taken."""
    for effect in trace.effects():
        if effect.operation.bulk_id == "duplicate" and effect.result:
            yield effect


@check("RESOURCE-3.3-01", "partial-failure")
def duplicate_answers_409(trace: Trace) -> Iterator[Observation]:
    """A userName that is taken is a 409."""
    for effect in duplicates(trace):
        if effect.unclear:
            yield unclear(effect)
            continue
        message = f"{effect.title} of a userName that is taken is reported as {effect.code}"
        yield expect(effect.code == 409, effect, message, expected="409", got=effect.code)


@check("RESOURCE-3.3-02", "partial-failure")
def duplicate_is_called_uniqueness(trace: Trace) -> Iterator[Observation]:
    """The scimType is uniqueness; a missing one is lenient."""
    for effect in duplicates(trace):
        if effect.result is None or effect.code != 409:
            continue
        if not names_schema(effect.result.error, ERROR):
            yield inconclusive(effect, f"the 409 of {effect.title} holds no Error; see BULK-3.7-30")
            continue
        keyword = attr(effect.result.error, "scimType")
        message = f"the 409 of {effect.title} is not called uniqueness"
        expected = '"scimType": "uniqueness"'
        if keyword is None:
            yield lenient(effect, message, expected=expected, got=effect.result.error)
        else:
            yield expect(keyword == "uniqueness", effect, message, expected=expected, got=keyword)


@check("RESOURCE-3.3-03", "read-only-attributes")
def client_id_is_ignored(trace: Trace) -> Iterator[Observation]:
    """The POST is done and the id is the server's own."""
    for effect in trace.effects():
        if effect.unclear:
            yield unclear(effect)
            continue
        ids = [found.id for found in effect.stored]
        if effect.done and not ids:
            yield inconclusive(effect, f"the resource of {effect.title} was not found")
            continue
        message = "an id that the client sends is not ignored"
        got = f"{effect.reported}, ids {ids}"
        holds = effect.done and MINE not in ids
        yield expect(holds, effect, message, expected="done, an id of the server's own", got=got)


@check(
    "RESOURCE-3.6-01", "every-method", "changes-in-turn", "bulk-id-on-other-methods", "confusable-bulk-ids"
)
def deleted_resources_are_gone(trace: Trace) -> Iterator[Observation]:
    """GET of what a job deleted answers 404, and where many were deleted no search shows one."""
    for effect in trace.effects():
        if effect.operation.method == "DELETE" and effect.done:
            message = f"{effect.title} is reported as done and the resource is still there"
            read = effect.interaction.after.reads.get(effect.operation.path)
            if read is None and effect.interaction.after.complete:
                found = effect.interaction.after.at(effect.operation.path)
                got = "shown by a search" if found else "gone"
                yield expect(not found, effect, message, expected="gone", got=got)
                continue
            if read is None or read.status is None or read.turned_away:
                yield inconclusive(read, "the deleted resource could not be asked for")
                continue
            got = f"GET {effect.operation.path}: HTTP {read.status}"
            yield expect(read.status == 404, read, message, expected="404", got=got)


@check("RESOURCE-3.6-02", "changes-in-turn")
def deleted_names_are_free(trace: Trace) -> Iterator[Observation]:
    """A POST with the name of a user who was just deleted succeeds, by single requests and in a job."""
    for effect in trace.effects():
        deleted_before = any(
            other.operation.method == "DELETE" and other.done and other.subject == effect.subject
            for other in effect.interaction.effects[: effect.index]
        )
        if effect.operation.creates and deleted_before and effect.code == 409:
            message = f"{effect.title} has the userName of a user who was deleted before it"
            yield expect(False, effect, message, expected="201", got=effect.reported)
    deleted, again = trace.singles.get("delete"), trace.singles.get("again")
    if deleted and again and deleted.status == 204:
        if again.status != 409 and (again.status is None or again.status >= 300):
            yield inconclusive(again, f"the second POST answers {again.status or again.problem}")
            return
        message = "the userName of a deleted user stays taken"
        holds = again.status != 409
        yield expect(holds, again, message, expected="201", got=f"HTTP {again.status}")


@check("RESOURCE-3.5.1-01", "put-to-an-unknown-id")
def put_creates_nothing(trace: Trace) -> Iterator[Observation]:
    """A PUT to an id that does not exist is refused and nothing exists afterwards."""
    for effect in trace.effects():
        found = [stored.path for stored in effect.interaction.after.resources]
        if effect.unclear and not found:
            yield unclear(effect)
            continue
        message = f"{effect.title} to an unknown id is reported as done, or creates"
        holds = not effect.done and not found
        yield expect(
            holds,
            effect,
            message,
            expected="404, nothing created",
            got=f"{effect.reported}, {found}",
        )


@check("CORE-2.1-01", "attribute-names-in-lower-case")
def letter_case_of_names_does_not_matter(trace: Trace) -> Iterator[Observation]:
    """The user of such a job exists."""
    for effect in (effect for bulk in trace.bulk_requests for effect in bulk.effects):
        status = effect.exchange.status
        if status is None or status >= 500 or not effect.interaction.after.complete:
            why = f"no verdict from {status or effect.exchange.problem}; see ERROR-3.12-08"
            yield inconclusive(effect, why)
        elif (gap := turned_away(effect.exchange)) and not effect.stored:
            yield gap
        else:
            message = "a job with attribute names in lower case is not processed"
            got = f"HTTP {status}, {len(effect.stored)} created"
            holds = bool(effect.stored) or effect.done
            yield expect(holds, effect, message, expected="processed", got=got)


@check("CORE-3.1-01")
def ids_do_not_contain_bulk_id(trace: Trace) -> Iterator[Observation]:
    """The reserved word stands in no id."""
    for effect in trace.effects():
        for found in effect.stored:
            holds = BULK_ID_PREFIX.rstrip(":").lower() not in found.id.lower()
            message = "an id contains the reserved word bulkId"
            yield expect(holds, found.exchange, message, expected="an id without it", got=found.id)


@check("CORE-3.1-03")
def resources_show_their_id(trace: Trace) -> Iterator[Observation]:
    """Each resource that a GET or a search shows has an id, and that is a text."""
    for effect in trace.effects():
        for found in effect.stored:
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
    for effect, result in trace.reported():
        if (
            not result.succeeded
            or not effect.sole_operation_on_resource
            or len(effect.stored) != 1
            or not result.location
        ):
            continue
        shown = attr(attr(effect.stored[0].document, "meta"), "location")
        if not isinstance(shown, str):
            continue
        message = f"the location of {effect.title} is not the resource's meta.location"
        holds = _same_place(shown.rstrip("/"), result.location.rstrip("/"))
        if holds or ("://" in shown and "://" in result.location):
            yield expect(holds, effect, message, expected=shown, got=result.location)
        else:
            yield inconclusive(effect, f"the location of {effect.title} is relative: to what, is open")


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
    for effect, result in trace.reported():
        if result.succeeded:
            found = _passwords(result.document)
            message = f"the result of {effect.title} carries a password"
            yield expect(not found, effect, message, expected="no password", got=f"{found} found")
    shown = [exchange for bulk in trace.bulk_requests for exchange in bulk.after.reads.values()]
    for exchange in [*shown, *trace.singles.values()]:
        if exchange.status == 200:
            found, message = _passwords(exchange.json), "a GET shows a password"
            yield expect(not found, exchange, message, expected="no password", got=f"{found} found")
