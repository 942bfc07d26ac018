"""Checks of references in unusual places and spellings, and of texts that only look like references."""

from collections.abc import Iterator

from conformance.check.evidence import unclear
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import BULK_ID_PREFIX, attr, texts
from conformance.sections.rfc7644.s3_7_2_bulk_ids.checks import kept, literals
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace


def unanswered(bulk: BulkInteraction) -> Observation | None:
    """Observe that a job has no results to judge, which proves nothing here; None where it has."""
    if bulk.answer.processed:
        return None
    return inconclusive(bulk.exchange, f"no verdict from {bulk.exchange.status or bulk.exchange.problem}")


def literal_texts(effect: Effect) -> list[str]:
    """Return every text that an operation stored and that mentions a reference."""
    return [text for found in effect.stored for text in texts(dict(found.document)) if BULK_ID_PREFIX in text]


@check("BULK-3.7.2-12", "reference-with-its-url")
def urls_beside_references_are_resolved(trace: Trace) -> Iterator[Observation]:
    """Where the value of a member is resolved, no text of the member holds the reference any more."""
    for bulk in trace.bulk_requests:
        effect = bulk.effects[1]
        if gap := unanswered(bulk):
            yield gap
        elif effect.unclear:
            yield unclear(effect)
        else:
            found = literal_texts(effect)
            message = f"{effect.title} has a $ref with a reference, and is refused or keeps it as text"
            got = found or effect.reported
            yield expect(effect.done and not found, bulk.exchange, message, expected="resolved", got=got)


@check("BULK-3.7.2-13", "references-in-text")
def sentences_are_left_alone(trace: Trace) -> Iterator[Observation]:
    """A text that mentions a reference among other words is stored as it was sent; refusing it is lenient.

    A text that begins like a reference may be taken for one (BULK-3.7.2-14); nobody defines its bulkId,
    so refusing it is right then.
    """
    for effect in (effect for bulk in trace.bulk_requests for effect in bulk.effects):
        if effect.operation.bulk_id not in ("sentence", "longer"):
            continue
        sent = effect.kind.text_of(effect.operation.data)
        message = f"{effect.title} has a text that mentions a reference"
        if effect.refused and effect.operation.bulk_id == "sentence":
            yield lenient(effect, f"{message} and is refused", expected=sent, got=effect.reported)
        elif effect.refused:
            continue
        elif not effect.done or not effect.stored or effect.stored[0].text is None:
            unkept = f"the server does not keep {effect.kind.text}"
            yield inconclusive(effect, effect.unclear or unkept)
        else:
            stored = effect.stored[0].text
            yield expect(stored == sent, effect, f"{message} and is changed", expected=sent, got=stored)


@check("BULK-3.7.2-14", "references-in-text")
def a_text_that_is_a_reference_is(trace: Trace) -> Iterator[Observation]:
    """What becomes of a displayName that is a reference and nothing else."""
    for effect in trace.effects():
        if effect.operation.bulk_id == "whole" and (effect.refused or effect.stored):
            stored = effect.stored[0].text if effect.stored else None
            if not effect.refused and stored is None:
                yield inconclusive(effect, f"the server does not keep {effect.kind.text}")
                continue
            kept = stored == effect.kind.text_of(effect.operation.data)
            what = "refused" if effect.refused else ("kept as text" if kept else "replaced")
            yield choice(effect, f"a text that is a reference and nothing else is {what}")


@check("BULK-3.7.2-15", "reference-in-filter")
def references_in_filters_are_resolved(trace: Trace) -> Iterator[Observation]:
    """The PATCH by a filter removes the one member and leaves the other."""
    for bulk in trace.bulk_requests:
        leaver, stayer, add, remove = bulk.effects
        if gap := unanswered(bulk):
            yield gap
        elif not add.done or not add.stored or not leaver.stored or not stayer.stored:
            yield inconclusive(bulk.exchange, "the members to be removed were not added")
        elif remove.code in (None, 501):
            yield unclear(remove)
        else:
            left = add.stored[0].values(bulk.kinds.groups.members)
            if any(value.startswith(BULK_ID_PREFIX) for value in left):
                yield inconclusive(bulk.exchange, "the members were added as text; see BULK-3.7.2-03")
                continue
            leaves, stays = leaver.stored[0].id not in left, stayer.stored[0].id in left
            shown = _shown(add)
            if not stays and (not leaves or (shown and stayer.stored[0].id not in shown)):
                yield inconclusive(bulk.exchange, f"{add.title} did not add the member that was to stay")
                continue
            holds = remove.done and leaves and stays
            message = "a reference in the filter of a PATCH is not resolved"
            if leaves and not stays:
                message = "of two members, a PATCH by a filter with a reference to one has left neither"
            got = f"{remove.reported}, members {left}"
            yield expect(holds, bulk.exchange, message, expected="that member is removed", got=got)


