"""Checks of the members of groups: what a job leaves of them is what single requests leave."""

from collections.abc import Iterator

from conformance.check.observation import Observation, expect, inapplicable, inconclusive
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.sections.rfc7644.s3_3_resources.scenarios_groups import (
    GROUP_DELETED,
    MEMBER_DELETED,
    changed_alone,
    members,
    missing,
    team,
    wanted,
)
from conformance.trace.interaction import Effect
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace

_UNSHOWN = "no GET shows the members of a group"


@check("BULK-3.7-61", "changes-of-members")
def members_are_those_that_single_requests_leave(trace: Trace) -> Iterator[Observation]:
    """The members are those that were asked for, or those that a single request leaves as well."""
    for effect in trace.effects():
        if not effect.done or not effect.stored:
            continue
        if not members(effect.previous):
            yield inapplicable(effect, _UNSHOWN)
            continue
        got, asked, alone = (
            members(effect.stored[0]),
            wanted(effect),
            trace.singles.get(changed_alone(effect)),
        )
        same = (
            alone is not None and members(StoredResource("", _object(alone.json), alone, effect.kind)) == got
        )
        if got != asked and (alone is None or alone.status != 200):
            yield inconclusive(effect, f"{effect.title} could not be compared with a single request")
        else:
            message = f"{effect.title} leaves other members than by itself"
            holds = got == asked or same
            yield expect(holds, effect, message, expected=str(sorted(asked)), got=sorted(got))


def _object(document: object) -> dict[str, object]:
    return document if isinstance(document, dict) else {}


@check("BULK-3.7-61", "deletions-beside-members")
def deletions_take_no_more_than_single_requests(trace: Trace) -> Iterator[Observation]:
    """Other members stay in the group of a deleted one, and members outlive their group, unless alone too."""
    for effect in trace.effects():
        lost = missing(effect) if effect.done else set()
        if lost is None:
            yield inapplicable(effect, _UNSHOWN)
        elif effect.done:
            message = f"{effect.title} takes others with it, by itself it does not"
            alone = _left_alone(trace, effect)
            if lost and alone is None:
                yield inconclusive(effect, f"{effect.title} could not be compared with a single request")
            else:
                holds = not lost or alone is False
                yield expect(holds, effect, message, expected="others untouched", got=sorted(lost))


def _left_alone(trace: Trace, effect: Effect) -> bool | None:
    """Tell whether a single DELETE has left others alone; None where that is not known."""
    group = effect.kind == effect.interaction.kinds.groups
    seen = trace.singles.get(GROUP_DELETED if group else MEMBER_DELETED)
    if seen is None or seen.status not in (200, 404):
        return None
    if group or seen.status == 404:
        return seen.status == 200
    return bool(attr(seen.json, effect.interaction.kinds.groups.members))


@check("BULK-3.7.3-11", "deletions-beside-members")
def refused_deletions_leave_the_groups(trace: Trace) -> Iterator[Observation]:
    """Who could not be deleted for a stale version is a member as before."""
    for effect in trace.effects():
        before = team(effect.interaction)
        user = effect.previous
        if effect.operation.version is None or not effect.refused or before is None or user is None:
            continue
        if any(other.done and missing(other) for other in effect.interaction.effects):
            continue  # it has left with others, by what was done: that is BULK-3.7-61
        if user.id in members(before):
            message = f"{effect.title} is reported as failed and a group has lost the user"
            after = members(effect.interaction.after.at(before.path))
            holds = user.id in after
            yield expect(holds, effect, message, expected=f"{user.id} in it", got=sorted(after))
