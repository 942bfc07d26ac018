"""Jobs of one client that aim at what belongs to another: a second tenant, a token that may do more."""

from collections.abc import Iterator

from conformance.engine.endings import Blocked, Inapplicable
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.engine.store import Stored
from conformance.jobs.job import PATCH_OP, Operation, ref

EARLIER, INTRUDER = "a job of another tenant", "the token of another tenant"
BY_NAME, BY_PATH, BY_BULK_ID = (
    "ids of another tenant",
    "paths to another tenant",
    "a bulkId of another tenant",
)


def change(lab: Lab, path: str, text: str) -> Operation:
    """Return an operation that sets a text of a resource: a PATCH, or a PUT where there is no PATCH."""
    if lab.capabilities.feature("patch").supported is False:
        return Operation("PUT", path, data=lab.user("change", **{lab.text: text}))
    values = {"op": "replace", "path": lab.text, "value": text}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [values]})


def ways_there(lab: Lab, other: Lab, path: str) -> Iterator[str]:
    """Yield paths by which a resource of the other tenant might be reached from the tested one."""
    yield other.around.url(path)
    yield "//" + other.around.url(path).partition("//")[2]
    if climbing := lab.around.relative(other.around.url(path)):
        yield f"{lab.users}/..{climbing}"
        yield f"{lab.users}/%2e%2e{climbing.replace('..', '%2e%2e')}"
        yield other.around.base_path + path


def strangers(lab: Lab, other: Lab) -> Stored:
    """Create a user of the other tenant whose id means nothing in the tested one.

    Raises:
        Inapplicable: The id is somebody's in the tested tenant, who must be left alone.
    """
    theirs = other.existing_user("theirs")
    seen = lab.single("their id", "GET", theirs.path)
    if seen.status == 200 and theirs.kind.name_of(seen.json) != theirs.name:
        raise Inapplicable("ids are given anew in each tenant: a resource of the tested one would be changed")
    return theirs


@scenario("users", "other-tenant", effort="standard")
def reaching_into_another_tenant(lab: Lab) -> None:
    """Jobs that aim at a user of a second tenant by its id, by paths that lead there, and by references."""
    other = lab.other
    if other is None:
        raise Blocked("the second tenant cannot be asked")
    theirs = strangers(lab, other)
    other.run(other.post_user("earlier"), label=EARLIER)
    other.single("theirs", "GET", theirs.path)
    aims: list[Operation] = [change(lab, theirs.path, "Reached by id")]
    if lab.has("groups"):
        aims.append(lab.post_group("holder", theirs.id))
    lab.run(*aims, Operation("DELETE", theirs.path), label=BY_NAME, refusable=True)
    other.single(BY_NAME, "GET", theirs.path)
    paths = list(ways_there(lab, other, theirs.path))
    bad = [change(lab, path, f"Reached by {path}") for path in paths]
    spoilt = {index: operation.document() for index, operation in enumerate(bad)}
    lab.run(*bad, label=BY_PATH, malformed=spoilt, refusable=True)
    other.single(BY_PATH, "GET", theirs.path)
    later = [lab.post_group("late-holder", ref("earlier"))] if lab.has("groups") else []
    lab.run(lab.post_user("later"), *later, label=BY_BULK_ID, refusable=True)
    if lab.around.credentials and lab.around.relative(other.around.url("/Bulk")):
        intruder = other.encode(other.post_user("intruder"))
        other.send(intruder, label=INTRUDER, headers=lab.around.credentials, authenticate=False)


@scenario("users", "weak-token", effort="standard")
def more_than_a_token_allows(lab: Lab) -> None:
    """What a weaker token may not do by single requests, tried by it in a job."""
    put, patched, deleted = (lab.existing_user(label) for label in ("put", "patch", "delete"))
    operations = [
        lab.post_user("post"),
        Operation("PUT", put.path, data=lab.changed(put, **{lab.text: "Changed by a weak token"})),
        change(lab, patched.path, "Changed by a weak token"),
        Operation("DELETE", deleted.path),
    ]
    alone = [
        lab.single(
            f"{each.method} {each.path}", each.method, each.path, each.data, lab.around.weak_credentials
        )
        for each in operations
    ]
    if all(single.status == 401 for single in alone):
        raise Inapplicable("the weaker token is no token that the server knows: it answers 401 to everything")
    beyond = [each for each, single in zip(operations, alone, strict=True) if single.status in (401, 403)]
    if not beyond:
        raise Inapplicable("the weaker token may do by single requests all that was tried")
    lab.run(*beyond, label="a weaker token", headers=lab.around.weak_credentials, refusable=True)
