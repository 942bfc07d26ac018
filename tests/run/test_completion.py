"""Members of groups with the sub-attributes that a server requires."""

from types import SimpleNamespace
from typing import Any, cast

from conformance.client.discovery import Capabilities
from conformance.scenario.completion import Completion
from conformance.scim.bulk_request import Job, Operation, ref
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES
from conformance.scim.resources import group, user

TYPE = {"name": "type", "required": True, "canonicalValues": ["User", "Group"]}
VALUE = {"name": "value", "required": True}
PATHS = ("/Users/1", "/Groups/2")


def completer(*parts: dict[str, Any]) -> Completion:
    """Return a completer for a server whose schema has these sub-attributes of members."""
    definition = {"name": "members", "subAttributes": list(parts)}
    said = SimpleNamespace(resource_types=DEFAULT_RESOURCE_TYPES, attribute=lambda *_: definition)
    return Completion(cast(Capabilities, said))


def types(data: Any) -> list[str]:
    return [member["type"] for member in data["members"]]


def test_member_types_come_from_the_job_and_from_stored_resources() -> None:
    refers = group("outer", ref("late"), ref("inner"), "1", "2", "unknown")
    operations = (
        Operation("POST", "/Groups", "outer", refers),
        Operation("POST", "/Groups", "inner", group("inner")),
        Operation("POST", "/Users", "late", user("late")),
        Operation("DELETE", "/Users/1"),
    )
    outer, *others = completer(TYPE, VALUE).job(Job(operations), PATHS).operations
    assert types(outer.data) == ["User", "Group", "User", "Group", "User"]
    assert others == [*operations[1:]]


def test_required_ref_is_the_url_of_the_member() -> None:
    completed = completer(VALUE, {"name": "$ref", "required": True}).data(group("outer", "2"), PATHS)
    assert completed["members"] == [{"value": "2", "$ref": "../Groups/2"}]


def test_job_is_unchanged_without_required_attributes() -> None:
    job = Job((Operation("POST", "/Groups", "outer", group("outer", "1")),))
    assert completer(VALUE, {**TYPE, "required": False}).job(job, PATHS) is job
