"""Changes of the members of groups, and deletions of groups and of their members.

If an operation of a bulk request has an unexpected effect, single requests do the same to similar resources.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation
from conformance.scim.document import attr
from conformance.trace.interaction import Effect, Interaction
from conformance.trace.snapshot import StoredResource

STALE = 'W/"scimconf-stale"'
"""A version that no resource has."""

MEMBER_DELETED, GROUP_DELETED = "group of a member deleted alone", "member of a group deleted alone"
"""Labels of the GETs of a group after a single DELETE of a member, and of a member after one of its group."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of all members of a group.

    Attributes:
        op: The op of a PATCH; empty for a PUT.
        before: Labels of the members before it.
        left: Labels of the members that it asks for.
    """

    op: str
    before: tuple[str, ...]
    left: tuple[str, ...] = ()

    def operation(self, ctx: ScenarioContext, group: StoredResource, ids: Mapping[str, str]) -> Operation:
        """Return the change as an operation on a group.

        Args:
            ctx: The context of the scenario.
            group: The group.
            ids: The ids of the members, by label.
        """
        members = [{"value": ids[label]} for label in self.left]
        if not self.op:
            return Operation(
                "PUT", group.path, data={**ctx.resources.changed(group), ctx.resources.members: members}
            )
        change = {"op": self.op, "path": ctx.resources.members} | ({"value": members} if members else {})
        return Operation("PATCH", group.path, data={"schemas": [PATCH_OP], "Operations": [change]})


CHANGES = (
    Change("", ("first",), ("second",)),
    Change("", ("first", "second")),
    Change("replace", ("first",), ("second",)),
    Change("remove", ("first", "second")),
)


def members(group: StoredResource | None) -> set[str]:
    """Return the ids of the members that a group shows."""
    return set(group.values(group.resource_type.members)) if group else set()


def expected_members(effect: Effect) -> set[str]:
    """Return the ids of the members that a change asks for (RFC 7644 sections 3.5.1 and 3.5.2)."""
    data = effect.operation.data or {}
    patch = effect.operation.method == "PATCH"
    held = attr(data["Operations"][0], "value") if patch else attr(data, effect.resource_type.members)
    return {each["value"] for each in held or ()}


def label_after_single_change(effect: Effect) -> str:
    """Return the label of the GET of a group after the same change by a single request."""
    return f"{effect.operation.method} {effect.index} alone"


@scenario("users", "groups", effort="standard")
def changes_of_members(ctx: ScenarioContext) -> None:
    """PUT and PATCH of groups that replace all members, and that remove all members."""
    ids = {label: ctx.fixtures.user(label).id for label in ("first", "second")}
    changes = [change for change in CHANGES if not change.op or ctx.has("patch")]

    def group(label: str, change: Change) -> StoredResource:
        return ctx.fixtures.group(label, *(ids[each] for each in change.before))

    groups = [group(f"group{number}", change) for number, change in enumerate(changes)]
    pairs = zip(changes, groups, strict=True)
    bulk = ctx.bulk.send(
        *(change.operation(ctx, found, ids) for change, found in pairs), read_back=ReadBack.SEARCH
    )
    for change, effect in zip(changes, bulk.effects, strict=True):
        if effect.done and effect.stored and members(effect.stored[0]) != expected_members(effect):
            again = change.operation(ctx, group(f"alone{effect.index}", change), ids)
            ctx.request(f"change {effect.index}", again.method, again.path, again.data)
            ctx.request(label_after_single_change(effect), "GET", again.path)


def missing(effect: Effect) -> set[str] | None:
    """Return the ids of what a DELETE removed besides its own resource.

    For a member, these are the other members that left its group. For a group, these are its members that no
    longer exist. None if no members were shown before.
    """
    bulk = effect.interaction
    if effect.resource_type == bulk.resource_types.groups:
        left = {found.id for found in bulk.after.resources}
        return members(effect.previous) - left if members(effect.previous) else None
    before = remaining_group(bulk)
    named = {other.operation.path for other in bulk.effects}
    others = {found.id for found in bulk.before.resources if found.path not in named} & members(before)
    return others - members(bulk.after.at(before.path)) if before and others else None


def remaining_group(bulk: Interaction) -> StoredResource | None:
    """Return the group that no operation of a bulk request names, as it was before the request."""
    named = {effect.operation.path for effect in bulk.effects}
    groups = (found for found in bulk.before.resources if found.resource_type == bulk.resource_types.groups)
    return next((group for group in groups if group.path not in named), None)


@scenario("users", "groups", effort="standard")
def deletions_beside_members(ctx: ScenarioContext) -> None:
    """DELETE of one member of three, of another with a stale version, and of a group that has a member."""
    labels = ("deleted", "stale", "staying", "lonely")
    deleted, stale, staying, lonely = (ctx.fixtures.user(label) for label in labels)
    ctx.fixtures.group("team", deleted.id, stale.id, staying.id)
    dissolved = ctx.fixtures.group("dissolved", lonely.id)
    # Users may show their groups, and had none when they were created.
    ctx.stored_resources()
    operations = [Operation("DELETE", deleted.path), Operation("DELETE", dissolved.path)]
    if ctx.has("etag") and stale.version:
        operations.insert(1, Operation("DELETE", stale.path, version=STALE))
    bulk = ctx.bulk.send(*operations, read_back=ReadBack.SEARCH)
    for effect in bulk.effects:
        if effect.done and missing(effect):
            _delete_alone(ctx, group=effect.resource_type == ctx.resource_types.groups)


def _delete_alone(ctx: ScenarioContext, *, group: bool) -> None:
    """Delete a group of two members, or one of them, by a single request, and GET what must be left."""
    label = GROUP_DELETED if group else MEMBER_DELETED
    if label in ctx.singles:
        return
    first, second = (ctx.fixtures.user(f"{place}-{group}") for place in ("first", "second"))
    pair = ctx.fixtures.group(f"pair-{group}", first.id, second.id)
    ctx.request(f"DELETE, {label}", "DELETE", pair.path if group else first.path)
    ctx.request(label, "GET", second.path if group else pair.path)
