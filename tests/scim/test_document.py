"""The free text of a resource, apart from values that a server derives from others."""

import pytest

from conformance.scim.bulk_request import ENTERPRISE_USER
from conformance.scim.document import own_text, pointer

NAMED = {"displayName": "text3", "userName": "new3@example.com"}


@pytest.mark.parametrize(
    "shown",
    [
        {ENTERPRISE_USER: {"manager": {"value": "1", "displayName": "text3"}}},
        {"members": [{"value": "1", "display": "text3"}]},
        {"groups": [{"value": "2", "display": "other"}, {"value": "3", "Display": "text3"}]},
    ],
)
def test_text_is_found_although_a_reference_shows_the_same_text(shown):
    assert own_text({**NAMED, **shown}, "displayName") == "text3"


@pytest.mark.parametrize("shown", [{"name": {"givenName": "text3"}}, {"nickName": "a text3"}])
def test_text_derived_from_other_values_is_ignored(shown):
    assert own_text({**NAMED, **shown}, "displayName") is None


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((), ""),
        (("Operations", 1, "location"), "/operations/1/Location"),
        (("Operations", 1, "status", "code"), "/operations/1"),
        (("Operations", 2), "/operations"),
        (("a/b~",), "/a~1b~0"),
        (("missing", 0), ""),
    ],
)
def test_pointer_is_to_the_deepest_part_that_exists(path, found):
    assert pointer({"operations": [{}, {"Location": "/Users/1"}], "a/b~": 1}, *path) == found
