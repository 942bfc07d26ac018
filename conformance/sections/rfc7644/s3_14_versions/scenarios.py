"""Operations that carry the version of what they change."""

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation

STALE = 'W/"scimconf-stale"'


def changes(ctx: ScenarioContext, version: str | None = None) -> list[Operation]:
    """Return a PUT, a PATCH where the server has it, and a DELETE of new users, each with a version.

    Args:
        ctx: The bench.
        version: The version to send; None sends the current one.
    """
    put, patch, delete = (ctx.fixtures.user(label) for label in ("put", "patch", "delete"))
    operations = [
        Operation(
            "PUT", put.path, data=ctx.resources.changed(put, text="Changed"), version=version or put.version
        ),
        Operation("DELETE", delete.path, version=version or delete.version),
    ]
    if ctx.has("patch"):
        change = {"op": "replace", "path": ctx.resources.text, "value": "Changed"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        operations.append(Operation("PATCH", patch.path, data=data, version=version or patch.version))
    return operations


@scenario("users", "etag", effort="standard")
def current_versions(ctx: ScenarioContext) -> None:
    """PUT, PATCH and DELETE with the version that GET showed."""
    ctx.bulk.send(*changes(ctx))


@scenario("users", "etag", effort="standard")
def stale_versions(ctx: ScenarioContext) -> None:
    """PUT, PATCH and DELETE of users, and DELETE of a group, with a version that the resource never had."""
    operations = changes(ctx, STALE)
    if ctx.has("groups") and (group := ctx.fixtures.group("group")).version:
        operations.append(Operation("DELETE", group.path, version=STALE))
    ctx.bulk.send(*operations)


@scenario("users", "etag", effort="standard")
def version_outdated_by_the_job(ctx: ScenarioContext) -> None:
    """Two PUTs of one user with the version from before the job: the first outdates the second's."""
    first = ctx.fixtures.user("twice")
    puts = [
        Operation("PUT", first.path, data=ctx.resources.changed(first, text=text), version=first.version)
        for text in ("First", "Second")
    ]
    ctx.bulk.send(*puts)
