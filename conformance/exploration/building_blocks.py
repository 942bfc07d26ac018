"""Small groups of related operations, from which bulk requests are generated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from conformance.oracle.bulk import Absent, Created, Existing, Method, OperationModel, Pointer, Version

BULK_IDS = ("1", "10", "a", "A1", "bulkId", "qwerty", "a-b", "2f8c", "first", "zz", "100", "a-b-c")
"""The bulkIds of generated requests; some are prefixes of others, or resemble other words."""

UNDEFINED = "undefined"
"""A bulkId that no operation of a generated request defines."""

Steps = list[OperationModel]


@dataclass
class JobBuilder:
    """Builds the model of a bulk request, with unique names, texts and bulkIds.

    Args:
        draw: The draw function of Hypothesis.
        stored: The resource types of the stored resources, by label.
        links: The resource types of the server, each with the types to which it can refer.
        patch: The server supports PATCH.
        versions: The server supports versions.
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
        """Draw a Boolean; False is simpler."""
        return self.draw(st.booleans())

    def post(self, kind: str, *refers: Pointer) -> OperationModel:
        """Return a POST with a unique name and bulkId."""
        number, self.count = self.count, self.count + 1
        bulk_id = BULK_IDS[number] if number < len(BULK_IDS) else f"more{number}"
        text = f"text{number}" if kind == "User" else None
        return OperationModel(Method.POST, kind, None, bulk_id, f"new{number}", text, refers)

    def change(
        self, method: Method, kind: str, on: Pointer, *refers: Pointer, version: Version | None = None
    ) -> OperationModel:
        """Return a PUT, PATCH or DELETE; it sets a unique text if it can."""
        number, self.count = self.count, self.count + 1
        text = f"text{number}" if kind == "User" and method is not Method.DELETE else None
        return OperationModel(method, kind, on, f"change{number}", text=text, refers=refers, version=version)

    def one_stored(self, kind: str) -> Existing | None:
        """Draw one of the stored resources; None if there is none of that type."""
        labels = [label for label, each in self.stored.items() if each == kind]
        return Existing(self.draw(st.sampled_from(labels))) if labels else None

    def can_refer(self, kind: str, to: str = "User") -> bool:
        """Return whether resources of a type can refer to those of another."""
        return to in self.links.get(kind, ())


def made(step: OperationModel) -> Created:
    """Return a reference to the resource that a POST creates."""
    return Created(step.bulk_id or "")


def _one(builder: JobBuilder) -> Steps:
    return [builder.post("User")]


def _members(builder: JobBuilder) -> Steps:
    users = [builder.post("User") for _ in range(builder.draw(st.integers(1, 3)))]
    group = builder.post("Group", *map(made, users))
    return [group, *users] if builder.chance() else [*users, group]


def _manager(builder: JobBuilder) -> Steps:
    boss = builder.post("User")
    clerk = builder.post("User", made(boss))
    return [clerk, boss] if builder.chance() else [boss, clerk]


def _nested(builder: JobBuilder) -> Steps:
    inner = builder.post("Group")
    outer = [builder.post("Group", made(inner)) for _ in range(2)]
    top = builder.post("Group", *map(made, outer))
    return [top, *outer, inner] if builder.chance() else [inner, *outer, top]


def _ring(kind: str) -> Callable[[JobBuilder], Steps]:
    def ring(builder: JobBuilder) -> Steps:
        posts = [builder.post(kind) for _ in range(builder.draw(st.integers(1, 4)))]
        closed = zip(posts, posts[1:] + posts[:1], strict=True)
        found = [replace(post, refers=(made(following),)) for post, following in closed]
        return [*found, builder.post(kind, made(posts[0]))] if builder.chance() else found

    return ring


def _undefined_reference(builder: JobBuilder) -> Steps:
    kind = "Group" if builder.can_refer("Group") and not builder.chance() else "User"
    return [builder.post(kind, Created(UNDEFINED))] if builder.can_refer(kind) else []


def _taken(builder: JobBuilder) -> Steps:
    held = builder.one_stored("User")
    return [replace(builder.post("User"), name=held.label)] if held else []


def _duplicate_name(builder: JobBuilder) -> Steps:
    first, second = builder.post("User"), builder.post("User")
    return [first, replace(second, name=first.name)]


