"""Changes of the members of groups, and deletions of and beside members.

What seems to have gone wrong in a job is done once more by single requests, on resources that are alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.document import attr
from conformance.engine.jobrun import JobRun, Outcome
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.engine.store import Stored
from conformance.jobs.job import PATCH_OP, Operation

STALE = 'W/"scimconf-stale"'
"""A version that no resource ever had."""

MEMBER_DELETED, GROUP_DELETED = "group of a member deleted alone", "member of a group deleted alone"
"""Label the GETs of what is left when a member, or a group, is deleted by a single request."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of all members of a group.

    Attributes:
        op: What a PATCH does with them; empty for a PUT.
        before: The members beforehand, by their labels.
        left: The members that it asks for.
    """

    op: str
    before: tuple[str, ...]
    left: tuple[str, ...] = ()

    def operation(self, lab: Lab, group: Stored, ids: Mapping[str, str]) -> Operation:
        """Return it as an operation on a group; `ids` are those of the members by their labels."""
        members = [{"value": ids[label]} for label in self.left]
        if not self.op:
            return Operation("PUT", group.path, data={**lab.changed(group), lab.members: members})
        change = {"op": self.op, "path": lab.members} | ({"value": members} if members else {})
        return Operation("PATCH", group.path, data={"schemas": [PATCH_OP], "Operations": [change]})


CHANGES = (
    Change("", ("first",), ("second",)),
    Change("", ("first", "second")),
    Change("replace", ("first",), ("second",)),
    Change("remove", ("first", "second")),
)


def members(group: Stored | None) -> set[str]:
    """Return the ids of the members that a group shows."""
    return set(group.values(group.kind.members)) if group else set()


def wanted(outcome: Outcome) -> set[str]:
    """Return the ids of the members that one of the changes asks for (RFC 7644 sections 3.5.1 and 3.5.2)."""
    data = outcome.operation.data or {}
    patch = outcome.operation.method == "PATCH"
    held = attr(data["Operations"][0], "value") if patch else attr(data, outcome.kind.members)
    return {each["value"] for each in held or ()}


def changed_alone(outcome: Outcome) -> str:
    """Return what labels the GET of a group that was changed in the same way by a single request."""
    return f"{outcome.operation.method} {outcome.index} alone"


@scenario("users", "groups", effort="standard")
def changes_of_members(lab: Lab) -> None:
    """A PUT and a PATCH of groups that put other members in the place of theirs, and that remove all."""
    ids = {label: lab.existing_user(label).id for label in ("first", "second")}
    changes = [change for change in CHANGES if not change.op or lab.has("patch")]

    def group(label: str, change: Change) -> Stored:
        return lab.existing_group(label, *(ids[each] for each in change.before))

    groups = [group(f"group{number}", change) for number, change in enumerate(changes)]
    pairs = zip(changes, groups, strict=True)
    run = lab.run(*(change.operation(lab, found, ids) for change, found in pairs), alone=False)
    for change, outcome in zip(changes, run.outcomes, strict=True):
        if outcome.done and outcome.stored and members(outcome.stored[0]) != wanted(outcome):
            again = change.operation(lab, group(f"alone{outcome.index}", change), ids)
            lab.single(f"change {outcome.index}", again.method, again.path, again.data)
            lab.single(changed_alone(outcome), "GET", again.path)


def missing(outcome: Outcome) -> set[str] | None:
    """Return the ids of what nobody has deleted, and that is gone with what a DELETE is about.

    Of a member that is deleted: of the other members those that have left their group. Of a group: its
    members that are there no more. None where no members were shown beforehand.
    """
    run = outcome.run
    if outcome.kind is run.kinds.groups:
        left = {found.id for found in run.after.resources}
        return members(outcome.previous) - left if members(outcome.previous) else None
    before = team(run)
    named = {other.operation.path for other in run.outcomes}
    others = {found.id for found in run.before.resources if found.path not in named} & members(before)
    return others - members(run.after.at(before.path)) if before and others else None


def team(run: JobRun) -> Stored | None:
    """Return the group that stays, as it was before a job."""
    named = {outcome.operation.path for outcome in run.outcomes}
    groups = (found for found in run.before.resources if found.kind is run.kinds.groups)
    return next((group for group in groups if group.path not in named), None)


@scenario("users", "groups", effort="standard")
def deletions_beside_members(lab: Lab) -> None:
    """DELETE of one member of three, of another with a stale version, and of a group that has a member."""
    labels = ("deleted", "stale", "staying", "lonely")
    deleted, stale, staying, lonely = (lab.existing_user(label) for label in labels)
    lab.existing_group("team", deleted.id, stale.id, staying.id)
    dissolved = lab.existing_group("dissolved", lonely.id)
    # Users may show their groups, which they had not when they were made.
    lab.look_around()
    operations = [Operation("DELETE", deleted.path), Operation("DELETE", dissolved.path)]
    if lab.has("etag") and stale.version:
        operations.insert(1, Operation("DELETE", stale.path, version=STALE))
    run = lab.run(*operations, alone=False)
    for outcome in run.outcomes:
        if outcome.done and missing(outcome):
            _delete_alone(lab, group=outcome.kind is lab.kinds.groups)


def _delete_alone(lab: Lab, *, group: bool) -> None:
    """Delete a group of two members, or one of these, by a single request, and GET what has to be left."""
    label = GROUP_DELETED if group else MEMBER_DELETED
    if label in lab.singles:
        return
    first, second = (lab.existing_user(f"{place}-{group}") for place in ("first", "second"))
    pair = lab.existing_group(f"pair-{group}", first.id, second.id)
    lab.single(f"DELETE, {label}", "DELETE", pair.path if group else first.path)
    lab.single(label, "GET", second.path if group else pair.path)
