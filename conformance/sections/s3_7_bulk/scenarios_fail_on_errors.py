"""Jobs with failOnErrors: with as many errors as it says, with fewer, and with values that say nothing."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import PATCH_OP, Job, Operation


@scenario("users")
def one_error_ends_the_job(lab: Lab) -> None:
    """A job with failOnErrors 1 whose second operation fails, with creations and changes behind it."""
    taken = lab.existing_user("taken")
    duplicate = Operation("POST", lab.users, "duplicate", lab.changed(taken))
    groups = lab.has("groups")
    before = lab.post_group("before") if groups else lab.post_user("before")
    behind = [lab.post_user("behind"), lab.post_user("last")]
    if lab.kinds.users.text:
        behind.append(Operation("PUT", taken.path, data=lab.changed(taken, text="Put behind the end")))
    if lab.kinds.users.text and lab.has("patch"):
        change = {"op": "replace", "path": lab.text, "value": "Patched behind the end"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        behind.append(Operation("PATCH", taken.path, data=data))
    lab.run(before, duplicate, *behind, fail_on_errors=1)


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
    """A job whose failOnErrors is null, and whose second operation fails."""
    twice = lab.user("null")
    posts = [Operation("POST", lab.users, bulk_id, twice) for bulk_id in ("null", "duplicate")]
    job = Job((*posts, lab.post_user("behind")))
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
def errors_of_every_kind(lab: Lab) -> None:
    """A job that ends with its last error, which is one of changes and deletions of what is not there."""
    errors = [Operation("DELETE", lab.absent("delete"))]
    if lab.kinds.users.text and lab.has("patch"):
        change = {"op": "replace", "path": lab.text, "value": "Nobody"}
        data = {"schemas": [PATCH_OP], "Operations": [change]}
        errors.append(Operation("PATCH", lab.absent("patch"), data=data))
    if lab.has("groups"):
        errors.append(Operation("DELETE", lab.absent("group").replace(lab.users, lab.groups, 1)))
    lab.run(*errors, lab.post_user("behind"), fail_on_errors=len(errors), skim=True)
