"""Jobs that show how operations are processed."""

from collections.abc import Callable

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import PATCH_OP, Job, Operation, ref


def patch(path: str, attribute: str, value: object, op: str = "replace", **members: str) -> Operation:
    """Return a PATCH that sets one attribute."""
    change = {"op": op, "path": attribute, "value": value}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]}, **members)


def a_put(lab: Lab) -> Operation:
    """Return a PUT of a user who was just created."""
    found = lab.existing_user("put")
    return Operation("PUT", found.path, data=lab.changed(found, text="Replaced by PUT"))


def a_patch(lab: Lab) -> Operation:
    """Return a PATCH of a user who was just created."""
    return patch(lab.existing_user("patch").path, lab.text, "Changed by PATCH")


def a_delete(lab: Lab) -> Operation:
    """Return a DELETE of a user who was just created."""
    return Operation("DELETE", lab.existing_user("delete").path)


@scenario("users", first=True)
def every_method(lab: Lab) -> None:
    """A job with a POST, a PUT, a PATCH and a DELETE that all make sense; if it is lost, a job of each."""
    makers: list[Callable[[Lab], Operation]] = [lambda lab: lab.post_user("post"), a_put, a_delete]
    if lab.has("patch"):
        makers.insert(2, a_patch)
    if lab.has("groups"):
        makers.append(lambda lab: lab.post_group("group"))
    if not lab.run(*(make(lab) for make in makers)).lost:
        return
    runs = [lab.run(make(lab), label="by itself") for make in makers]
    for run in runs:
        if run.lost and run.outcomes[0].operation.method == "PATCH":
            lab.spoils_jobs("patch")


@scenario("users")
def partial_failure(lab: Lab) -> None:
    """Operations that fail between operations that cannot fail, without failOnErrors."""
    taken = lab.existing_user("taken")
    duplicate = lab.changed(taken)
    lab.single("duplicate", "POST", lab.users, duplicate)
    lab.single("delete-missing", "DELETE", lab.absent("delete"))
    lab.run(
        lab.post_user("first"),
        Operation("POST", lab.users, "duplicate", duplicate),
        lab.post_user("second"),
        Operation("DELETE", lab.absent("delete")),
        lab.post_user("third"),
    )


@scenario("users", effort="standard")
def everything_fails(lab: Lab) -> None:
    """A job of which no operation can succeed; the first names the id of a user who is there."""
    taken = lab.existing_user("taken")
    operations = [
        Operation("POST", lab.users, "duplicate", lab.changed(taken, id=taken.id)),
        Operation("PUT", lab.absent("put"), data=lab.user("put")),
        Operation("DELETE", lab.absent("delete")),
    ]
    if lab.has("patch"):
        operations.insert(2, patch(lab.absent("patch"), lab.text, "Nobody"))
    lab.run(*operations)


@scenario("users", effort="standard")
def data_without_a_required_attribute(lab: Lab) -> None:
    """A user without a userName, by itself and in a job."""
    whole = lab.user("nameless")
    nameless = {key: value for key, value in whole.items() if key not in (lab.naming, "emails")}
    nameless[lab.text] = whole[lab.naming]
    lab.single("nameless", "POST", lab.users, nameless)
    lab.run(lab.post_user("good"), Operation("POST", lab.users, "nameless", nameless))


@scenario("users", effort="standard")
def changes_in_turn(lab: Lab) -> None:
    """Several operations on one resource, whose order decides what is stored."""
    labels = ("twice", "renamed", "replaced", "patched", "spare", "gone")
    twice, renamed, replaced, patched, spare, gone = (lab.existing_user(label) for label in labels)
    lab.single("delete", "DELETE", spare.path)
    lab.single("again", "POST", lab.users, lab.changed(spare))
    again = Operation("POST", lab.users, "again", lab.changed(renamed, text="Created again"))
    changes = [Operation("DELETE", renamed.path), again]
    if lab.has("patch"):
        changes += [patch(twice.path, lab.text, text) for text in ("Once", "Twice")]
        changes += [
            Operation("PUT", replaced.path, data=lab.changed(replaced, text="Put")),
            patch(replaced.path, lab.text, "Patched after PUT"),
            patch(patched.path, lab.text, "Patched"),
            Operation("PUT", patched.path, data=lab.changed(patched, text="Put after PATCH")),
            Operation("DELETE", gone.path),
            patch(gone.path, lab.text, "Patched after DELETE"),
        ]
    lab.run(*changes)


@scenario("users")
def one_error_ends_the_job(lab: Lab) -> None:
    """A job with failOnErrors 1 whose second operation fails."""
    taken = lab.existing_user("taken")
    duplicate = Operation("POST", lab.users, "duplicate", lab.changed(taken))
    groups = lab.has("groups")
    before = lab.post_group("before") if groups else lab.post_user("before")
    lab.run(before, duplicate, lab.post_user("behind"), lab.post_user("last"), fail_on_errors=1)


@scenario("users", effort="standard")
def malformed_operation_ends_the_job(lab: Lab) -> None:
    """A job with failOnErrors 1 whose second operation has no method."""
    bad = lab.post_user("duplicate")
    document = {name: value for name, value in bad.document().items() if name != "method"}
    lab.run(
        lab.post_user("before"),
        bad,
        lab.post_user("behind"),
        malformed={1: document},
        fail_on_errors=1,
        refusable=True,
    )


