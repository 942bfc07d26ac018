"""The registry of features: what each claim is read from, and that a section can add one."""

import json

import pytest

from conformance.client import features
from conformance.client.discovery import discover
from conformance.client.features import FEATURES, Feature, Published


@pytest.fixture
def discovered(http_server, open_target):
    """Return a function that discovers a server with a ServiceProviderConfig, or without one."""

    def run(config=None):
        def handle(request):
            if config is None or not request.path.startswith("/v2/ServiceProviderConfig"):
                return 404, {}, b""
            return 200, {}, json.dumps(config).encode()

        return discover(open_target(http_server(handle) + "/v2"))

    return run


@pytest.mark.parametrize("name", ["bulk", "patch", "filter", "sort", "etag", "changePassword"])
@pytest.mark.parametrize(
    ("value", "supported"),
    [({"supported": True}, True), ({"supported": False}, False), ({}, None), ({"supported": "true"}, None)],
)
def test_attribute_of_the_configuration_claims_a_feature(discovered, name, value, supported):
    found = discovered({name: value}).feature(name)
    assert found.supported is supported
    assert name in found.reason


@pytest.mark.parametrize(
    ("config", "supported"),
    [
        ({"pagination": {"cursor": True, "index": True}}, True),
        ({"pagination": {"cursor": False, "index": True}}, False),
        ({"pagination": {"index": True}}, False),
        ({"patch": {"supported": True}}, False),
        ({"pagination": {"cursor": "yes"}}, None),
        (None, None),
    ],
)
def test_cursor_pagination_is_claimed_by_a_boolean_of_its_own(discovered, config, supported):
    assert discovered(config).feature("cursor").supported is supported


def test_support_of_me_is_unknown_before_a_request(discovered):
    assert discovered({"me": {"supported": True}}).feature("me").supported is None


def test_report_lists_every_feature_with_its_reason(discovered):
    document = discovered({"sort": {"supported": True}}).document()
    assert set(FEATURES) <= document.keys()
    assert document["sort"] == {
        "supported": True,
        "reason": "sort.supported is true in /ServiceProviderConfig",
        "exchange": 1,
    }


def test_section_can_add_a_feature_to_the_registry(discovered):
    def roles(published: Published) -> Feature:
        return Feature("roles" in published.document, "roles are listed", published.config.n)

    features.add("roles", roles)
    try:
        assert discovered({"roles": []}).feature("roles").supported is True
        assert discovered({}).document()["roles"]["supported"] is False
        with pytest.raises(ValueError, match="'roles' already"):
            features.add("roles", roles)
    finally:
        del FEATURES["roles"]


def test_replacing_a_feature_leaves_the_others_unchanged(discovered):
    claimed = discovered({"bulk": {"supported": True}})
    blocked = Feature(True, "it says so", blocked="every request fails")
    found = claimed.having(bulk=blocked)
    assert found.feature("bulk") is blocked
    assert not found.feature("bulk").usable
    assert found.feature("sort") is claimed.feature("sort")
    assert found.document()["bulk"]["blocked"] == "every request fails"