def _shown(effect: Effect) -> tuple[str, ...]:
    """Return the members that the result of an operation shows, none where it shows no resource."""
    response = effect.result.response if effect.result else None
    if not isinstance(response, dict):
        return ()
    return StoredResource("", response, effect.exchange, effect.kind).values(effect.kind.members)


@check("BULK-3.7.2-07", "references-in-other-changes", "manager-in-a-patch")
def references_in_other_forms_are_resolved(trace: Trace) -> Iterator[Observation]:
    """What is reported as done holds the id; a form that is refused may be one the server never takes.

    So may one be that is done without effect, where the value is an object in place of a list; but whoever
    stores it resolves it. What a POST stores is the business of BULK-3.7.2-03.
    """
    for bulk in trace.bulk_requests:
        for reference in bulk.references:
            effect = bulk.effects[reference.source]
            if effect.operation.creates:
                continue
            if _is_odd(effect) and bulk.resolved(reference) is False and not literals(effect):
                yield inconclusive(bulk.exchange, f"{effect.title} is done without effect")
            elif observation := kept(bulk, reference):
                yield observation


def _is_odd(effect: Effect) -> bool:
    """Tell whether an operation adds one object to a list."""
    changes = attr(effect.operation.data, "Operations") or ()
    members = effect.interaction.kinds.groups.members
    return any(attr(each, "path") == members and isinstance(attr(each, "value"), dict) for each in changes)


@check("BULK-3.7.2-11", "references-in-paths-of-put-and-delete")
def references_in_other_paths_are_resolved(trace: Trace) -> Iterator[Observation]:
    """The PUT changes its user, the DELETE deletes its own; a refusal is advised against."""
    for bulk in trace.bulk_requests:
        kept, gone, put, delete = bulk.effects
        if gap := unanswered(bulk):
            yield gap
            continue
        if not kept.done or not gone.done or not kept.stored:
            yield inconclusive(bulk.exchange, "the users to be changed were not created")
            continue
        changed = kept.stored[0].text == "Replaced by its bulkId"
        message = "a bulkId in the path of a {} is not resolved"
        for effect, shown in ((put, changed), (delete, not gone.stored)):
            if effect.code in (None, 501):
                yield unclear(effect)
                continue
            got = f"{effect.reported}, {'with' if shown else 'without'} its effect"
            said = message.format(effect.operation.method)
            yield expect(effect.done and shown, bulk.exchange, said, expected="done", got=got)


@check("BULK-3.7.2-11", "ring-by-a-later-patch")
def a_patch_may_close_a_ring(trace: Trace) -> Iterator[Observation]:
    """Two groups are members of each other once a PATCH of the first has added the second."""
    for bulk in trace.bulk_requests:
        first, second, add = bulk.effects
        if gap := unanswered(bulk):
            yield gap
        elif not first.stored or not second.stored:
            yield inconclusive(bulk.exchange, "the groups were not created")
        elif add.code in (None, 501):
            yield unclear(add)
        else:
            held = first.stored[0].values(bulk.kinds.groups.members)
            holds = add.done and second.stored[0].id in held
            message = "a PATCH that closes a ring, by a bulkId in its path, is not carried out"
            got = f"{add.reported}, members {held}"
            yield expect(holds, bulk.exchange, message, expected="each holds the other", got=got)


@check("BULK-3.7.2-16", "prefix-in-another-case", "reference-of-another-type")
def unusual_references_are(trace: Trace) -> Iterator[Observation]:
    """What becomes of references whose prefix is in lower case, or which lead to another type."""
    kind = "with a prefix in lower case" if trace.scenario.startswith("prefix") else "to another type"
    for effect in (bulk.effects[1] for bulk in trace.bulk_requests if bulk.accepted):
        if effect.refused or effect.stored:
            prefix = BULK_ID_PREFIX.lower()
            held = (text for found in effect.stored for text in texts(dict(found.document)))
            kept = any(text.lower().startswith(prefix) for text in held)
            what = "refused" if effect.refused else ("kept as text" if kept else "resolved or dropped")
            yield choice(effect, f"a reference {kind} is {what}")


@check("BULK-3.7-33", "failure-behind-a-reference")
def failures_take_nothing_back(trace: Trace) -> Iterator[Observation]:
    """A user stays whom a failed group would have held; taking the user back and saying so is lenient."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
            continue
        for effect in (bulk.effects[0], bulk.effects[3]):
            message = f"{effect.title} is taken back because an operation that refers to it failed"
            if effect.unclear:
                yield unclear(effect)
            elif effect.refused and not effect.stored:
                yield lenient(bulk.exchange, message, expected="done", got=effect.reported)
            else:
                yield expect(
                    bool(effect.stored), bulk.exchange, message, expected="done", got=effect.reported
                )
