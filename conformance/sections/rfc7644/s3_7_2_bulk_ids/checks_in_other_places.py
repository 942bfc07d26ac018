"""Checks of references in paths, filters, $ref and text, and in other spellings."""

from collections.abc import Iterator

from conformance.check.evidence import unclear
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import BULK_ID_PREFIX, attr, texts
from conformance.sections.rfc7644.s3_7_2_bulk_ids.checks import literals, stored_as_id
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace


def unanswered(bulk: BulkInteraction) -> Observation | None:
    """Observe that a bulk request has no results to judge; None if it has."""
    if bulk.answer.processed:
        return None
    response = f"HTTP {bulk.exchange.status}" if bulk.exchange.status else bulk.exchange.problem
    return inconclusive(bulk.exchange, f"the bulk request has no results: {response}")


def literal_texts(effect: Effect) -> list[str]:
    """Return every stored text of an operation that contains a reference."""
    return [text for found in effect.stored for text in texts(dict(found.document)) if BULK_ID_PREFIX in text]


@check("BULK-3.7.2-12", "reference-with-its-url")
def urls_beside_references_are_resolved(trace: Trace) -> Iterator[Observation]:
    """A member whose value is resolved has no text with the reference left."""
    for bulk in trace.bulk_requests:
        effect = bulk.effects[1]
        if gap := unanswered(bulk):
            yield gap
        elif effect.unclear:
            yield unclear(effect)
        else:
            found = literal_texts(effect)
            what = "is stored with it as text" if found else "does not succeed"
            message = f"{effect.title} has a reference in $ref and {what}"
            got = found or effect.reported
            yield expect(effect.done and not found, effect, message, expected="resolved", got=got)


@check("BULK-3.7.2-13", "references-in-text")
def texts_with_references_are_unchanged(trace: Trace) -> Iterator[Observation]:
    """A text with a reference among other words is stored as sent; a rejection is lenient.

    The server may take a text that begins like a reference for one (BULK-3.7.2-14). No operation defines its
    bulkId, so the server may reject that.
    """
    for effect in (effect for bulk in trace.bulk_requests for effect in bulk.effects):
        if effect.operation.bulk_id not in ("sentence", "longer"):
            continue
        sent = effect.resource_type.text_of(effect.operation.data)
        message = f"{effect.title} has a text that contains a reference"
        if effect.refused and effect.operation.bulk_id == "sentence":
            yield lenient(
                effect.at("status"), f"{message} and is rejected", expected=sent, got=effect.reported
            )
        elif effect.refused:
            continue
        elif not effect.done or not effect.stored or effect.stored[0].text is None:
            missing = f"the server does not store {effect.resource_type.text}"
            yield unclear(effect) if effect.unclear else inconclusive(effect, missing)
        else:
            stored = effect.stored[0].text
            yield expect(
                stored == sent, effect, f"{message}, and the stored text differs", expected=sent, got=stored
            )


@check("BULK-3.7.2-14", "references-in-text")
def a_text_that_is_a_reference(trace: Trace) -> Iterator[Observation]:
    """The report notes what the server does with a displayName that is exactly a reference."""
    for effect in trace.effects():
        if effect.operation.bulk_id == "whole" and (effect.refused or effect.stored):
            stored = effect.stored[0].text if effect.stored else None
            if not effect.refused and stored is None:
                yield inconclusive(effect, f"the server does not store {effect.resource_type.text}")
                continue
            same = stored == effect.resource_type.text_of(effect.operation.data)
            what = "rejected" if effect.refused else ("stored as text" if same else "replaced")
            yield choice(effect, f"a text that is a reference and nothing else is {what}")


@check("BULK-3.7.2-15", "reference-in-filter")
def references_in_filters_are_resolved(trace: Trace) -> Iterator[Observation]:
    """The PATCH with a filter removes one member and not the other."""
    for bulk in trace.bulk_requests:
        leaver, stayer, add, remove = bulk.effects
        if gap := unanswered(bulk):
            yield gap
        elif not add.done or not add.stored or not leaver.stored or not stayer.stored:
            yield inconclusive(add, "the member that the PATCH should remove was not added")
        elif remove.code in (None, 501):
            yield unclear(remove)
        else:
            left = add.stored[0].values(bulk.resource_types.groups.members)
            if any(value.startswith(BULK_ID_PREFIX) for value in left):
                yield inconclusive(add, "the members are stored as text", depends_on="BULK-3.7.2-03")
                continue
            leaves, stays = leaver.stored[0].id not in left, stayer.stored[0].id in left
            shown = _shown(add)
            if not stays and (not leaves or (shown and stayer.stored[0].id not in shown)):
                yield inconclusive(add, f"{add.title} did not add the member that should stay")
                continue
            holds = remove.done and leaves and stays
            message = f"the reference in the filter of {remove.title} is not resolved"
            if leaves and not stays:
                message = f"{remove.title} removes a second member that its filter does not match"
            got = f"{remove.reported}, members {left}"
            yield expect(holds, remove, message, expected="that member is removed", got=got)


