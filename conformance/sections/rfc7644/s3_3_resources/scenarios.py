"""Operations that a server has to treat as it treats single requests."""

import json
from urllib.parse import quote, urlencode

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import PATCH_OP, Job, Operation


@scenario("users", effort="standard")
def read_only_attributes(ctx: ScenarioContext) -> None:
    """A POST whose data holds an id and meta of the client's own."""
    meta = {"resourceType": "Group", "location": "https://scim.example/Users/mine"}
    ctx.bulk.send(ctx.resources.post_user("readonly", id="scimconf-mine", meta=meta))


@scenario("users", "bulk", effort="standard")
def put_to_an_unknown_id(ctx: ScenarioContext) -> None:
    """A PUT to an id that does not exist."""
    ctx.bulk.send(Operation("PUT", ctx.resources.absent("put"), data=ctx.resources.user("upsert")))


@scenario("users", effort="standard")
def attribute_names_in_lower_case(ctx: ScenarioContext) -> None:
    """A job whose envelope and operation are written in another letter case."""
    whole = ctx.resources.post_user("lower")
    names = {"bulkId": "bulkid", "method": "Method"}
    other = {names.get(name, name): value for name, value in whole.document().items()}
    job = Job((whole,), malformed={0: other})
    body = job.encode().replace(b'"Operations"', b'"operations"', 1)
    ctx.bulk.send_body(body, label="names in another letter case", job=job)


@scenario("users", effort="standard")
def password(ctx: ScenarioContext) -> None:
    """A POST, a PUT and a PATCH of users with passwords, and a search that finds one of them."""
    ctx.resources.require("password")
    secret = ctx.settings.password.reveal()
    put = ctx.fixtures.user("put")
    operations = [
        ctx.resources.post_user("post", password=secret),
        Operation("PUT", put.path, data=ctx.resources.changed(put, password=secret)),
    ]
    if ctx.has("patch"):
        change = {"op": "replace", "path": "password", "value": secret}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        operations.append(Operation("PATCH", put.path, data=data))
    ctx.bulk.send(*operations)
    query = urlencode({"filter": f"{ctx.resources.naming} eq {json.dumps(put.name)}"}, quote_via=quote)
    ctx.request("search", "GET", f"{ctx.resources.users}?{query}")
