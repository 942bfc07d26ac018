"""Single requests, and operations of bulk requests to which the rules of single requests apply."""

import json
from urllib.parse import quote, urlencode

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Job, Operation

DELETED, CREATED_AGAIN = "delete", "again"
"""Label the DELETE of a user, and the POST of a user with the same name after that."""


@scenario("users", effort="standard")
def single_requests(ctx: ScenarioContext) -> None:
    """Single requests of one user: POST, GET, PUT, a search and DELETE, then a POST with its name again."""
    users = ctx.resources.users
    created = ctx.request("post", "POST", users, ctx.resources.user("single"), read_back=True)
    path, found = ctx.fixtures.created_at(users, created), ctx.single_requests["post"].effects[0].stored
    if path is None or not found:
        return
    ctx.request("get", "GET", path)
    replacement = ctx.resources.changed(found[0], text="Replaced")
    ctx.request("put", "PUT", path, replacement, read_back=True)
    if ctx.has("filter"):
        ctx.request("search", "GET", search(ctx, found[0].name or ""))
    ctx.request(DELETED, "DELETE", path, read_back=True)
    ctx.request(CREATED_AGAIN, "POST", users, replacement, read_back=True)


def search(ctx: ScenarioContext, name: str) -> str:
    """Return the path of a search for the user of a name."""
    query = {"filter": f"{ctx.resources.naming} eq {json.dumps(name)}"}
    return f"{ctx.resources.users}?{urlencode(query, quote_via=quote)}"


def creates_a_plain_user(ctx: ScenarioContext) -> bool:
    """Return whether a single POST creates a plain user; if not, rejecting another one proves nothing."""
    created = ctx.fixtures.post(ctx.resources.users, ctx.resources.user("plain"))
    return ctx.fixtures.created_at(ctx.resources.users, created) is not None


@scenario("users", effort="standard")
def read_only_attributes(ctx: ScenarioContext) -> None:
    """A POST with an id and meta of the client's own, in a bulk request and as a single request."""
    meta = {"resourceType": "Group", "location": "https://scim.example/Users/mine"}
    if ctx.has("bulk"):
        ctx.bulk.send(ctx.resources.post_user("readonly", id="scimconf-mine", meta=meta))
    if creates_a_plain_user(ctx):
        single = ctx.resources.user("single", id="scimconf-mine-single", meta=meta)
        ctx.request("post", "POST", ctx.resources.users, single, read_back=True)


@scenario("users", "bulk", effort="standard")
def put_to_an_unknown_id(ctx: ScenarioContext) -> None:
    """A PUT to an id that does not exist."""
    ctx.bulk.send(Operation("PUT", ctx.resources.absent("put"), data=ctx.resources.user("upsert")))


@scenario("users", effort="standard")
def attribute_names_in_lower_case(ctx: ScenarioContext) -> None:
    """A bulk request and a single POST with attribute names in another letter case."""
    if ctx.has("bulk"):
        whole = ctx.resources.post_user("lower")
        names = {"bulkId": "bulkid", "method": "Method"}
        other = {names.get(name, name): value for name, value in whole.document().items()}
        job = Job((whole,), malformed={0: other})
        body = job.encode().replace(b'"Operations"', b'"operations"', 1)
        ctx.bulk.send_body(body, label="names in another letter case", job=job)
    if creates_a_plain_user(ctx):
        naming = ctx.resources.naming
        other_case = naming.lower() if naming.lower() != naming else naming.upper()
        user = ctx.resources.user("single")
        data = {other_case if name == naming else name: value for name, value in user.items()}
        ctx.request("post", "POST", ctx.resources.users, data, read_back=True)


@scenario("users", effort="standard")
def password(ctx: ScenarioContext) -> None:
    """POST, PUT and PATCH of passwords, in a bulk request and as single requests, and a search for a user."""
    ctx.resources.require("password")
    secret = ctx.settings.password.reveal()
    put = ctx.fixtures.user("put")
    replacement = ctx.resources.changed(put, password=secret)
    changes = [Operation("PUT", put.path, data=replacement)]
    if ctx.has("patch"):
        change = {"op": "replace", "path": "password", "value": secret}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        changes.append(Operation("PATCH", put.path, data=data))
    if ctx.has("bulk"):
        ctx.bulk.send(ctx.resources.post_user("post", password=secret), *changes)
    single = ctx.resources.user("single", password=secret)
    ctx.request("post", "POST", ctx.resources.users, single, read_back=True)
    for sent in changes:
        ctx.request(sent.method.lower(), sent.method, sent.path, sent.data, read_back=True)
    ctx.request("search", "GET", search(ctx, put.name or ""))
