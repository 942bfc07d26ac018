"""Checks of the order of processing: the stored state is that of processing the operations in turn."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import not_processed
from conformance.check.evidence import unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient, quote
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.sections.rfc7644.s3_7_bulk.checks_processing import stores, succeeds
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


def sent_text(effect: Effect) -> object:
    """Return the text that a POST, PUT or PATCH of a scenario sets."""
    changes = attr(effect.operation.data, "Operations")
    return attr(changes[0], "value") if changes else effect.resource_type.text_of(effect.operation.data)


@check("BULK-3.7-38", "one-error-ends-the-job")
def operation_before_the_first_error_is_processed(trace: Trace) -> Iterator[Observation]:
    """The operation before the first error succeeds; another order is the lenient reading."""
    for bulk in trace.bulk_requests:
        first = bulk.effects[0]
        if gap := not_processed(bulk):
            yield gap
        elif first.stored:
            yield expect(True, first, "", expected="a 2xx status", got=first.reported)
        elif bulk.after.complete and not first.done:
            message = f"{first.title} does not succeed because a later operation failed first"
            yield lenient(first, message, expected="a 2xx status", got=first.reported)


@check("BULK-3.7-38", "changes-in-turn")
def later_change_prevails(trace: Trace) -> Iterator[Observation]:
    """The last of several operations on a resource decides what is stored; RESOURCE-3.6-01 covers DELETE."""
    for bulk in trace.bulk_requests:
        last = {effect.subject: effect for effect in bulk.effects} if bulk.accepted else {}
        for effect in last.values():
            earlier = [other for other in bulk.effects[: effect.index] if other.subject == effect.subject]
            if not effect.operation.creates and any(other.operation.method == "DELETE" for other in earlier):
                continue
            failed = next((other for other in earlier if not other.done), None)
            alone = trace.singles.get(effect.operation.bulk_id or "")
            text = effect.resource_type.text
            if effect.code == 409 and alone is not None and alone.status == 409:
                message = "the server rejects the name of a deleted user in a single request too"
                yield inconclusive(alone, message, depends_on="RESOURCE-3.6-02")
            elif not stores(bulk, text):
                yield inconclusive(effect, f"the server does not store {text} in single requests either")
            elif effect.unclear:
                yield unclear(effect)
            elif failed:
                message = f"{failed.title}, which comes first on the same resource, has {failed.reported}"
                yield inconclusive(failed, message)
            else:
                wanted = sent_text(effect)
                stored = effect.stored[0].text if effect.stored else None
                message = (
                    f"{effect.title} is the last operation on its resource, but {text} is {quote(stored)}"
                )
                got = f"{text} {quote(stored)}, {effect.reported}"
                yield expect(stored == wanted, effect, message, expected=f'{text} "{wanted}"', got=got)


def _after_a_new_name(trace: Trace) -> Iterator[tuple[Effect, Effect]]:
    """Yield the operations after one that renamed a user: one takes the old name, the other the new."""
    for bulk in trace.bulk_requests:
        rename, takes_old, takes_new = bulk.effects
        new_name = rename.resource_type.name_of(rename.operation.data)
        if rename.done and rename.stored and rename.stored[0].name == new_name:
            yield takes_old, takes_new


@check("BULK-3.7-38", "names-change-hands")
def released_name_can_be_used_again(trace: Trace) -> Iterator[Observation]:
    """The next operation can use the old name of a renamed user, if a single request can."""
    for effect, _ in _after_a_new_name(trace):
        alone = trace.singles.get("again")
        if alone is not None and alone.status != 201:
            got = f"HTTP {alone.status}" if alone.status else "no response"
            yield inconclusive(alone, f"a single request with the old name of a renamed user gets {got} too")
        else:
            yield succeeds(effect, "fails, although the operation before it released the name")


@check("RESOURCE-3.3-01", "names-change-hands")
def new_name_is_taken(trace: Trace) -> Iterator[Observation]:
    """A later operation of the bulk request cannot use the new name of a renamed user."""
    for _, effect in _after_a_new_name(trace):
        message = f"{effect.title} succeeds, although an earlier operation gave its name to another user"
        yield expect(not effect.done, effect, message, expected="status 409", got=effect.reported)


@check("BULK-3.7-38", "as-many-operations-as-allowed")
def first_operation_gets_the_name(trace: Trace) -> Iterator[Observation]:
    """Of two POSTs with one name, at both ends of a long bulk request, not only the later one succeeds."""
    for bulk in trace.bulk_requests:
        later = next((effect for effect in bulk.effects if effect.operation.bulk_id == "again"), None)
        first = bulk.effects[0]
        if later and not first.unclear and not later.unclear and first.done != later.done:
            message = f"{later.title} succeeds and {first.title}, which has the same name, does not"
            expected = "a 2xx status for the first"
            got = f"first: {first.reported}, last: {later.reported}"
            yield expect(first.done, later, message, expected=expected, got=got)


@check("BULK-3.7-38", "race-for-a-name")
def reference_does_not_change_who_gets_the_name(trace: Trace) -> Iterator[Observation]:
    """The first of two POSTs with one name succeeds; running the second first for a reference is lenient."""
    for bulk in trace.bulk_requests:
        _, first, second = bulk.effects
        if first.unclear or second.unclear:
            yield unclear(first if first.unclear else second)
        elif first.done == second.done:
            message = f"{first.title} and {second.title}, which have the same name, both "
            yield inconclusive(second, message + ("succeed" if second.done else "fail"))
        elif second.done:
            message = f"{second.title} gets the name that {first.title} has too"
            expected = "a 2xx status for the first"
            got = f"first: {first.reported}, second: {second.reported}"
            yield lenient(second, message, expected=expected, got=got)
        else:
            yield expect(True, first, "", expected="a 2xx status for the first", got=first.reported)
