"""Jobs and outcomes that are written down by hand, on a store with one user, ann."""

from conformance.law.oracle import Found, Made, Method, Resource, Ruling, Seen, Server, Shape, Step, judge

ANN = Resource("User", "ann", "before")
BEFORE = {"ann": ANN}
ANN_FOUND = Found("User", "ann", "before", label="ann")


def user(bulk_id: str, *refers: str, name: str = "", flawed: bool = False) -> Step:
    pointers = tuple(map(Made, refers))
    return Step(Method.POST, "User", None, bulk_id, name or f"name-{bulk_id}", refers=pointers, flawed=flawed)


def group(bulk_id: str, *refers: str) -> Step:
    return Step(Method.POST, "Group", None, bulk_id, f"name-{bulk_id}", refers=tuple(map(Made, refers)))


def found(step: Step, *refers: str, text: str | None = None) -> Found:
    return Found(step.kind, step.name or "", text, frozenset(refers))


def ruled(steps: list[Step], codes: list[int | None], *left: Found, limit: int | None = None) -> Ruling:
    """Judge an outcome in which ann, who was there before, is left alone unless she is given."""
    there = left if any(each.label == "ann" for each in left) else (ANN_FOUND, *left)
    seen = Seen(200, True, tuple(codes), there)
    return judge(Shape(tuple(steps), limit), BEFORE, seen, Server())


U, G = user("u"), group("g", "u")
