"""Changes with a version: in an operation of a bulk request, or in the If-Match of a single request."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation

STALE = 'W/"scimconf-stale"'
"""A version that no resource has."""

WEAK = "W/"
"""Beginning of a weak entity-tag (RFC 7232 section 2.3)."""

CURRENT = "current"
"""End of the label of a single request with the current version."""


def change(ctx: ScenarioContext, method: str, label: str, version: str | None = None) -> Operation:
    """Return a change or the deletion of a new user, with a version.

    Args:
        ctx: The context.
        method: PUT, PATCH or DELETE.
        label: End of the name of the user.
        version: The version to send; None sends the current one.
    """
    user = ctx.fixtures.user(label)
    data = None
    if method == "PUT":
        data = ctx.resources.changed(user, text="Changed")
    elif method == "PATCH":
        replacement = {"op": "replace", "path": ctx.resources.text, "value": "Changed"}
        data = {"schemas": [PATCH_OP], "Operations": [replacement]}
    return Operation(method, user.path, data=data, version=version or user.version)


def changes(ctx: ScenarioContext, version: str | None = None) -> list[Operation]:
    """Return a PUT, a DELETE and, if the server has it, a PATCH of new users, each with a version."""
    methods = ("PUT", "DELETE", *(["PATCH"] if ctx.has("patch") else []))
    return [change(ctx, method, method.lower(), version) for method in methods]


@scenario("users", "etag", "bulk", effort="standard")
def current_versions(ctx: ScenarioContext) -> None:
    """A bulk request of PUT, PATCH and DELETE with the versions that GET shows."""
    ctx.bulk.send(*changes(ctx))


@scenario("users", "etag", "bulk", effort="standard")
def stale_versions(ctx: ScenarioContext) -> None:
    """A bulk request of changes of users, and a DELETE of a group, with versions that they never had."""
    operations = changes(ctx, STALE)
    if ctx.has("groups") and (group := ctx.fixtures.group("group")).version:
        operations.append(Operation("DELETE", group.path, version=STALE))
    ctx.bulk.send(*operations)


@scenario("users", "etag", "bulk", effort="standard")
def version_outdated_by_an_operation(ctx: ScenarioContext) -> None:
    """A bulk request of two PUTs of one user, both with its version from before: the second is stale."""
    first = ctx.fixtures.user("twice")
    puts = [
        Operation("PUT", first.path, data=ctx.resources.changed(first, text=text), version=first.version)
        for text in ("First", "Second")
    ]
    ctx.bulk.send(*puts)


@scenario("users", "etag", effort="standard")
def if_match(ctx: ScenarioContext) -> None:
    """Single requests: a POST, and PUTs and PATCHes with the current and with a stale version in If-Match."""
    ctx.request("POST", "POST", ctx.resources.users, ctx.resources.user("post"), read_back=True)
    for method in ("PUT", *(["PATCH"] if ctx.has("patch") else [])):
        for label in (CURRENT, "stale"):
            operation = change(ctx, method, f"{method.lower()}-{label}")
            version = operation.version or ""
            if '"' not in version:
                return  # without an entity-tag, If-Match has nothing to compare
            if label != CURRENT:
                # A server may not support weak entity-tags.
                version = STALE if version.startswith(WEAK) else STALE.removeprefix(WEAK)
            headers = {"If-Match": version}
            ctx.request(f"{method} {label}", method, operation.path, operation.data, headers, read_back=True)
