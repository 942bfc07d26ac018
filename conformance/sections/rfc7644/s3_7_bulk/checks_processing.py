"""Checks of what became of the operations, by what the store shows."""

from collections.abc import Iterator

from conformance.check.evidence import unclear
from conformance.check.observation import Observation, expect, inconclusive
from conformance.check.registry import check
from conformance.scim.document import attr, own_text
from conformance.trace.interaction import Effect, Interaction
from conformance.trace.trace import Trace


def done(effect: Effect, what: str) -> Observation:
    """Observe that an operation which cannot fail is done: not refused, and not missing in the store."""
    missing = effect.operation.creates and not effect.stored and effect.interaction.after.complete
    if effect.code is None and not missing:
        return unclear(effect)
    if effect.done and missing:
        return inconclusive(effect, f"{effect.title} is not stored; see BULK-3.7.3-10")
    if effect.stored and effect.operation.creates and not effect.done:
        return inconclusive(effect, f"{effect.title} is stored, not reported so; see BULK-3.7.3-11")
    got = effect.reported + (", not stored" if missing else "")
    return expect(effect.done, effect, f"{effect.title} {what}", expected="done", got=got)


@check("BULK-3.7-02", "every-method")
def methods_work_inside_a_job(trace: Trace) -> Iterator[Observation]:
    """Each method that stands in the job is done; where the job is lost, in one of its own.

    Of a server that loses all jobs nothing is said here.
    """
    works = any(bulk.accepted for bulk in trace.bulk_requests)
    for bulk in trace.bulk_requests:
        if not bulk.lost:
            yield from (done(effect, "is not done inside a job") for effect in bulk.effects if bulk.accepted)
        elif works and len(bulk.effects) == 1:
            message = f"{bulk.effects[0].title} is not done inside a job, which is lost with it"
            yield expect(False, bulk.exchange, message, expected="done", got=f"HTTP {bulk.exchange.status}")
        else:
            yield inconclusive(
                bulk.exchange, f"the job is lost: HTTP {bulk.exchange.status}; see BULK-3.7-31"
            )


def _keeps(bulk: Interaction, attribute: str) -> bool:
    """Tell whether users that were created by single requests show an attribute that was sent."""
    shown = attr if attribute == "externalId" else own_text  # externalId is the name once more
    return any(shown(found.document, attribute) is not None for found in bulk.before.resources)


@check("BULK-3.7-23", "every-method")
def data_is_taken_as_in_a_single_request(trace: Trace) -> Iterator[Observation]:
    """The value that PUT and PATCH set is the one that GET shows."""
    wanted = {"POST": "", "PUT": "Replaced by PUT", "PATCH": "Changed by PATCH"}
    for effect in trace.effects():
        if effect.done and effect.stored and effect.operation.method in wanted:
            if effect.kind == effect.interaction.kinds.groups:
                continue
            name = "externalId" if effect.operation.creates else effect.kind.text
            if not _keeps(effect.interaction, name):
                yield inconclusive(effect, f"the server does not keep {name}")
                continue
            sent = attr(effect.operation.data, name)
            value = sent if effect.operation.creates else wanted[effect.operation.method]
            got = attr(effect.stored[0].document, name)
            message = f"{effect.title} is reported as done but its data is not stored"
            yield expect(got == value, effect, message, expected=f'{name} "{value}"', got=got)


@check("BULK-3.7-33", "partial-failure")
def failures_do_not_stop_the_job(trace: Trace) -> Iterator[Observation]:
    """Operations beside the failed ones are done and stay; every operation has been tried."""
    for effect in trace.effects():
        if effect.operation.creates and effect.operation.bulk_id != "duplicate":
            yield done(effect, "is not done because another operation failed")


@check("BULK-3.7-38", "changes-in-turn")
def later_changes_win(trace: Trace) -> Iterator[Observation]:
    """What is stored is what running the operations in turn would leave."""
    for bulk in trace.bulk_requests:
        last = {effect.subject: effect for effect in bulk.effects} if bulk.accepted else {}
        for effect in last.values():
            earlier = [other for other in bulk.effects[: effect.index] if other.subject == effect.subject]
            if not effect.operation.creates and any(other.operation.method == "DELETE" for other in earlier):
                continue  # that is RESOURCE-3.6-01
            text = effect.kind.text
            alone = trace.singles.get(effect.operation.bulk_id or "")
            if effect.code == 409 and alone is not None and alone.status == 409:
                yield inconclusive(bulk.exchange, "a deleted name stays taken here; see RESOURCE-3.6-02")
                continue
            if not _keeps(bulk, text):
                yield inconclusive(bulk.exchange, f"the server does not keep {text}")
                continue
            if not all(other.done for other in earlier) or effect.unclear:
                yield inconclusive(bulk.exchange, effect.unclear or "an earlier operation on it is not done")
                continue
            wanted = sent_text(effect)
            got = effect.stored[0].text if effect.stored else None
            message = f"{effect.title} does not leave what running the job in turn would"
            expected = f'done, {text} "{wanted}"'
            shown = f"{effect.reported}, {text} {got!r}"
            yield expect(got == wanted, effect, message, expected=expected, got=shown)


def _renamed(trace: Trace) -> Iterator[tuple[Effect, Effect]]:
    """Yield the operations behind one that has renamed a user: one that takes the old name, one the new."""
    for bulk in trace.bulk_requests:
        rename, again, taken = bulk.effects
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
        yield expect(not taken.done, taken.exchange, message, expected="409", got=taken.reported)


@check("BULK-3.7-38", "as-many-operations-as-allowed")
def first_come_first_served(trace: Trace) -> Iterator[Observation]:
    """Of two users of one name, at both ends of a long job, it is not the later one that is created."""
    for bulk in trace.bulk_requests:
        later = next((effect for effect in bulk.effects if effect.operation.bulk_id == "again"), None)
        first = bulk.effects[0]
        if later and not first.unclear and not later.unclear and first.done != later.done:
            message = f"{later.title} is done before {first.title}, which has the same name"
            got = f"first {first.reported}, last {later.reported}"
            yield expect(first.done, bulk.exchange, message, expected="the first is done", got=got)


def sent_text(effect: Effect) -> object:
    """Return the text that a POST, PUT or PATCH of ours sets."""
    changes = attr(effect.operation.data, "Operations")
    return attr(changes[0], "value") if changes else effect.kind.text_of(effect.operation.data)
