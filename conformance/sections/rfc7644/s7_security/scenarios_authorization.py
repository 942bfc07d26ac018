"""Scenarios of authorization: resources of a second tenant, and a token with fewer permissions."""

from collections.abc import Iterator

from conformance.scenario.connection import RequestOptions
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Inapplicable
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Operation, ref
from conformance.trace.snapshot import StoredResource

BY_ID, BY_PATH, BY_BULK_ID = (
    "ids of another tenant",
    "paths to another tenant",
    "a bulkId of another tenant",
)
"""Labels of bulk requests to the tested tenant, by how they name a resource of the other tenant."""

EARLIER, FOREIGN_TOKEN = "a bulk request in the other tenant", "the token of another tenant"
"""Labels of bulk requests to the other tenant."""

THEIRS, SAME_ID = "the user in the other tenant", "the same id in the tested tenant"
"""Labels of the GETs before the first bulk request."""

CHANGED = "Changed by a weak token"
"""The text that the token with fewer permissions tries to store."""


def change(ctx: ScenarioContext, path: str, text: str) -> Operation:
    """Return an operation that sets a text of a resource: a PATCH, or a PUT if the server has no PATCH."""
    if ctx.capabilities.feature("patch").supported is False:
        return Operation("PUT", path, data=ctx.resources.user("change", **{ctx.resources.text: text}))
    values = {"op": "replace", "path": ctx.resources.text, "value": text}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [values]})


def paths_to_other_tenant(ctx: ScenarioContext, other: ScenarioContext, path: str) -> Iterator[str]:
    """Yield paths that may lead from the tested tenant to a resource of the other tenant.

    Args:
        ctx: The context of the tested tenant.
        other: The context of the other tenant.
        path: The path of the resource in the other tenant.
    """
    yield other.network.url(path)
    yield "//" + other.network.url(path).partition("//")[2]
    if climbing := ctx.network.relative(other.network.url(path)):
        yield f"{ctx.resources.users}/..{climbing}"
        yield f"{ctx.resources.users}/%2e%2e{climbing.replace('..', '%2e%2e')}"
        yield other.network.base_path + path


def user_of_other_tenant(ctx: ScenarioContext, other: ScenarioContext) -> StoredResource:
    """Create a user in the other tenant whose id no resource of the tested tenant has.

    Raises:
        Inapplicable: A resource of the tested tenant has the same id. Bulk requests would change it.
    """
    theirs = other.fixtures.user("theirs")
    seen = ctx.request(SAME_ID, "GET", theirs.path)
    if seen.status == 200 and theirs.resource_type.name_of(seen.json) != theirs.name:
        raise Inapplicable(
            f"both tenants have a resource {theirs.path}; the test would change that of the tested tenant"
        )
    return theirs


@scenario("users", "other-tenant", effort="standard")
def access_to_another_tenant(ctx: ScenarioContext) -> None:
    """Send bulk requests that name a user of a second tenant by its id, by paths, and by a bulkId."""
    other = ctx.second_tenant
    if other is None:
        raise Blocked("the second tenant cannot be reached")
    theirs = user_of_other_tenant(ctx, other)
    other.bulk.send(other.resources.post_user("earlier"), label=EARLIER)
    other.request(THEIRS, "GET", theirs.path)
    operations: list[Operation] = [change(ctx, theirs.path, "Reached by id")]
    if ctx.has("groups"):
        operations.append(ctx.resources.post_group("holder", theirs.id))
    ctx.bulk.send(*operations, Operation("DELETE", theirs.path), label=BY_ID, rejectable=True)
    other.request(BY_ID, "GET", theirs.path)
    paths = list(paths_to_other_tenant(ctx, other, theirs.path))
    changes = [change(ctx, path, f"Reached by {path}") for path in paths]
    malformed = {index: operation.document() for index, operation in enumerate(changes)}
    ctx.bulk.send(*changes, label=BY_PATH, malformed=malformed, rejectable=True)
    other.request(BY_PATH, "GET", theirs.path)
    later = [ctx.resources.post_group("late-holder", ref("earlier"))] if ctx.has("groups") else []
    ctx.bulk.send(ctx.resources.post_user("later"), *later, label=BY_BULK_ID, rejectable=True)
    if ctx.network.credentials and ctx.network.relative(other.network.url("/Bulk")):
        body = other.bulk.encode(other.resources.post_user("intruder"))
        options = RequestOptions(ctx.network.credentials, authenticate=False)
        other.bulk.send_body(body, label=FOREIGN_TOKEN, options=options)


@scenario("users", "weak-token", effort="standard")
def insufficient_permissions(ctx: ScenarioContext) -> None:
    """Send a bulk request of operations that a weaker token may not send as single requests."""
    put, patched, deleted = (ctx.fixtures.user(label) for label in ("put", "patch", "delete"))
    operations = [
        ctx.resources.post_user("post"),
        Operation("PUT", put.path, data=ctx.resources.changed(put, **{ctx.resources.text: CHANGED})),
        change(ctx, patched.path, CHANGED),
        Operation("DELETE", deleted.path),
    ]
    alone = [
        ctx.request(
            f"{each.method} {each.path}", each.method, each.path, each.data, ctx.network.weak_credentials
        )
        for each in operations
    ]
    if all(single.status == 401 for single in alone):
        raise Inapplicable("the server does not know the weaker token: every single request gets HTTP 401")
    beyond = [each for each, single in zip(operations, alone, strict=True) if single.status in (401, 403)]
    if not beyond:
        raise Inapplicable("the weaker token may send every operation of the test as a single request")
    ctx.bulk.send(*beyond, label="a weaker token", headers=ctx.network.weak_credentials, rejectable=True)
