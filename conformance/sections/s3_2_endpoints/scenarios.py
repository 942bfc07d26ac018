"""Requests to /Bulk with other methods, and operations whose paths lead elsewhere."""

from collections.abc import Mapping

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import BULK_REQUEST, PATCH_OP, Operation

METHODS = ("GET", "PUT", "PATCH", "DELETE")
ME = "/Me"
SHAPES = (
    "/Groups/..{users}/{id}",
    "/Groups/%2e%2e{users}/{id}",
    "/Groups/..%2f..{users}/{id}",
    "{users}/x/../{id}",
    "http://{elsewhere}{users}/{id}",
    "//{elsewhere}{users}/{id}",
    "{users}/{id}?attributes=id",
    "{users}/{id}\x00",
)


@scenario(effort="standard")
def other_methods_on_bulk(lab: Lab) -> None:
    """GET, PUT, PATCH and DELETE of the endpoint itself."""
    for method in METHODS:
        lab.single(method, method, "/Bulk", None if method in ("GET", "DELETE") else {})


@scenario("users", effort="standard")
def paths_of_special_endpoints(lab: Lab) -> None:
    """Operations on endpoints that hold no resources, each between two that are good."""
    nested = {"schemas": [BULK_REQUEST], "Operations": [lab.post_user("nested").document()]}
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "count": 1}
    for path, method, data in (
        ("/Bulk", "POST", nested),
        # Nothing but POST: what runs the tests may be somebody's account, and the rest belongs to everybody.
        (ME, "POST", lab.user("me")),
        ("/ServiceProviderConfig", "POST", lab.user("config")),
        ("/Schemas", "POST", lab.user("schema")),
        ("/ResourceTypes", "POST", lab.user("type")),
        ("/.search", "POST", search),
        (f"{lab.users}/.search", "POST", search),
    ):
        try_path(lab, path, method, data)


@scenario("users", effort="standard")
def paths_that_lead_elsewhere(lab: Lab) -> None:
    """Changes of a user whose path is written so that it might reach the user all the same."""
    with lab.around.listening() as elsewhere:
        for number, shape in enumerate(SHAPES):
            user = lab.existing_user(f"aim{number}")
            change = {"op": "replace", "path": lab.text, "value": "Reached"}
            data = {"schemas": [PATCH_OP], "Operations": [change]}
            method = "PATCH" if lab.has("patch") else "DELETE"
            path = shape.format(users=lab.users, id=user.id, elsewhere=elsewhere)
            try_path(lab, path, method, data if method == "PATCH" else None, skim=True)


def try_path(
    lab: Lab, path: str, method: str, data: Mapping[str, object] | None, *, skim: bool = False
) -> None:
    """Send a job whose second operation has an unusual path; `skim` is that of `Lab.run`."""
    number = f"{len(path)}{method}"
    bad = Operation(method, path, "bad" if method == "POST" else None, data)
    lab.run(
        lab.post_user(f"before{number}"),
        bad,
        malformed={1: bad.document()},
        label=f"{method} {path[:60]!r}",
        refusable=True,
        skim=skim,
    )