def _duplicate_bulk_id(builder: JobBuilder) -> Steps:
    first, second = builder.post("User"), builder.post("User")
    pairs = [first, replace(second, bulk_id=first.bulk_id)]
    refers = builder.can_refer("Group") and builder.chance()
    return [*pairs, builder.post("Group", made(first))] if refers else pairs


def _flawed(builder: JobBuilder) -> Steps:
    held = builder.one_stored("User")
    if held and builder.chance():
        return [replace(builder.change(Method.PUT, "User", held), flawed=True)]
    return [replace(builder.post("User"), flawed=True)]


def _reference_to_failed(builder: JobBuilder) -> Steps:
    failing = (_taken(builder) or _flawed_post(builder)) if builder.chance() else _flawed_post(builder)
    kind = "Group" if builder.can_refer("Group") else "User"
    depending = builder.post(kind, made(failing[0])) if builder.can_refer(kind) else builder.post(kind)
    return [depending, *failing] if builder.chance() else [*failing, depending]


def _flawed_post(builder: JobBuilder) -> Steps:
    return [replace(builder.post("User"), flawed=True)]


def _changes(builder: JobBuilder) -> Steps:
    held = builder.one_stored("User")
    methods = [Method.PUT, *([Method.PATCH] if builder.patch else [])]
    count = builder.draw(st.integers(1, 3))
    drawn = [builder.draw(st.sampled_from(methods)) for _ in range(count)]
    return [builder.change(method, "User", held) for method in drawn] if held else []


def _reference_in_change(builder: JobBuilder) -> Steps:
    group = builder.one_stored("Group")
    user = builder.one_stored("User")
    new = builder.post("User")
    if group is not None and (user is None or not builder.chance()):
        method = Method.PATCH if builder.patch and not builder.chance() else Method.PUT
        others = [builder.post("User")] if builder.chance() else []
        change = builder.change(method, "Group", group, made(new), *map(made, others))
        return [change, new, *others] if builder.chance() else [new, *others, change]
    if user is None or not builder.can_refer("User"):
        return [new]
    change = builder.change(Method.PUT, "User", user, made(new))
    return [change, new] if builder.chance() else [new, change]


def _deletion(builder: JobBuilder) -> Steps:
    held = builder.one_stored("User")
    if held is None:
        return []
    delete = builder.change(Method.DELETE, "User", held)
    after = builder.draw(st.sampled_from(("nothing", "again", "change", "new")))
    if after == "new":
        return [delete, replace(builder.post("User"), name=held.label)]
    if after == "nothing":
        return [delete]
    method = Method.DELETE if after == "again" else Method.PUT
    return [delete, builder.change(method, "User", held)]


def _by_path(builder: JobBuilder) -> Steps:
    new = builder.post("User")
    methods = [*([Method.PATCH] if builder.patch else []), Method.PUT, Method.DELETE]
    change = builder.change(builder.draw(st.sampled_from(methods)), "User", made(new))
    return [change, new] if builder.draw(st.integers(0, 3)) == 3 else [new, change]


def _absent(builder: JobBuilder) -> Steps:
    method = builder.draw(st.sampled_from((Method.DELETE, Method.PUT)))
    return [builder.change(method, "User", Absent())]


def _versions(builder: JobBuilder) -> Steps:
    held = builder.one_stored("User")
    if held is None or not builder.versions:
        return []
    methods = [Method.PUT, Method.DELETE, *([Method.PATCH] if builder.patch else [])]
    versions = builder.draw(st.lists(st.sampled_from(Version), min_size=1, max_size=2))
    return [
        builder.change(builder.draw(st.sampled_from(methods)), "User", held, version=version)
        for version in versions
    ]


ALWAYS: tuple[Callable[[JobBuilder], Steps], ...] = (
    *(_one, _taken, _flawed, _changes, _deletion, _by_path, _absent, _versions),
    *(_duplicate_name, _duplicate_bulk_id, _undefined_reference, _reference_to_failed, _reference_in_change),
)
"""Building blocks for every server; the simplest comes first."""


def building_blocks(links: Mapping[str, Sequence[str]]) -> list[Callable[[JobBuilder], Steps]]:
    """Return the building blocks that the resource types of a server permit."""
    found = [*ALWAYS]
    if "User" in links.get("User", ()):
        found += [_manager, _ring("User")]
    if "User" in links.get("Group", ()):
        found += [_members, _members]
    if "Group" in links.get("Group", ()):
        found += [_nested, _ring("Group"), _ring("Group")]
    return found
