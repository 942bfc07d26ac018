"""Helpers for hand-written requests and outcomes, on a store with one user, ann."""

from conformance.oracle.bulk import (
    Created,
    Found,
    JobModel,
    Method,
    Observed,
    OperationModel,
    OracleResult,
    Resource,
    Server,
    judge,
)

ANN = Resource("User", "ann", "before")
BEFORE = {"ann": ANN}
ANN_FOUND = Found("User", "ann", "before", label="ann")


def user(bulk_id: str, *refers: str, name: str = "", flawed: bool = False) -> OperationModel:
    pointers = tuple(map(Created, refers))
    return OperationModel(
        Method.POST, "User", None, bulk_id, name or f"name-{bulk_id}", refers=pointers, flawed=flawed
    )


def group(bulk_id: str, *refers: str) -> OperationModel:
    return OperationModel(
        Method.POST, "Group", None, bulk_id, f"name-{bulk_id}", refers=tuple(map(Created, refers))
    )


def found(step: OperationModel, *refers: str, text: str | None = None) -> Found:
    return Found(step.kind, step.name or "", text, frozenset(refers))


def ruled(
    steps: list[OperationModel], codes: list[int | None], *left: Found, limit: int | None = None
) -> OracleResult:
    """Judge an outcome in which ann is stored unchanged, unless `left` contains her."""
    there = left if any(each.label == "ann" for each in left) else (ANN_FOUND, *left)
    seen = Observed(200, True, tuple(codes), there)
    return judge(JobModel(tuple(steps), limit), BEFORE, seen, Server())


U, G = user("u"), group("g", "u")
