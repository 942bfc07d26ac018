"""Each row of the table, as a single request and in a bulk request, on similar resources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.scenario.bulk_clean_up import clear, rooms
from conformance.scenario.context import ScenarioContext
from conformance.scenario.read_back import ReadBack
from conformance.scenario.registry import scenario
from conformance.scim.bulk_request import ENTERPRISE_USER, Operation
from conformance.sections.rfc7644.s3_3_resources.table import OWNER, Row, Subject
from conformance.sections.rfc7644.s3_3_resources.table_changes import ALL_ROWS
from conformance.trace.interaction import BulkInteraction
from conformance.trace.single_pair import SUCCESS, SinglePair


@dataclass(frozen=True)
class Pair:
    """A row, with a resource for the single request and one for the bulk request.

    Attributes:
        row: The row.
        subjects: The two resources.
    """

    row: Row
    subjects: tuple[Subject, Subject]

    @property
    def exists(self) -> bool:
        """True if the resources are created before."""
        return self.row.target in ("stored", "deleted")

    def operation(self, ctx: ScenarioContext, paths: Mapping[str, str], place: int) -> Operation:
        """Return the row as an operation: on the first resource, or on the second.

        Args:
            ctx: The context of the scenario.
            paths: Paths of the resources that exist, by name in lower case.
            place: 0 for the single request, 1 for the bulk request.
        """
        subject = self.subjects[place]
        data = self.row.data(subject) if self.row.data else None
        if self.row.method == "POST":
            return Operation("POST", ctx.resources.users, label(subject), data)
        path = paths[subject.key] if self.exists else ctx.resources.absent(str(place))
        return Operation(self.row.method, path, data=data)

    def pair(self, single: Operation, ctx: ScenarioContext, bulk: BulkInteraction, index: int) -> SinglePair:
        """Return the single request of the row and the operation in a bulk request."""
        first, second = self.subjects
        sent = {*second.whole, *(single.data or ()), *self.row.uses}
        return SinglePair(
            self.row.what,
            ctx.singles[self.row.what],
            bulk,
            index,
            (first.name, second.name),
            frozenset(name.lower() for name in sent if name != "meta"),
            self.row.permitted,
            self.row.requirement,
        )


def label(subject: Subject) -> str:
    """Return a bulkId that any server accepts; a name may have characters that are unusual in a bulkId."""
    return subject.name.partition("@")[0]


def applies(ctx: ScenarioContext, row: Row) -> bool:
    """Return whether a server has the features and attributes that a row needs."""
    lacking = (
        (row.method == "PATCH" and ctx.capabilities.feature("patch").supported is False)
        or (ENTERPRISE_USER in row.uses and ctx.capabilities.feature("enterprise").supported is False)
        or (row.needs_immutable and not ctx.resources.immutable)
        or (row.omits_name and not ctx.resources.name_is_required)
        or (row.needs_text and not ctx.resource_types.users.text)
    )
    return not lacking and all(ctx.resources.takes(name) for name in row.uses if name != ENTERPRISE_USER)


def paired(ctx: ScenarioContext, number: int, row: Row) -> Pair:
    """Return a row with two resources that differ only in their names."""
    extra = {name: "Before" for name in ("nickName",) if ctx.resources.takes(name)}
    extra |= {ctx.resources.immutable: "fixed"} if ctx.resources.immutable else {}
    wholes = [ctx.resources.user(f"{place}{number}", **extra) for place in ("one", "job")]
    first, second = (
        Subject(whole, ctx.resources.naming, ctx.resource_types.users.text, ctx.resources.immutable)
        for whole in wholes
    )
    for subject in (first, second) if row.changes_case else ():
        # This adds the name to the journal.
        ctx.resources.resource(ctx.resources.users, subject.name_in_capitals)
    return Pair(row, (first, second))


def create(ctx: ScenarioContext, pairs: Sequence[Pair], places: Sequence[int] = (0, 1)) -> dict[str, str]:
    """Create the resources that must exist, and delete those that must be deleted, by bulk requests.

    Args:
        ctx: The context of the scenario.
        pairs: The rows.
        places: Which of the two resources of each row are created.

    Returns:
        The path of each by its name in lower case, without those that could not be created or deleted.
    """
    subjects = [(pair.row, pair.subjects[place]) for pair in pairs if pair.exists for place in places]
    posts = [Operation("POST", ctx.resources.users, label(subject), subject.whole) for _, subject in subjects]
    paths: dict[str, str] = {}
    for room in rooms(ctx, posts):
        made = ctx.bulk.send(*room, label="creating", read_back=ReadBack.USERS).after
        paths |= {found.name.lower(): found.path for found in made.resources if found.name}
    deleted = [subject.key for row, subject in subjects if row.target == "deleted" and subject.key in paths]
    for room in rooms(ctx, [Operation("DELETE", paths[name]) for name in deleted]):
        left = ctx.bulk.send(*room, label="deleting", read_back=ReadBack.USERS).after
        stored = {(found.name or "").lower() for found in left.resources}
        paths = {name: path for name, path in paths.items() if name not in deleted or name not in stored}
    return paths


def create_by_single_requests(ctx: ScenarioContext, pairs: Iterable[Pair]) -> dict[str, str]:
    """Do what `create` does for the single requests, by single requests; return the same."""
    paths: dict[str, str] = {}
    users = ctx.resources.users
    for subject, row in ((pair.subjects[0], pair.row) for pair in pairs if pair.exists):
        path = ctx.fixtures.created_at(users, ctx.fixtures.post(users, subject.whole))
        if path and row.target == "deleted":
            deleted = ctx.request(f"deletion before {row.what}", "DELETE", path)
            path = path if deleted.status in SUCCESS["DELETE"] else None
        if path:
            paths[subject.key] = path
    return paths


def send_single_requests(ctx: ScenarioContext, pairs: Sequence[Pair], owner: Pair) -> None:
    """Send each row that has a requirement as a single request; for a server without Bulk."""
    judged = [pair for pair in pairs if pair.row.requirement]
    paths = create_by_single_requests(ctx, [*judged, owner])
    for pair in judged:
        if not pair.exists or pair.subjects[0].key in paths:
            single = pair.operation(ctx, paths, 0)
            ctx.request(pair.row.what, single.method, single.path, single.data)


def renewed(ctx: ScenarioContext, number: int, pair: Pair) -> Subject:
    """Return another resource for the bulk request of a row; the name that is taken remains the same."""
    return replace(paired(ctx, number, pair.row).subjects[1], taken=pair.subjects[1].taken)


def send_separately(ctx: ScenarioContext, pairs: Iterable[Pair]) -> dict[str, tuple[Pair, BulkInteraction]]:
    """Send each row in a bulk request of its own, on a new resource: the one with all rows failed as a whole.

    Returns:
        The pair and its bulk request, by the row's `what`, without rows whose resource could not be created.
    """
    fresh = [
        replace(pair, subjects=(pair.subjects[0], renewed(ctx, number, pair)))
        for number, pair in enumerate(pairs)
    ]
    paths = create(ctx, fresh, (1,)) if fresh else {}
    return {
        pair.row.what: (
            pair,
            ctx.bulk.send(pair.operation(ctx, paths, 1), label="by itself", read_back=ReadBack.USERS),
        )
        for pair in fresh
        if not pair.exists or pair.subjects[1].key in paths
    }


def with_taken_names(pairs: Sequence[Pair], owner: Pair) -> list[Pair]:
    """Return the pairs with the names of the owner's two resources as the names that are taken."""
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
    """Valid and invalid requests of all methods, each as a single request and in a bulk request.

    They share a bulk request. If it fails as a whole, each has one of its own. Without Bulk, they are single
    requests only.
    """
    rows = [row for row in ALL_ROWS if applies(ctx, row)]
    # Some servers store a name twice, so the resource with the name that is taken belongs to no row.
    owner = paired(ctx, len(rows), OWNER)
    pairs = with_taken_names([paired(ctx, number, row) for number, row in enumerate(rows)], owner)
    if not ctx.has("bulk"):
        send_single_requests(ctx, pairs, owner)
        return
    paths = create(ctx, [*pairs, owner])
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
    separate = send_separately(
        ctx, [pair for pair, (bulk, _) in zip(pairs, places, strict=True) if bulk.lost]
    )
    for pair, single, (bulk, index) in zip(pairs, singles, places, strict=True):
        sent, final = separate.get(pair.row.what, (pair, bulk))
        ctx.add_pair(sent.pair(single, ctx, final, index if final is bulk else 0))
    if last := [*bulk_requests, *(each for _, each in separate.values())]:
        clear(ctx, last[-1].after)
