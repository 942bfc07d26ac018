"""References to bulkIds that are easily taken for another, and to those of the job before."""

from conformance.engine.alone import try_alone
from conformance.engine.clearing import clear
from conformance.engine.jobrun import JobRun
from conformance.engine.lab import Lab
from conformance.engine.registry import scenario
from conformance.jobs.job import Job, Operation, ref
from conformance.sections.s3_7_2_bulk_id.scenarios_places import patch

BULK_IDS = (
    "1",
    "10",
    "01",
    "bulkId",
    "a:b",
    "with space",
    "with space ",
    "dash-Ed",
    "sla/sh",
    'quo"te',
    ".*",
    "(",
    "ключ",
    "caf\u00e9",
    "cafe\u0301",
    "x" * 255,
    "x" * 254 + "y",
    "a:c",
    "sla/h",
    "A",
    "%41",
    "50%",
    "with+space",
    "constructor",
    "__proto__",
)
"""bulkIds that are easily confused: beginnings of each other, separators, patterns, length, what is equal
only as a number, trimmed, cut short, composed or decoded like a URL, and what objects of JavaScript have
anyway. None in two letter cases: they may count as one."""

LATER = "later"
"""Labels the job that refers to bulkIds of an earlier one."""

REACHED = "Changed by an earlier bulkId"
"""What a user is called who is reached by a bulkId of an earlier job."""


def couple(lab: Lab, number: int, bulk_id: str) -> tuple[Operation, Operation]:
    """Return a POST of a user with a bulkId, and one of a group that refers to it."""
    user = Operation("POST", lab.users, bulk_id, lab.user(f"u{number}"))
    return user, lab.post_group(f"g{number}", ref(bulk_id))


@scenario("users", "groups", effort="standard")
def confusable_bulk_ids(lab: Lab) -> None:
    """One group for each of several users with confusable bulkIds; then changes that refer to that job."""
    most, size = lab.capabilities.max_operations or 100, lab.capabilities.max_payload_size
    longest = len(Job(couple(lab, 0, max(BULK_IDS, key=len))).encode())
    room = max(1, min(most // 2, size // longest if size else most))
    for start in range(0, len(BULK_IDS), room):
        couples = [couple(lab, *each) for each in enumerate(BULK_IDS[start : start + room])]
        users, groups = zip(*couples, strict=True)
        run = lab.run(*users, *groups, alone=False)
        try_alone(lab, run)
    if lab.has("patch"):
        refer_back(lab, run)
    clear(lab)


def refer_back(lab: Lab, earlier: JobRun) -> None:
    """Send changes that refer to users of an earlier job, and to nobody, where there is what to change.

    What is referred to was created by that job: who else has used such a bulkId is not to be hit.
    """
    half = len(earlier.outcomes) // 2
    couples = zip(earlier.outcomes[:half], earlier.outcomes[half:], strict=True)
    made = [(user, group.told) for user, group in couples if user.done and user.told and group.told]
    if len(made) < 2:
        return
    (one, first), (two, second) = made[:2]
    lab.look_around()
    one_id, two_id = (ref(user.operation.bulk_id or "") for user in (one, two))
    lab.run(
        patch(first.path, {"op": "add", "path": lab.members, "value": [{"value": two_id}]}),
        patch(second.path, {"op": "add", "path": lab.members, "value": [{"value": ref("nobody")}]}),
        patch(f"{lab.users}/{one_id}", {"op": "replace", "path": lab.text, "value": REACHED}),
        label=LATER,
        refusable=True,
        alone=False,
        whole=True,
    )
