"""Checks of the members of groups: a bulk request leaves the members that single requests leave."""

from collections.abc import Iterator

from conformance.check.observation import Observation, expect, inapplicable, inconclusive
from conformance.check.registry import check
from conformance.exchange import Exchange
from conformance.scim.document import attr
from conformance.sections.rfc7644.s3_3_resources.scenarios_groups import (
    GROUP_DELETED,
    MEMBER_DELETED,
    expected_members,
    label_after_single_change,
    members,
    missing,
    remaining_group,
)
from conformance.trace.interaction import Effect
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace

_NOT_SHOWN = "no GET shows the members of a group"


@check("BULK-3.7-61", "changes-of-members")
def changes_leave_the_members_that_single_requests_leave(trace: Trace) -> Iterator[Observation]:
    """The members are those that the operation asks for, or those that a single request leaves as well."""
    for effect in trace.effects():
        if not effect.done or not effect.stored:
            continue
        if not members(effect.previous):
            yield inapplicable(effect, _NOT_SHOWN)
            continue
        got, asked = members(effect.stored[0]), expected_members(effect)
        single = trace.singles.get(label_after_single_change(effect))
        same = single is not None and _members_in(single, effect) == got
        if got != asked and (single is None or single.status != 200):
            why = f"no single request shows which members a request like {effect.title} leaves"
            yield inconclusive(effect, why)
        else:
            message = f"{effect.title} leaves the members {sorted(got)}, and its single request does not"
            yield expect(got == asked or same, effect, message, expected=str(sorted(asked)), got=sorted(got))


def _members_in(read: Exchange, effect: Effect) -> set[str]:
    document = read.json if isinstance(read.json, dict) else {}
    return members(StoredResource("", document, read, effect.resource_type))


@check("BULK-3.7-61", "deletions-beside-members")
def deletions_remove_no_more_than_single_requests(trace: Trace) -> Iterator[Observation]:
    """A deletion removes no other member of a group or of the deleted group, unless a single one does."""
    for effect in trace.effects():
        lost = missing(effect) if effect.done else set()
        if lost is None:
            yield inapplicable(effect, _NOT_SHOWN)
        elif effect.done:
            spared = _spared_by_single_request(trace, effect)
            if lost and spared is None:
                why = f"no single request shows what a request like {effect.title} removes"
                yield inconclusive(effect, why)
            else:
                message = f"{effect.title} also removes {sorted(lost)}, and its single request does not"
                holds = not lost or spared is False
                yield expect(holds, effect, message, expected="nothing else removed", got=sorted(lost))


def _spared_by_single_request(trace: Trace, effect: Effect) -> bool | None:
    """Return whether a single DELETE removed nothing else; None if this is not known."""
    group = effect.resource_type == effect.interaction.resource_types.groups
    read = trace.singles.get(GROUP_DELETED if group else MEMBER_DELETED)
    if read is None or read.status not in (200, 404):
        return None
    if group or read.status == 404:
        return read.status == 200
    return bool(attr(read.json, effect.interaction.resource_types.groups.members))


@check("BULK-3.7.3-11", "deletions-beside-members")
def rejected_deletions_leave_the_members(trace: Trace) -> Iterator[Observation]:
    """A user whose deletion was rejected for a stale version is a member as before."""
    for effect in trace.effects():
        before = remaining_group(effect.interaction)
        user = effect.previous
        if effect.operation.version is None or not effect.refused or before is None or user is None:
            continue
        if any(other.done and missing(other) for other in effect.interaction.effects):
            continue  # a deletion that succeeded removed it too: that is BULK-3.7-61
        if user.id in members(before):
            message = f"{effect.title} is reported as {effect.code}, and {before.path} has lost this member"
            after = members(effect.interaction.after.at(before.path))
            holds = user.id in after
            yield expect(holds, effect, message, expected=f"{user.id} in members", got=sorted(after))
