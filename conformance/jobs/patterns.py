"""Small groups of operations that belong together: what generated jobs are woven from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from conformance.law.oracle import Absent, Existing, Made, Method, Pointer, Step, Version

BULK_IDS = ("1", "10", "a", "A1", "bulkId", "qwerty", "a-b", "2f8c", "first", "zz", "100", "a-b-c")
"""BulkIds of generated jobs: some begin like others, or could be taken for something else."""

NOBODY = "nobody"
"""A bulkId that no operation of a generated job has."""

Steps = list[Step]


@dataclass
class Draft:
    """A job while it is put together: it hands out names, texts and bulkIds that are used once.

    Args:
        draw: Given by Hypothesis.
        stored: Resource type of what is stored before, by label.
        links: Resource types that the server has, each with those that it can refer to.
        patch: The server knows PATCH.
        versions: The server has versions.
    """

    draw: st.DrawFn
    stored: Mapping[str, str]
    links: Mapping[str, Sequence[str]]
    patch: bool
    versions: bool
    count: int = 0

    def one_of(self, *choices: Pointer) -> Pointer:
        """Draw one of several pointers; the first is the simplest."""
        return self.draw(st.sampled_from(choices))

    def chance(self) -> bool:
        """Draw yes or no; no is simpler."""
        return self.draw(st.booleans())

    def post(self, kind: str, *refers: Pointer) -> Step:
        """Return a POST with a name and a bulkId of its own."""
        number, self.count = self.count, self.count + 1
        bulk_id = BULK_IDS[number] if number < len(BULK_IDS) else f"more{number}"
        text = f"text{number}" if kind == "User" else None
        return Step(Method.POST, kind, None, bulk_id, f"new{number}", text, refers)

    def change(
        self, method: Method, kind: str, on: Pointer, *refers: Pointer, version: Version | None = None
    ) -> Step:
        """Return a PUT, PATCH or DELETE; it sets a text of its own where it can."""
        number, self.count = self.count, self.count + 1
        text = f"text{number}" if kind == "User" and method is not Method.DELETE else None
        return Step(method, kind, on, f"change{number}", text=text, refers=refers, version=version)

    def one_stored(self, kind: str) -> Existing | None:
        """Draw one of the resources that are stored before; None where there is none of that type."""
        labels = [label for label, each in self.stored.items() if each == kind]
        return Existing(self.draw(st.sampled_from(labels))) if labels else None

    def can_refer(self, kind: str, to: str = "User") -> bool:
        """Tell whether resources of a type can refer to those of another."""
        return to in self.links.get(kind, ())


def made(step: Step) -> Made:
    """Point at what a POST makes."""
    return Made(step.bulk_id or "")


def _one(draft: Draft) -> Steps:
    return [draft.post("User")]


def _members(draft: Draft) -> Steps:
    users = [draft.post("User") for _ in range(draft.draw(st.integers(1, 3)))]
    group = draft.post("Group", *map(made, users))
    return [group, *users] if draft.chance() else [*users, group]


def _manager(draft: Draft) -> Steps:
    boss = draft.post("User")
    clerk = draft.post("User", made(boss))
    return [clerk, boss] if draft.chance() else [boss, clerk]


def _nested(draft: Draft) -> Steps:
    inner = draft.post("Group")
    outer = [draft.post("Group", made(inner)) for _ in range(2)]
    top = draft.post("Group", *map(made, outer))
    return [top, *outer, inner] if draft.chance() else [inner, *outer, top]


def _ring(kind: str) -> Callable[[Draft], Steps]:
    def ring(draft: Draft) -> Steps:
        posts = [draft.post(kind) for _ in range(draft.draw(st.integers(1, 4)))]
        closed = zip(posts, posts[1:] + posts[:1], strict=True)
        found = [replace(post, refers=(made(following),)) for post, following in closed]
        return [*found, draft.post(kind, made(posts[0]))] if draft.chance() else found

    return ring


def _to_nobody(draft: Draft) -> Steps:
    kind = "Group" if draft.can_refer("Group") and not draft.chance() else "User"
    return [draft.post(kind, Made(NOBODY))] if draft.can_refer(kind) else []


def _taken(draft: Draft) -> Steps:
    held = draft.one_stored("User")
    return [replace(draft.post("User"), name=held.label)] if held else []


def _twice_the_name(draft: Draft) -> Steps:
    first, second = draft.post("User"), draft.post("User")
    return [first, replace(second, name=first.name)]


def _twice_the_bulk_id(draft: Draft) -> Steps:
    first, second = draft.post("User"), draft.post("User")
    twins = [first, replace(second, bulk_id=first.bulk_id)]
    refers = draft.can_refer("Group") and draft.chance()
    return [*twins, draft.post("Group", made(first))] if refers else twins


def _flawed(draft: Draft) -> Steps:
    held = draft.one_stored("User")
    if held and draft.chance():
        return [replace(draft.change(Method.PUT, "User", held), flawed=True)]
    return [replace(draft.post("User"), flawed=True)]


def _to_failed(draft: Draft) -> Steps:
    failing = (_taken(draft) or _flawed_post(draft)) if draft.chance() else _flawed_post(draft)
    kind = "Group" if draft.can_refer("Group") else "User"
    depending = draft.post(kind, made(failing[0])) if draft.can_refer(kind) else draft.post(kind)
    return [depending, *failing] if draft.chance() else [*failing, depending]


def _flawed_post(draft: Draft) -> Steps:
    return [replace(draft.post("User"), flawed=True)]


def _changes(draft: Draft) -> Steps:
    held = draft.one_stored("User")
    methods = [Method.PUT, *([Method.PATCH] if draft.patch else [])]
    count = draft.draw(st.integers(1, 3))
    drawn = [draft.draw(st.sampled_from(methods)) for _ in range(count)]
    return [draft.change(method, "User", held) for method in drawn] if held else []


def _reference_in_change(draft: Draft) -> Steps:
    group = draft.one_stored("Group")
    user = draft.one_stored("User")
    new = draft.post("User")
    if group is not None and (user is None or not draft.chance()):
        method = Method.PATCH if draft.patch and not draft.chance() else Method.PUT
        others = [draft.post("User")] if draft.chance() else []
        change = draft.change(method, "Group", group, made(new), *map(made, others))
        return [change, new, *others] if draft.chance() else [new, *others, change]
    if user is None or not draft.can_refer("User"):
        return [new]
    change = draft.change(Method.PUT, "User", user, made(new))
    return [change, new] if draft.chance() else [new, change]


def _deletion(draft: Draft) -> Steps:
    held = draft.one_stored("User")
    if held is None:
        return []
    delete = draft.change(Method.DELETE, "User", held)
    after = draft.draw(st.sampled_from(("nothing", "again", "change", "new")))
    if after == "new":
        return [delete, replace(draft.post("User"), name=held.label)]
    if after == "nothing":
        return [delete]
    method = Method.DELETE if after == "again" else Method.PUT
    return [delete, draft.change(method, "User", held)]


def _by_path(draft: Draft) -> Steps:
    new = draft.post("User")
    methods = [*([Method.PATCH] if draft.patch else []), Method.PUT, Method.DELETE]
    change = draft.change(draft.draw(st.sampled_from(methods)), "User", made(new))
    return [change, new] if draft.draw(st.integers(0, 3)) == 3 else [new, change]


def _absent(draft: Draft) -> Steps:
    method = draft.draw(st.sampled_from((Method.DELETE, Method.PUT)))
    return [draft.change(method, "User", Absent())]


def _versions(draft: Draft) -> Steps:
    held = draft.one_stored("User")
    if held is None or not draft.versions:
        return []
    methods = [Method.PUT, Method.DELETE, *([Method.PATCH] if draft.patch else [])]
    versions = draft.draw(st.lists(st.sampled_from(Version), min_size=1, max_size=2))
    return [
        draft.change(draft.draw(st.sampled_from(methods)), "User", held, version=version)
        for version in versions
    ]


ALWAYS: tuple[Callable[[Draft], Steps], ...] = (
    *(_one, _taken, _flawed, _changes, _deletion, _by_path, _absent, _versions),
    *(_twice_the_name, _twice_the_bulk_id, _to_nobody, _to_failed, _reference_in_change),
)
"""Patterns for any server; the simplest comes first."""


def patterns(links: Mapping[str, Sequence[str]]) -> list[Callable[[Draft], Steps]]:
    """Return the patterns that a server's resource types allow."""
    found = [*ALWAYS]
    if "User" in links.get("User", ()):
        found += [_manager, _ring("User")]
    if "User" in links.get("Group", ()):
        found += [_members, _members]
    if "Group" in links.get("Group", ()):
        found += [_nested, _ring("Group"), _ring("Group")]
    return found
