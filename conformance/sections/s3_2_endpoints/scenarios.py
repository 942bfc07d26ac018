"""Requests to /Bulk with other methods, and operations whose paths lead elsewhere."""

from collections.abc import Mapping

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import BULK_REQUEST, PATCH_OP, Operation

METHODS = ("GET", "PUT", "PATCH", "DELETE")
NOWHERE = "http://127.0.0.1:9"
"""An origin that is not the target's; port 9 discards what reaches it."""


@scenario()
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
        ("/Me", "DELETE", None),
        ("/ServiceProviderConfig", "DELETE", None),
        ("/Schemas", "POST", lab.user("schema")),
        ("/ResourceTypes/User", "DELETE", None),
        (f"{lab.users}/.search", "POST", search),
    ):
        try_path(lab, path, method, data)


@scenario("users", effort="standard")
def paths_that_lead_elsewhere(lab: Lab) -> None:
    """Changes of a user whose path is written so that it might reach the user all the same."""
    for shape in (
        "/Groups/..{users}/{id}",
        "/Groups/%2e%2e{users}/{id}",
        "{users}/x/../{id}",
        NOWHERE + "{users}/{id}",
        "//127.0.0.1:9{users}/{id}",
        "{users}/{id}?attributes=id",
        "{users}/{id}\x00",
    ):
        user = lab.existing_user(f"aim{len(shape)}")
        change = {"op": "replace", "path": lab.text, "value": "Reached"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        method = "PATCH" if lab.capabilities.feature("patch").supported is not False else "DELETE"
        try_path(lab, shape.format(users=lab.users, id=user.id), method, data if method == "PATCH" else None)


def try_path(lab: Lab, path: str, method: str, data: Mapping[str, object] | None) -> None:
    """Send a job whose second operation has an unusual path."""
    number = f"{len(path)}{method}"
    bad = Operation(method, path, "bad" if method == "POST" else None, data)
    lab.run(
        lab.post_user(f"before{number}"),
        bad,
        lab.post_user(f"behind{number}"),
        malformed={1: bad.document()},
        label=f"{method} {path[:60]!r}",
        refusable=True,
    )