@scenario("users", effort="standard")
def two_errors_end_the_job(lab: Lab) -> None:
    """A job with failOnErrors 2 whose first and third operation fail, each for another reason."""
    taken = lab.existing_user("taken")
    lab.run(
        Operation("PUT", lab.absent("first"), data=lab.user("first")),
        lab.post_user("between"),
        Operation("POST", lab.users, "duplicate", lab.changed(taken)),
        lab.post_user("behind"),
        Operation("DELETE", taken.path),
        fail_on_errors=2,
    )


@scenario("users", effort="standard")
def fewer_errors_than_accepted(lab: Lab) -> None:
    """A job with failOnErrors 3 in which two operations fail and six succeed."""
    taken = lab.existing_user("taken")
    duplicates = [Operation("POST", lab.users, f"duplicate{n}", lab.changed(taken)) for n in (1, 2)]
    goods = [lab.post_user(f"good{n}") for n in range(5)]
    gone = Operation("DELETE", lab.existing_user("gone").path)
    lab.run(*goods[:2], duplicates[0], gone, *goods[2:4], duplicates[1], goods[4], fail_on_errors=3)


@scenario("users", effort="standard")
def fail_on_errors_zero(lab: Lab) -> None:
    """A job with failOnErrors 0 whose second operation fails."""
    taken = lab.existing_user("taken")
    duplicate = Operation("POST", lab.users, "duplicate", lab.changed(taken))
    lab.run(lab.post_user("before"), duplicate, lab.post_user("behind"), fail_on_errors=0, refusable=True)


@scenario("users", effort="standard")
def fail_on_errors_huge(lab: Lab) -> None:
    """Jobs with failOnErrors above the number of operations: 50, 2 to the power of 31, 10 to that of 20."""
    for limit in (50, 2**31, 10**20):
        lab.run(
            lab.post_user(f"huge{limit}"), fail_on_errors=limit, label=f"failOnErrors {limit}", refusable=True
        )


@scenario("users", effort="standard")
def fail_on_errors_null(lab: Lab) -> None:
    """A job whose failOnErrors is null."""
    job = Job((lab.post_user("null"),))
    body = job.encode().replace(b'"Operations"', b'"failOnErrors": null, "Operations"', 1)
    lab.send(body, label="failOnErrors null", job=job)


@scenario("users", effort="standard")
def fail_on_errors_is_no_number(lab: Lab) -> None:
    """Jobs whose failOnErrors is negative, fractional, textual, a list or a Boolean."""
    jobs = {}
    for number, value in enumerate(("-1", "1.5", '"one"', '"1"', "[1]", "true")):
        job = lab.encode(lab.post_user(f"spoilt{number}"))
        jobs[value] = job.replace(b'"Operations"', f'"failOnErrors": {value}, "Operations"'.encode(), 1)
    lab.spoil(jobs)


@scenario("users", effort="standard")
def duplicate_bulk_id(lab: Lab) -> None:
    """Two POSTs with the same bulkId."""
    lab.run(
        Operation("POST", lab.users, "twin", lab.user("twin1")),
        Operation("POST", lab.users, "twin", lab.user("twin2")),
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def reference_to_a_duplicate_bulk_id(lab: Lab) -> None:
    """A reference to a bulkId that two POSTs have."""
    lab.run(
        Operation("POST", lab.users, "twin", lab.user("twin1")),
        Operation("POST", lab.users, "twin", lab.user("twin2")),
        lab.post_group("of-twin", ref("twin")),
        refusable=True,
    )


@scenario("users", effort="standard")
def post_without_bulk_id(lab: Lab) -> None:
    """A POST that has no bulkId."""
    lab.run(Operation("POST", lab.users, None, lab.user("nameless")), refusable=True)


@scenario("users", "groups", effort="standard")
def bulk_id_of_an_earlier_job(lab: Lab) -> None:
    """A job that refers to a bulkId of the job before it."""
    lab.run(lab.post_user("earlier"))
    lab.run(lab.post_group("later", ref("earlier")), label="later", refusable=True)


@scenario("users", effort="standard")
def bulk_id_on_other_methods(lab: Lab) -> None:
    """PUT and DELETE, once with a bulkId and once without; if the job is lost, a job of each."""
    first, second = lab.existing_user("with"), lab.existing_user("without")
    put = lab.changed(first, text="Replaced")
    run = lab.run(
        Operation("PUT", first.path, "on-put", put),
        Operation("PUT", second.path, data=lab.changed(second, text="Replaced")),
        Operation("DELETE", first.path, "on-delete"),
        Operation("DELETE", second.path),
    )
    for bulk_id in ("alone", None) if run.lost else ():
        found = lab.existing_user("alone")
        replacing = lab.run(Operation("PUT", found.path, bulk_id, lab.changed(found, text="Replaced")))
        deleting = lab.run(Operation("DELETE", found.path, bulk_id))
        if bulk_id and (replacing.lost or deleting.lost):
            lab.spoils_jobs("bulkId")
