"""Each row of the table, sent by itself and in a job, on resources that are alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.scenario.bulk_clean_up import clear, rooms
from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import ENTERPRISE_USER, Operation
from conformance.sections.rfc7644.s3_3_resources.table import OWNER, ROWS, Row, Subject
from conformance.sections.rfc7644.s3_3_resources.table_changes import MORE_ROWS
from conformance.trace.interaction import BulkInteraction
from conformance.trace.single_pair import SUCCESS, SinglePair


@dataclass(frozen=True)
class Pair:
    """A row, with a resource for the single request and one for the job.

    Attributes:
        row: The row.
        subjects: The two resources.
    """

    row: Row
    subjects: tuple[Subject, Subject]

    @property
    def exists(self) -> bool:
        """Whether the resources are made beforehand."""
        return self.row.aim in ("stored", "deleted")

    def operation(self, ctx: ScenarioContext, paths: Mapping[str, str], place: int) -> Operation:
        """Return the row as an operation: on the first resource, or on the second.

        Args:
            ctx: Where it will be sent.
            paths: Paths of the resources that exist, by name in lower case.
            place: Which of the two.
        """
        subject = self.subjects[place]
        data = self.row.data(subject) if self.row.data else None
        if self.row.method == "POST":
            return Operation("POST", ctx.resources.users, label(subject), data)
        path = paths[subject.key] if self.exists else ctx.resources.absent(str(place))
        return Operation(self.row.method, path, data=data)

    def pair(self, single: Operation, ctx: ScenarioContext, bulk: BulkInteraction, index: int) -> SinglePair:
        """Return what became of the row."""
        first, second = self.subjects
        told = {*second.whole, *(single.data or ()), *self.row.uses}
        return SinglePair(
            self.row.what,
            ctx.singles[self.row.what],
            bulk,
            index,
            (first.name, second.name),
            frozenset(name.lower() for name in told if name != "meta"),
            self.row.lawful,
            self.row.requirement,
        )


def label(subject: Subject) -> str:
    """Return a bulkId that any server takes: a name may have characters that are unusual in one."""
    return subject.name.partition("@")[0]


def taken(ctx: ScenarioContext, row: Row) -> bool:
    """Tell whether a row makes sense on a server."""
    wanting = (
        (row.method == "PATCH" and ctx.capabilities.feature("patch").supported is False)
        or (ENTERPRISE_USER in row.uses and ctx.capabilities.feature("enterprise").supported is False)
        or (row.immutable and not ctx.resources.immutable)
        or (row.nameless and not ctx.resources.name_is_required)
        or (row.textual and not ctx.kinds.users.text)
    )
    return not wanting and all(ctx.resources.takes(name) for name in row.uses if name != ENTERPRISE_USER)


def paired(ctx: ScenarioContext, number: int, row: Row) -> Pair:
    """Return a row with two resources of its own, alike but for their names."""
    extra = {name: "Before" for name in ("nickName",) if ctx.resources.takes(name)}
    extra |= {ctx.resources.immutable: "fixed"} if ctx.resources.immutable else {}
    wholes = [ctx.resources.user(f"{place}{number}", **extra) for place in ("one", "job")]
    first, second = (
        Subject(whole, ctx.resources.naming, ctx.kinds.users.text, ctx.resources.immutable)
        for whole in wholes
    )
    for subject in (first, second) if row.respells else ():
        ctx.resources.resource(
            ctx.resources.users, subject.respelt
        )  # just to have that name in the journal as well
    return Pair(row, (first, second))


def make(ctx: ScenarioContext, pairs: Sequence[Pair], places: Sequence[int] = (0, 1)) -> dict[str, str]:
    """Make, by jobs, what has to exist, and delete what has to be gone.

    Args:
        ctx: The bench.
        pairs: The rows.
        places: Which of the two resources of each are made.

    Returns:
        The path of each by its name in lower case; without those that could not be made, or not be deleted.
    """
    subjects = [(pair.row, pair.subjects[place]) for pair in pairs if pair.exists for place in places]
    posts = [Operation("POST", ctx.resources.users, label(subject), subject.whole) for _, subject in subjects]
    paths: dict[str, str] = {}
    for room in rooms(ctx, posts):
        made = ctx.bulk.send(*room, label="making", read_back=ReadBack.USERS).after
        paths |= {found.name.lower(): found.path for found in made.resources if found.name}
    gone = [subject.key for row, subject in subjects if row.aim == "deleted" and subject.key in paths]
    for room in rooms(ctx, [Operation("DELETE", paths[name]) for name in gone]):
        left = ctx.bulk.send(*room, label="deleting", read_back=ReadBack.USERS).after
        still = {(found.name or "").lower() for found in left.resources}
        paths = {name: path for name, path in paths.items() if name not in gone or name not in still}
    return paths


def make_by_single_requests(ctx: ScenarioContext, pairs: Iterable[Pair]) -> dict[str, str]:
    """Make what `make` makes for the single requests, by single requests; return the same."""
    paths: dict[str, str] = {}
    users = ctx.resources.users
    for subject, row in ((pair.subjects[0], pair.row) for pair in pairs if pair.exists):
        path = ctx.fixtures.created_at(users, ctx.fixtures.post(users, subject.whole))
        if path and row.aim == "deleted":
            deleted = ctx.request(f"deletion before {row.what}", "DELETE", path)
            path = path if deleted.status in SUCCESS["DELETE"] else None
        if path:
            paths[subject.key] = path
    return paths


def send_single_requests(ctx: ScenarioContext, pairs: Sequence[Pair], owner: Pair) -> None:
    """Send each row that a requirement is about as a single request, to a server without bulk requests."""
    judged = [pair for pair in pairs if pair.row.requirement]
    paths = make_by_single_requests(ctx, [*judged, owner])
    for pair in judged:
        if not pair.exists or pair.subjects[0].key in paths:
            single = pair.operation(ctx, paths, 0)
            ctx.request(pair.row.what, single.method, single.path, single.data)


def again(ctx: ScenarioContext, number: int, pair: Pair) -> Subject:
    """Return another resource for the job of a row, to which the same names are taken."""
    return replace(paired(ctx, number, pair.row).subjects[1], taken=pair.subjects[1].taken)


def apart(ctx: ScenarioContext, pairs: Iterable[Pair]) -> dict[str, tuple[Pair, BulkInteraction]]:
    """Send each row in a job of its own, on a new resource, since one of them has lost the job of all.

    Returns:
        What was sent, by what the row is about; without those whose resource could not be made.
    """
    fresh = [
        replace(pair, subjects=(pair.subjects[0], again(ctx, number, pair)))
        for number, pair in enumerate(pairs)
    ]
    paths = make(ctx, fresh, (1,)) if fresh else {}
    return {
        pair.row.what: (
            pair,
            ctx.bulk.send(pair.operation(ctx, paths, 1), label="by itself", read_back=ReadBack.USERS),
        )
        for pair in fresh
        if not pair.exists or pair.subjects[1].key in paths
    }


def beside(pairs: Sequence[Pair], owner: Pair) -> list[Pair]:
    """Return the pairs, each with names that are taken: those of the owner's two resources."""
    return [
        replace(
            pair,
            subjects=(
                replace(pair.subjects[0], taken=owner.subjects[0].name),
                replace(pair.subjects[1], taken=owner.subjects[1].name),
            ),
        )
        for pair in pairs
    ]


