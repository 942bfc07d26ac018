"""Requests to /Bulk with other methods, and operations with invalid paths."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.scenario.bulk_clean_up import clear
from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import BULK_REQUEST, PATCH_OP, Operation

METHODS = ("GET", "PUT", "PATCH", "DELETE")
ME = "/Me"
OTHER_TYPE = "{others}/{id}"
EXTRA_SEGMENT = "{users}/{id}/{id}"  # a server may read either segment as the id
PATHS = (
    "/Groups/..{users}/{id}",
    "/Groups/%2e%2e{users}/{id}",
    "/Groups/..%2f..{users}/{id}",
    OTHER_TYPE,
    "http://{elsewhere}{users}/{id}",
    "//{elsewhere}{users}/{id}",
    "{users}/{id}?attributes=id",
    "{users}/{id}\x00",
    EXTRA_SEGMENT,
)
ONLY_FOR_CHANGES = (OTHER_TYPE, EXTRA_SEGMENT)
"""Without the id at their end, these are valid paths of a POST, or paths that BULK-3.7-19 is about."""


@scenario(effort="standard")
def other_methods_on_bulk(ctx: ScenarioContext) -> None:
    """GET, PUT, PATCH and DELETE of /Bulk."""
    for method in METHODS:
        ctx.request(method, method, "/Bulk", None if method in ("GET", "DELETE") else {})


@scenario("users", "bulk", effort="standard")
def paths_of_special_endpoints(ctx: ScenarioContext) -> None:
    """Operations on endpoints that are not those of resource types, each after a valid operation."""
    nested = {"schemas": [BULK_REQUEST], "Operations": [ctx.resources.post_user("nested").document()]}
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "count": 1}
    for path, method, data in (
        ("/Bulk", "POST", nested),
        # Only POST: other methods could change the account of the client, or the server's configuration.
        (ME, "POST", ctx.resources.user("me")),
        ("/ServiceProviderConfig", "POST", ctx.resources.user("config")),
        ("/Schemas", "POST", ctx.resources.user("schema")),
        ("/ResourceTypes", "POST", ctx.resources.user("type")),
        ("/.search", "POST", search),
        (f"{ctx.resources.users}/.search", "POST", search),
    ):
        try_path(ctx, path, method, data)


@scenario("users", "bulk", effort="standard")
def paths_that_lead_elsewhere(ctx: ScenarioContext) -> None:
    """Operations that would create and change users if the server interpreted their invalid paths."""
    others = "/Groups" if ctx.resources.users != "/Groups" else "/Users"
    with ctx.network.listening() as elsewhere:
        for number, template in enumerate(PATHS):
            user = ctx.fixtures.user(f"target{number}")
            path = template.format(users=ctx.resources.users, others=others, id=user.id, elsewhere=elsewhere)
            change = {"op": "replace", "path": ctx.resources.text, "value": "Reached"}
            if ctx.has("patch"):
                bad = Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]})
            else:
                bad = Operation("PUT", path, data=ctx.resources.changed(user, text="Reached"))
            # If the server creates a group by such a path, the group has a name of this run too.
            group = ctx.resource_types.groups.name_of(ctx.resources.group(f"made{number}"))
            made = ctx.resources.post_user(f"made{number}", text=group)
            if template not in ONLY_FOR_CHANGES:
                made = replace(made, path=path.replace(f"/{user.id}", ""))
            ctx.bulk.send(
                made,
                bad,
                malformed={0: made.document(), 1: bad.document()},
                label=described(bad),
                rejectable=True,
                read_back=ReadBack.USERS,
            )
    clear(ctx, judged=False)


def described(operation: Operation) -> str:
    """Return method and path of an operation for messages; a long path is cut."""
    return f"{operation.method} {operation.path[:60]!r}"


def try_path(ctx: ScenarioContext, path: str, method: str, data: Mapping[str, object]) -> None:
    """Send a bulk request whose second operation has an invalid path."""
    bad = Operation(method, path, "bad", data)
    good = ctx.resources.post_user(f"before{len(path)}{method}")
    ctx.bulk.send(good, bad, malformed={1: bad.document()}, label=described(bad), rejectable=True)
