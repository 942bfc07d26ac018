"""References to bulkIds that are easily confused, and to bulkIds of an earlier bulk request."""

from conformance.control.operation_alone import try_alone
from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import Job, Operation, ref
from conformance.sections.rfc7644.s3_7_2_bulk_ids.scenarios_in_other_places import patch
from conformance.trace.interaction import BulkInteraction

BULK_IDS = (
    "1",
    "10",
    "01",
    "bulkId",
    "a:b",
    "with space",
    "with space ",
    "dash-Ed",
    "sla/sh",
    'quo"te',
    ".*",
    "(",
    "ключ",
    "caf\u00e9",
    "cafe\u0301",
    "x" * 255,
    "x" * 254 + "y",
    "a:c",
    "sla/h",
    "A",
    "%41",
    "50%",
    "with+space",
    "constructor",
    "__proto__",
)
"""bulkIds that are easily confused: prefixes of each other, separators, patterns, long ones, those that are
equal as numbers or after trimming, cutting, composing or decoding like a URL, and names of JavaScript
properties. No two differ only in letter case, because a server may treat them as equal."""

LATER = "later"
"""Label of the bulk request that refers to bulkIds of an earlier one."""

REACHED = "Changed by an earlier bulkId"
"""The new text of a user if the bulkId of an earlier bulk request leads to it."""


def couple(ctx: ScenarioContext, number: int, bulk_id: str) -> tuple[Operation, Operation]:
    """Return a POST of a user with a bulkId, and one of a group that refers to it."""
    user = Operation("POST", ctx.resources.users, bulk_id, ctx.resources.user(f"u{number}"))
    return user, ctx.resources.post_group(f"g{number}", ref(bulk_id))


@scenario("users", "groups", effort="standard")
def confusable_bulk_ids(ctx: ScenarioContext) -> None:
    """One group for each of several users with confusable bulkIds; then changes that refer to those users."""
    most, size = ctx.capabilities.max_operations or 100, ctx.capabilities.max_payload_size
    longest = len(Job(couple(ctx, 0, max(BULK_IDS, key=len))).encode())
    room = max(1, min(most // 2, size // longest if size else most))
    for start in range(0, len(BULK_IDS), room):
        couples = [couple(ctx, *each) for each in enumerate(BULK_IDS[start : start + room])]
        users, groups = zip(*couples, strict=True)
        bulk = ctx.bulk.send(*users, *groups, read_back=ReadBack.SEARCH)
        try_alone(ctx, bulk)
    if ctx.has("patch"):
        refer_back(ctx, bulk)
    clear(ctx)


def refer_back(ctx: ScenarioContext, earlier: BulkInteraction) -> None:
    """Send changes that refer to users of an earlier bulk request by bulkId, and to an undefined bulkId.

    Every bulkId is one of that earlier request, so that no resource of anyone else can change.
    """
    half = len(earlier.effects) // 2
    couples = zip(earlier.effects[:half], earlier.effects[half:], strict=True)
    made = [
        (user, group.named_resource)
        for user, group in couples
        if user.done and user.named_resource and group.named_resource
    ]
    if len(made) < 2:
        return
    (one, first), (two, second) = made[:2]
    ctx.stored_resources()
    one_id, two_id = (ref(user.operation.bulk_id or "") for user in (one, two))
    ctx.bulk.send(
        patch(first.path, {"op": "add", "path": ctx.resources.members, "value": [{"value": two_id}]}),
        patch(second.path, {"op": "add", "path": ctx.resources.members, "value": [{"value": ref("nobody")}]}),
        patch(
            f"{ctx.resources.users}/{one_id}", {"op": "replace", "path": ctx.resources.text, "value": REACHED}
        ),
        label=LATER,
        rejectable=True,
        read_back=ReadBack.SEARCH_ALL,
    )
