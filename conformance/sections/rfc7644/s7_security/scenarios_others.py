"""Jobs of one client that aim at what belongs to another: a second tenant, a token that may do more."""

from collections.abc import Iterator

from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Inapplicable
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation, ref
from conformance.trace.snapshot import StoredResource

EARLIER, INTRUDER = "a job of another tenant", "the token of another tenant"
BY_NAME, BY_PATH, BY_BULK_ID = (
    "ids of another tenant",
    "paths to another tenant",
    "a bulkId of another tenant",
)


def change(ctx: ScenarioContext, path: str, text: str) -> Operation:
    """Return an operation that sets a text of a resource: a PATCH, or a PUT where there is no PATCH."""
    if ctx.capabilities.feature("patch").supported is False:
        return Operation("PUT", path, data=ctx.resources.user("change", **{ctx.resources.text: text}))
    values = {"op": "replace", "path": ctx.resources.text, "value": text}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [values]})


def ways_there(ctx: ScenarioContext, other: ScenarioContext, path: str) -> Iterator[str]:
    """Yield paths by which a resource of the other tenant might be reached from the tested one."""
    yield other.network.url(path)
    yield "//" + other.network.url(path).partition("//")[2]
    if climbing := ctx.network.relative(other.network.url(path)):
        yield f"{ctx.resources.users}/..{climbing}"
        yield f"{ctx.resources.users}/%2e%2e{climbing.replace('..', '%2e%2e')}"
        yield other.network.base_path + path


def strangers(ctx: ScenarioContext, other: ScenarioContext) -> StoredResource:
    """Create a user of the other tenant whose id means nothing in the tested one.

    Raises:
        Inapplicable: The id is somebody's in the tested tenant, who must be left alone.
    """
    theirs = other.fixtures.user("theirs")
    seen = ctx.request("their id", "GET", theirs.path)
    if seen.status == 200 and theirs.kind.name_of(seen.json) != theirs.name:
        raise Inapplicable("ids are given anew in each tenant: a resource of the tested one would be changed")
    return theirs


@scenario("users", "other-tenant", effort="standard")
def reaching_into_another_tenant(ctx: ScenarioContext) -> None:
    """Jobs that aim at a user of a second tenant by its id, by paths that lead there, and by references."""
    other = ctx.second_tenant
    if other is None:
        raise Blocked("the second tenant cannot be asked")
    theirs = strangers(ctx, other)
    other.bulk.send(other.resources.post_user("earlier"), label=EARLIER)
    other.request("theirs", "GET", theirs.path)
    aims: list[Operation] = [change(ctx, theirs.path, "Reached by id")]
    if ctx.has("groups"):
        aims.append(ctx.resources.post_group("holder", theirs.id))
    ctx.bulk.send(*aims, Operation("DELETE", theirs.path), label=BY_NAME, rejectable=True)
    other.request(BY_NAME, "GET", theirs.path)
    paths = list(ways_there(ctx, other, theirs.path))
    bad = [change(ctx, path, f"Reached by {path}") for path in paths]
    spoilt = {index: operation.document() for index, operation in enumerate(bad)}
    ctx.bulk.send(*bad, label=BY_PATH, malformed=spoilt, rejectable=True)
    other.request(BY_PATH, "GET", theirs.path)
    later = [ctx.resources.post_group("late-holder", ref("earlier"))] if ctx.has("groups") else []
    ctx.bulk.send(ctx.resources.post_user("later"), *later, label=BY_BULK_ID, rejectable=True)
    if ctx.network.credentials and ctx.network.relative(other.network.url("/Bulk")):
        intruder = other.bulk.encode(other.resources.post_user("intruder"))
        other.bulk.send_body(
            intruder, label=INTRUDER, options=RequestOptions(ctx.network.credentials, authenticate=False)
        )


@scenario("users", "weak-token", effort="standard")
def more_than_a_token_allows(ctx: ScenarioContext) -> None:
    """What a weaker token may not do by single requests, tried by it in a job."""
    put, patched, deleted = (ctx.fixtures.user(label) for label in ("put", "patch", "delete"))
    operations = [
        ctx.resources.post_user("post"),
        Operation(
            "PUT",
            put.path,
            data=ctx.resources.changed(put, **{ctx.resources.text: "Changed by a weak token"}),
        ),
        change(ctx, patched.path, "Changed by a weak token"),
        Operation("DELETE", deleted.path),
    ]
    alone = [
        ctx.request(
            f"{each.method} {each.path}", each.method, each.path, each.data, ctx.network.weak_credentials
        )
        for each in operations
    ]
    if all(single.status == 401 for single in alone):
        raise Inapplicable("the weaker token is no token that the server knows: it answers 401 to everything")
    beyond = [each for each, single in zip(operations, alone, strict=True) if single.status in (401, 403)]
    if not beyond:
        raise Inapplicable("the weaker token may do by single requests all that was tried")
    ctx.bulk.send(*beyond, label="a weaker token", headers=ctx.network.weak_credentials, rejectable=True)
