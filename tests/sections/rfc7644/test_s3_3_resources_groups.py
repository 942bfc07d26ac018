"""Verdicts on the members of groups, compared with single requests (RFC 7644 section 3.7)."""

from dataclasses import replace

from conformance.scim.resources import group
from conformance.trace.builder import TraceBuilder, error, exchange
from tests.sections.tables import (
    a_group,
    a_user,
    delete,
    fails,
    inconclusive,
    not_applicable,
    passes,
    patch,
    table,
)

FIRST, SECOND = a_user("1", "first"), a_user("2", "second")
REPLACE = patch("/Groups/g", "members", [{"value": "2"}])
"""Replaces the first user by the second."""


def shows(*members, path="/Groups/alone"):
    """Return the GET of a group with members."""
    return exchange("GET", path, 200, group("team", *members))


def changed(outcome, *members, before=("1",), alone=None):
    """Return the trace of a change of members.

    Args:
        outcome: Result of the operation.
        members: Members afterwards.
        before: Members before.
        alone: GET of a group that a single request has changed in the same way.
    """
    trace = TraceBuilder("changes-of-members").bulk(
        REPLACE,
        results=[outcome],
        before=[FIRST, SECOND, a_group("g", "team", *before)],
        after=[FIRST, SECOND, a_group("g", "team", *members)],
    )
    return trace.single("PATCH 0 alone", alone) if alone else trace


test_changes_leave_the_members_that_single_requests_leave = table(
    "BULK-3.7-61",
    "changes_leave_the_members_that_single_requests_leave",
    passes("the new members", changed(204, "2")),
    passes("old and new members, like the single request", changed(204, "1", "2", alone=shows("1", "2"))),
    fails("old and new members, unlike the single request", changed(204, "1", "2", alone=shows("2"))),
    fails("no members, unlike the single request", changed(204, alone=shows("2"))),
    inconclusive("other members, and no single request", changed(204, "1", "2")),
    inconclusive(
        "other members, and the group of the single request cannot be read",
        changed(204, "1", "2", alone=exchange("GET", "/Groups/alone", 500, error(500))),
    ),
    inconclusive("the operation fails", changed(400, "1")),
    not_applicable("no GET shows members", changed(204, before=())),
)

DELETED, OLD, STAYING, LONELY = (
    a_user(str(number), name) for number, name in enumerate(("deleted", "old", "staying", "lonely"), start=1)
)
TEAM, DISSOLVED = a_group("team", "team", "1", "2", "3"), a_group("dissolved", "dissolved", "4")


def member_deleted(*left, outcome=204, alone=None):
    """Return the trace of a DELETE of a member; `left` are the members of the group afterwards."""
    gone = outcome == 204
    trace = TraceBuilder("deletions-beside-members").bulk(
        delete("/Users/1"),
        results=[outcome],
        before=[DELETED, OLD, STAYING, TEAM],
        after=[*([] if gone else [DELETED]), OLD, STAYING, a_group("team", "team", *left)],
    )
    return trace.single("group of a member deleted alone", alone) if alone else trace


def group_deleted(*left, alone=None, before=DISSOLVED):
    """Return the trace of a DELETE of a group; `left` are the resources afterwards."""
    trace = TraceBuilder("deletions-beside-members").bulk(
        delete("/Groups/dissolved"), results=[204], before=[LONELY, before], after=left
    )
    return trace.single("member of a group deleted alone", alone) if alone else trace


USER = exchange("GET", "/Users/alone", 200, {"userName": "alone"})
NO_USER = exchange("GET", "/Users/alone", 404, error(404))

test_deletions_remove_no_more_than_single_requests = table(
    "BULK-3.7-61",
    "deletions_remove_no_more_than_single_requests",
    passes("only the member leaves the group", member_deleted("2", "3")),
    passes("all members leave the group, like with the single request", member_deleted(alone=shows())),
    fails("another member leaves the group", member_deleted("2", alone=shows("9"))),
    inconclusive("another member leaves the group, and no single request", member_deleted("2")),
    inconclusive(
        "another member leaves the group, and the single request's group cannot be read",
        member_deleted("2", alone=exchange("GET", "/Groups/alone", 500, error(500))),
    ),
    inconclusive("the DELETE fails", member_deleted("1", "2", "3", outcome=404)),
    passes("the member outlives its group", group_deleted(LONELY)),
    passes("the member goes with its group, like with the single request", group_deleted(alone=NO_USER)),
    fails("the member goes with its group", group_deleted(alone=USER)),
    inconclusive("the member goes with its group, and no single request", group_deleted()),
    not_applicable("no GET shows members", group_deleted(LONELY, before=a_group("dissolved", "dissolved"))),
)


def stale_deletion(outcome, *left, others_leave=False):
    """Return the trace of a DELETE with a stale version; `left` are the members of the group afterwards."""
    stale = replace(delete("/Users/2"), version='W/"scimconf-stale"')
    first = [delete("/Users/1")] if others_leave else []
    return TraceBuilder("deletions-beside-members").bulk(
        *first,
        stale,
        results=[*([204] if others_leave else []), outcome],
        before=[DELETED, OLD, STAYING, TEAM],
        after=[*([] if others_leave else [DELETED]), OLD, STAYING, a_group("team", "team", *left)],
    )


test_rejected_deletions_leave_the_members = table(
    "BULK-3.7.3-11",
    "rejected_deletions_leave_the_members",
    passes("412, the user is still a member", stale_deletion(412, "1", "2", "3")),
    passes("412, a deleted user is no member", stale_deletion(412, "2", "3", others_leave=True)),
    fails("412, the user is no longer a member", stale_deletion(412, "1", "3")),
    inconclusive("204", stale_deletion(204, "1", "3")),
    inconclusive("500", stale_deletion(500, "1", "3")),
    inconclusive("no result", stale_deletion(None, "1", "2", "3")),
    inconclusive("another deletion removes all members", stale_deletion(412, others_leave=True)),
)