def _shown(effect: Effect) -> tuple[str, ...]:
    """Return the members in the response of a result; empty if it has no resource."""
    response = effect.result.response if effect.result else None
    if not isinstance(response, dict):
        return ()
    return StoredResource("", response, effect.exchange, effect.resource_type).values(
        effect.resource_type.members
    )


@check("BULK-3.7.2-07", "references-in-other-changes", "manager-in-a-patch")
def references_in_other_forms_are_resolved(trace: Trace) -> Iterator[Observation]:
    """A successful change stores the id. The server may not support a form that it rejects.

    An object in place of a list may be such a form too, even if the operation succeeds without effect. If the
    server stores it, it must resolve it. BULK-3.7.2-03 covers what a POST stores.
    """
    for bulk in trace.bulk_requests:
        for reference in bulk.references:
            effect = bulk.effects[reference.source]
            if effect.operation.creates:
                continue
            if _adds_an_object(effect) and bulk.resolved(reference) is False and not literals(effect):
                yield inconclusive(effect, f"{effect.title} succeeds without effect")
            elif observation := stored_as_id(bulk, reference):
                yield observation


def _adds_an_object(effect: Effect) -> bool:
    """Return whether the value of a PATCH is one object in place of a list."""
    changes = attr(effect.operation.data, "Operations") or ()
    members = effect.interaction.resource_types.groups.members
    return any(attr(each, "path") == members and isinstance(attr(each, "value"), dict) for each in changes)


@check("BULK-3.7.2-11", "references-in-paths-of-put-and-delete")
def references_in_other_paths_are_resolved(trace: Trace) -> Iterator[Observation]:
    """PUT and DELETE change the users that their paths name; the RFC advises against a rejection."""
    for bulk in trace.bulk_requests:
        replaced, deleted, put, delete = bulk.effects
        if gap := unanswered(bulk):
            yield gap
            continue
        if not replaced.done or not deleted.done or not replaced.stored:
            yield inconclusive(bulk.exchange, "the users that PUT and DELETE should change were not created")
            continue
        changed = replaced.stored[0].text == "Replaced by its bulkId"
        for effect, shown in ((put, changed), (delete, not deleted.stored)):
            if effect.code in (None, 501):
                yield unclear(effect)
                continue
            got = f"{effect.reported}, {'with' if shown else 'without'} its effect"
            message = f"the bulkId in the path of {effect.title} is not resolved"
            yield expect(effect.done and shown, effect, message, expected="success, with its effect", got=got)


@check("BULK-3.7.2-11", "ring-by-a-later-patch")
def a_patch_completes_a_circular_reference(trace: Trace) -> Iterator[Observation]:
    """Two groups are members of each other after a PATCH of the first one added the second one."""
    for bulk in trace.bulk_requests:
        first, second, add = bulk.effects
        if gap := unanswered(bulk):
            yield gap
        elif not first.stored or not second.stored:
            yield inconclusive(bulk.exchange, "the groups were not created")
        elif add.code in (None, 501):
            yield unclear(add)
        else:
            held = first.stored[0].values(bulk.resource_types.groups.members)
            holds = add.done and second.stored[0].id in held
            message = f"{add.title} does not complete the circular reference"
            got = f"{add.reported}, members {held}"
            yield expect(holds, add, message, expected="each is a member of the other", got=got)


@check("BULK-3.7.2-16", "prefix-in-another-case", "reference-of-another-type")
def unusual_references(trace: Trace) -> Iterator[Observation]:
    """The report notes what happens to a reference with a lower-case prefix, or to another type."""
    kind = "with a prefix in lower case" if trace.scenario.startswith("prefix") else "to another type"
    for effect in (bulk.effects[1] for bulk in trace.bulk_requests if bulk.accepted):
        if effect.refused or effect.stored:
            prefix = BULK_ID_PREFIX.lower()
            held = (text for found in effect.stored for text in texts(dict(found.document)))
            literal = any(text.lower().startswith(prefix) for text in held)
            what = "rejected" if effect.refused else ("stored as text" if literal else "resolved or dropped")
            yield choice(effect, f"a reference {kind} is {what}")


@check("BULK-3.7-33", "failure-behind-a-reference")
def failures_undo_nothing(trace: Trace) -> Iterator[Observation]:
    """A user stays if the group that refers to it fails; deleting it and reporting a failure is lenient."""
    for bulk in trace.bulk_requests:
        if gap := unanswered(bulk):
            yield gap
            continue
        for effect in (bulk.effects[0], bulk.effects[3]):
            message = f"{effect.title} is undone because an operation that refers to it failed"
            if effect.unclear:
                yield unclear(effect)
            elif effect.refused and not effect.stored:
                yield lenient(effect, message, expected="success", got=effect.reported)
            else:
                yield expect(bool(effect.stored), effect, message, expected="stored", got=effect.reported)
