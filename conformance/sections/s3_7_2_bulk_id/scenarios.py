"""References to what the same job creates."""

from itertools import pairwise

from conformance.engine.alone import try_alone
from conformance.engine.clearing import clear, rooms
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import PATCH_OP, Operation, ref
from conformance.jobs.resources import refs

TRIES = (("first-try", "second-try"), ("third-try", "fourth-try"))
"""bulkIds of two users of one name each, the first of which has a manager that there is not."""


@scenario("users", "groups")
def backward_reference(lab: Lab) -> None:
    """A group whose member is a user created before it."""
    try_alone(lab, lab.run(lab.post_user("member"), lab.post_group("circle", ref("member"))))


@scenario("users", "groups")
def forward_reference(lab: Lab) -> None:
    """A group whose member is a user created after it, with an unrelated user in between."""
    run = lab.run(
        lab.post_group("circle", ref("member")),
        lab.post_user("stranger"),
        lab.post_user("member"),
        refusable=True,
    )
    try_alone(lab, run)


@scenario("users", "nesting", effort="standard")
def several_references(lab: Lab) -> None:
    """A group with two new users as members, and a group in a group, one user referred to twice."""
    run = lab.run(
        lab.post_user("one"),
        lab.post_user("two"),
        lab.post_group("inner", *refs("one", "two")),
        lab.post_group("outer", *refs("inner", "one")),
    )
    try_alone(lab, run)


@scenario("users", "enterprise", effort="standard")
def manager_reference(lab: Lab) -> None:
    """A user whose manager, in the enterprise extension, is created before."""
    try_alone(lab, lab.run(lab.post_user("boss"), lab.post_user("clerk", manager=ref("boss"))))


@scenario("users", "enterprise", effort="standard")
def forward_manager_reference(lab: Lab) -> None:
    """A user whose manager, in the enterprise extension, is created after."""
    try_alone(
        lab, lab.run(lab.post_user("clerk", manager=ref("boss")), lab.post_user("boss"), refusable=True)
    )


@scenario("users", "groups", effort="standard")
def reference_in_put(lab: Lab) -> None:
    """A PUT that gives an existing group a new user as its member."""
    circle = lab.existing_group("circle")
    run = lab.run(
        lab.post_user("member"),
        Operation("PUT", circle.path, data=lab.changed(circle, members=[ref("member")])),
    )
    try_alone(lab, run)


@scenario("users", "groups", "patch", effort="standard")
def reference_in_patch(lab: Lab) -> None:
    """A PATCH with two changes that add new users to an existing group, one of them created later."""
    circle = lab.existing_group("circle")
    add = [{"op": "add", "path": lab.members, "value": [{"value": ref(name)}]} for name in ("one", "two")]
    run = lab.run(
        lab.post_user("one"),
        lab.post_user("two"),
        Operation("PATCH", circle.path, data={"schemas": [PATCH_OP], "Operations": add}),
    )
    try_alone(lab, run)


@scenario("users", "groups", "patch", effort="standard")
def forward_reference_in_patch(lab: Lab) -> None:
    """A PATCH that replaces the members of an existing group by a user whom the job creates afterwards."""
    circle = lab.existing_group("circle")
    change = {"op": "replace", "path": lab.members, "value": [{"value": ref("member")}]}
    run = lab.run(
        Operation("PATCH", circle.path, data={"schemas": [PATCH_OP], "Operations": [change]}),
        lab.post_user("stranger"),
        lab.post_user("member"),
        refusable=True,
    )
    try_alone(lab, run)


@scenario("users", "patch", effort="standard")
def reference_in_path(lab: Lab) -> None:
    """A PATCH whose path names a user, created before it, by its bulkId."""
    change = {"op": "replace", "path": lab.text, "value": "Changed by its bulkId"}
    data = {"schemas": [PATCH_OP], "Operations": [change]}
    lab.run(lab.post_user("new"), Operation("PATCH", f"{lab.users}/{ref('new')}", data=data), refusable=True)


@scenario("nesting", effort="standard")
def chain_of_forward_references(lab: Lab) -> None:
    """Ten groups, or as many as the server takes, each with the next one as its member."""
    length = max(2, min(10, lab.capabilities.max_operations or 10))
    names = [f"link{n}" for n in range(length)]
    links = [lab.post_group(name, ref(after)) for name, after in pairwise(names)]
    lab.run(*links, lab.post_group(names[-1]), refusable=True)
    clear(lab, judged=False)


@scenario("users", "groups")
def undefined_reference(lab: Lab) -> None:
    """A group whose member is a bulkId that no operation has, between users; and where there is room, more.

    Another such group; and users whose managers are a bulkId and an id of nobody's, who are then created
    without them.
    """
    job = [lab.post_user("before"), lab.post_group("circle", ref("nobody")), lab.post_user("behind")]
    more = [lab.post_group("odd", ref("constructor"))]
    for tries, nobody in zip(TRIES, (ref("nobody"), f"{lab.names}nobody"), strict=True):
        if lab.has("enterprise"):
            users = lab.user(tries[0], manager=nobody), lab.user(tries[0])
            more += [Operation("POST", lab.users, *each) for each in zip(tries, users, strict=True)]
    fitting = next(rooms(lab, [*job, *more]))
    lab.run(*(fitting if len(fitting) > len(job) else job), refusable=True)


@scenario("users", "groups", effort="standard")
def reference_to_a_failed_post(lab: Lab) -> None:
    """A group whose member is a user that cannot be created, since the userName is taken."""
    taken = lab.existing_user("taken")
    lab.run(
        Operation("POST", lab.users, "duplicate", lab.changed(taken)),
        lab.post_group("circle", ref("duplicate")),
        lab.post_user("bystander"),
    )
