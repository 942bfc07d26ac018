"""Checks of the members of groups: what a job leaves of them is what single requests leave."""

from collections.abc import Iterator

from conformance.document import attr
from conformance.engine.jobrun import Outcome
from conformance.engine.observation import Observation, expect, inapplicable, inconclusive
from conformance.engine.registry import check
from conformance.engine.store import Stored
from conformance.engine.trace import Trace
from conformance.sections.s3_3_resources.scenarios_groups import (
    GROUP_DELETED,
    MEMBER_DELETED,
    changed_alone,
    members,
    missing,
    team,
    wanted,
)

_UNSHOWN = "no GET shows the members of a group"


@check("BULK-3.7-61", "changes-of-members")
def members_are_those_that_single_requests_leave(trace: Trace) -> Iterator[Observation]:
    """The members are those that were asked for, or those that a single request leaves as well."""
    for outcome in trace.outcomes():
        if not outcome.done or not outcome.stored:
            continue
        if not members(outcome.previous):
            yield inapplicable(outcome.exchange, _UNSHOWN)
            continue
        got, asked, alone = (
            members(outcome.stored[0]),
            wanted(outcome),
            trace.singles.get(changed_alone(outcome)),
        )
        same = alone is not None and members(Stored("", _object(alone.json), alone, outcome.kind)) == got
        if got != asked and (alone is None or alone.status != 200):
            yield inconclusive(
                outcome.exchange, f"{outcome.title} could not be compared with a single request"
            )
        else:
            message = f"{outcome.title} leaves other members than by itself"
            holds = got == asked or same
            yield expect(holds, outcome.exchange, message, expected=str(sorted(asked)), got=sorted(got))


def _object(document: object) -> dict[str, object]:
    return document if isinstance(document, dict) else {}


@check("BULK-3.7-61", "deletions-beside-members")
def deletions_take_no_more_than_single_requests(trace: Trace) -> Iterator[Observation]:
    """Other members stay in the group of a deleted one, and members outlive their group, unless alone too."""
    for outcome in trace.outcomes():
        lost = missing(outcome) if outcome.done else set()
        if lost is None:
            yield inapplicable(outcome.exchange, _UNSHOWN)
        elif outcome.done:
            message = f"{outcome.title} takes others with it, by itself it does not"
            alone = _left_alone(trace, outcome)
            if lost and alone is None:
                yield inconclusive(
                    outcome.exchange, f"{outcome.title} could not be compared with a single request"
                )
            else:
                holds = not lost or alone is False
                yield expect(holds, outcome.exchange, message, expected="others untouched", got=sorted(lost))


def _left_alone(trace: Trace, outcome: Outcome) -> bool | None:
    """Tell whether a single DELETE has left others alone; None where that is not known."""
    group = outcome.kind is outcome.run.kinds.groups
    seen = trace.singles.get(GROUP_DELETED if group else MEMBER_DELETED)
    if seen is None or seen.status not in (200, 404):
        return None
    if group or seen.status == 404:
        return seen.status == 200
    return bool(attr(seen.json, outcome.run.kinds.groups.members))


@check("BULK-3.7.3-11", "deletions-beside-members")
def refused_deletions_leave_the_groups(trace: Trace) -> Iterator[Observation]:
    """Who could not be deleted for a stale version is a member as before."""
    for outcome in trace.outcomes():
        before = team(outcome.run)
        user = outcome.previous
        if outcome.operation.version is None or not outcome.refused or before is None or user is None:
            continue
        if any(other.done and missing(other) for other in outcome.run.outcomes):
            continue  # it has left with others, by what was done: that is BULK-3.7-61
        if user.id in members(before):
            message = f"{outcome.title} is reported as failed and a group has lost the user"
            after = members(outcome.run.after.at(before.path))
            holds = user.id in after
            yield expect(holds, outcome.exchange, message, expected=f"{user.id} in it", got=sorted(after))