@scenario("users", effort="standard")
def single_and_bulk(ctx: ScenarioContext) -> None:
    """Valid and invalid requests of all methods, each sent by itself and in a job.

    They share a job, unless that is lost: then each has one of its own. Without Bulk, they are sent by
    themselves only.
    """
    rows = [row for row in (*ROWS, *MORE_ROWS) if taken(ctx, row)]
    # Some servers give a name twice: whose it was is nobody whom a row is about.
    owner = paired(ctx, len(rows), OWNER)
    pairs = beside([paired(ctx, number, row) for number, row in enumerate(rows)], owner)
    if not ctx.has("bulk"):
        send_single_requests(ctx, pairs, owner)
        return
    paths = make(ctx, [*pairs, owner])
    pairs = [
        pair for pair in pairs if not pair.exists or all(subject.key in paths for subject in pair.subjects)
    ]
    singles = [pair.operation(ctx, paths, 0) for pair in pairs]
    for pair, single in zip(pairs, singles, strict=True):
        ctx.request(pair.row.what, single.method, single.path, single.data)
    operations = [pair.operation(ctx, paths, 1) for pair in pairs]
    bulk_requests = [
        ctx.bulk.send(*room, label="together", read_back=ReadBack.USERS) for room in rooms(ctx, operations)
    ]
    places = [(bulk, index) for bulk in bulk_requests for index in range(len(bulk.effects))]
    alone = apart(ctx, [pair for pair, (bulk, _) in zip(pairs, places, strict=True) if bulk.lost])
    for pair, single, (bulk, index) in zip(pairs, singles, places, strict=True):
        sent, job = alone.get(pair.row.what, (pair, bulk))
        ctx.add_pair(sent.pair(single, ctx, job, index if job is bulk else 0))
    if last := [*bulk_requests, *(job for _, job in alone.values())]:
        clear(ctx, last[-1].after)
