"""Jobs and outcomes that are written down by hand, on a store with one user, ann."""

from conformance.oracle.bulk import (
    Found,
    JobModel,
    Made,
    Method,
    OperationModel,
    OracleResult,
    Resource,
    Seen,
    Server,
    judge,
)

ANN = Resource("User", "ann", "before")
BEFORE = {"ann": ANN}
ANN_FOUND = Found("User", "ann", "before", label="ann")


def user(bulk_id: str, *refers: str, name: str = "", flawed: bool = False) -> OperationModel:
    pointers = tuple(map(Made, refers))
    return OperationModel(
        Method.POST, "User", None, bulk_id, name or f"name-{bulk_id}", refers=pointers, flawed=flawed
    )


def group(bulk_id: str, *refers: str) -> OperationModel:
    return OperationModel(
        Method.POST, "Group", None, bulk_id, f"name-{bulk_id}", refers=tuple(map(Made, refers))
    )


def found(step: OperationModel, *refers: str, text: str | None = None) -> Found:
    return Found(step.kind, step.name or "", text, frozenset(refers))


def ruled(
    steps: list[OperationModel], codes: list[int | None], *left: Found, limit: int | None = None
) -> OracleResult:
    """Judge an outcome in which ann, who was there before, is left alone unless she is given."""
    there = left if any(each.label == "ann" for each in left) else (ANN_FOUND, *left)
    seen = Seen(200, True, tuple(codes), there)
    return judge(JobModel(tuple(steps), limit), BEFORE, seen, Server())


U, G = user("u"), group("g", "u")
