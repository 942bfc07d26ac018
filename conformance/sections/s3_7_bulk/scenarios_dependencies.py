"""Jobs in which references decide what runs first, and when failOnErrors ends the job."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Operation, ref


@scenario("users", "groups", effort="standard")
def dependant_before_its_failure(lab: Lab) -> None:
    """A job with failOnErrors 1: a group, its member that cannot be created, and a user."""
    taken = lab.existing_user("taken")
    lab.run(
        lab.post_group("circle", ref("member")),
        Operation("POST", lab.users, "member", lab.changed(taken)),
        lab.post_user("behind"),
        fail_on_errors=1,
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def unresolved_reference_ends_the_job(lab: Lab) -> None:
    """A job with failOnErrors 1: a group whose member no operation creates, another group, and a user."""
    lab.run(
        lab.post_group("circle", ref("nobody")),
        lab.post_group("beside"),
        lab.post_user("behind"),
        fail_on_errors=1,
        refusable=True,
    )


@scenario("users", "groups", effort="standard")
def race_for_a_name(lab: Lab) -> None:
    """Two users of one name, the second of which is a member of a group that stands before both."""
    first = lab.post_user("name")
    second = Operation("POST", lab.users, "second", first.data)
    lab.run(lab.post_group("circle", ref("second")), first, second, refusable=True)
