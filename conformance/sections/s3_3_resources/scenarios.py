"""Operations that a server has to treat as it treats single requests."""

import json
from urllib.parse import quote, urlencode

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import PATCH_OP, Job, Operation


@scenario("users", effort="standard")
def read_only_attributes(lab: Lab) -> None:
    """A POST whose data holds an id and meta of the client's own."""
    meta = {"resourceType": "Group", "location": "https://scim.example/Users/mine"}
    lab.run(lab.post_user("readonly", id="scimconf-mine", meta=meta))


@scenario("users", effort="standard")
def put_to_an_unknown_id(lab: Lab) -> None:
    """A PUT to an id that does not exist."""
    lab.run(Operation("PUT", lab.absent("put"), data=lab.user("upsert")))


@scenario("users", effort="standard")
def attribute_names_in_lower_case(lab: Lab) -> None:
    """A job whose envelope and operation are written in another letter case."""
    whole = lab.post_user("lower")
    names = {"bulkId": "bulkid", "method": "Method"}
    other = {names.get(name, name): value for name, value in whole.document().items()}
    job = Job((whole,), malformed={0: other})
    body = job.encode().replace(b'"Operations"', b'"operations"', 1)
    lab.send(body, label="names in another letter case", job=job)


@scenario("users", effort="standard")
def password(lab: Lab) -> None:
    """A POST, a PUT and a PATCH of users with passwords, and a search that finds one of them."""
    lab.require("password")
    secret = lab.settings.password.reveal()
    put = lab.existing_user("put")
    operations = [
        lab.post_user("post", password=secret),
        Operation("PUT", put.path, data=lab.changed(put, password=secret)),
    ]
    if lab.has("patch"):
        change = {"op": "replace", "path": "password", "value": secret}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        operations.append(Operation("PATCH", put.path, data=data))
    lab.run(*operations)
    query = urlencode({"filter": f"{lab.naming} eq {json.dumps(put.name)}"}, quote_via=quote)
    lab.single("search", "GET", f"{lab.users}?{query}")
