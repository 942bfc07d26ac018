"""What of a resource is its own, and what a server has made of the rest of it."""

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
def test_a_text_is_a_resources_own_whoever_it_refers_to_and_itself_as_well(shown):
    assert own_text({**NAMED, **shown}, "displayName") == "text3"


@pytest.mark.parametrize("shown", [{"name": {"givenName": "text3"}}, {"nickName": "a text3"}])
def test_a_text_that_other_values_of_the_resource_make_up_is_not_its_own(shown):
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
