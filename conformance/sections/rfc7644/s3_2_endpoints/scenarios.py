"""Requests to /Bulk with other methods, and operations whose paths lead elsewhere."""

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
BEHIND = "{users}/{id}/{id}"  # whichever of its segments is taken for the id
SHAPES = (
    "/Groups/..{users}/{id}",
    "/Groups/%2e%2e{users}/{id}",
    "/Groups/..%2f..{users}/{id}",
    OTHER_TYPE,
    "http://{elsewhere}{users}/{id}",
    "//{elsewhere}{users}/{id}",
    "{users}/{id}?attributes=id",
    "{users}/{id}\x00",
    BEHIND,
)
FOR_CHANGES = (OTHER_TYPE, BEHIND)
"""Without the id at their end, these are paths at which something may be created, or those of BULK-3.7-19."""


@scenario(effort="standard")
def other_methods_on_bulk(ctx: ScenarioContext) -> None:
    """GET, PUT, PATCH and DELETE of the endpoint itself."""
    for method in METHODS:
        ctx.request(method, method, "/Bulk", None if method in ("GET", "DELETE") else {})


@scenario("users", effort="standard")
def paths_of_special_endpoints(ctx: ScenarioContext) -> None:
    """Operations on endpoints that hold no resources, each between two that are good."""
    nested = {"schemas": [BULK_REQUEST], "Operations": [ctx.resources.post_user("nested").document()]}
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "count": 1}
    for path, method, data in (
        ("/Bulk", "POST", nested),
        # Nothing but POST: what runs the tests may be somebody's account, and the rest belongs to everybody.
        (ME, "POST", ctx.resources.user("me")),
        ("/ServiceProviderConfig", "POST", ctx.resources.user("config")),
        ("/Schemas", "POST", ctx.resources.user("schema")),
        ("/ResourceTypes", "POST", ctx.resources.user("type")),
        ("/.search", "POST", search),
        (f"{ctx.resources.users}/.search", "POST", search),
    ):
        try_path(ctx, path, method, data)


@scenario("users", effort="standard")
def paths_that_lead_elsewhere(ctx: ScenarioContext) -> None:
    """Users to be created and changed by paths that are none, but might lead there all the same."""
    others = "/Groups" if ctx.resources.users != "/Groups" else "/Users"
    with ctx.network.listening() as elsewhere:
        for number, shape in enumerate(SHAPES):
            user = ctx.fixtures.user(f"aim{number}")
            path = shape.format(users=ctx.resources.users, others=others, id=user.id, elsewhere=elsewhere)
            change = {"op": "replace", "path": ctx.resources.text, "value": "Reached"}
            if ctx.has("patch"):
                bad = Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]})
            else:
                bad = Operation("PUT", path, data=ctx.resources.changed(user, text="Reached"))
            # Where such a path is taken for that of groups, what is made has to have a name of ours.
            group = ctx.kinds.groups.name_of(ctx.resources.group(f"made{number}"))
            made = ctx.resources.post_user(f"made{number}", text=group)
            if shape not in FOR_CHANGES:
                made = replace(made, path=path.replace(f"/{user.id}", ""))
            ctx.bulk.send(
                made,
                bad,
                malformed={0: made.document(), 1: bad.document()},
                label=titled(bad),
                rejectable=True,
                read_back=ReadBack.USERS,
            )
    clear(ctx, judged=False)


def titled(operation: Operation) -> str:
    """Return an operation with an unusual path in a few words."""
    return f"{operation.method} {operation.path[:60]!r}"


def try_path(ctx: ScenarioContext, path: str, method: str, data: Mapping[str, object]) -> None:
    """Send a job whose second operation has an unusual path."""
    bad = Operation(method, path, "bad", data)
    good = ctx.resources.post_user(f"before{len(path)}{method}")
    ctx.bulk.send(good, bad, malformed={1: bad.document()}, label=titled(bad), rejectable=True)
