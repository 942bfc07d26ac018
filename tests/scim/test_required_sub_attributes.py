"""References get the sub-attributes that a server requires."""

from typing import Any

import pytest

from conformance.scim.required_sub_attributes import completed

TYPED = {"type": "User", "value": "1"}


def parts(value: str) -> dict[str, Any]:
    return {"type": "Group" if value.startswith("g") else "User"}


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"members": [{"value": "1"}], "name": "a"}, {"members": [TYPED], "name": "a"}),
        ({"MEMBERS": [{"value": "g2"}]}, {"MEMBERS": [{"type": "Group", "value": "g2"}]}),
        ({"members": [{"value": "1", "type": "mine"}]}, {"members": [{"value": "1", "type": "mine"}]}),
        ({"others": [{"value": "1"}]}, {"others": [{"value": "1"}]}),
        ({"members": [{"display": "no value"}, 5]}, {"members": [{"display": "no value"}, 5]}),
        ({"members": "1"}, {"members": "1"}),
        (None, None),
        ([], []),
    ],
)
def test_only_references_of_a_resource_are_completed(sent: object, wanted: object) -> None:
    assert completed(sent, "members", parts) == wanted


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"path": "members", "value": [{"value": "1"}]}, {"path": "members", "value": [TYPED]}),
        ({"value": {"members": [{"value": "1"}]}}, {"value": {"members": [TYPED]}}),
        ({"path": "others", "value": [{"value": "1"}]}, {"path": "others", "value": [{"value": "1"}]}),
        (
            {"op": "remove", "path": 'members[value eq "1"]'},
            {"op": "remove", "path": 'members[value eq "1"]'},
        ),
        ("no change", "no change"),
    ],
)
def test_only_references_of_a_patch_are_completed(sent: object, wanted: object) -> None:
    assert completed({"Operations": [sent]}, "members", parts) == {"Operations": [wanted]}
