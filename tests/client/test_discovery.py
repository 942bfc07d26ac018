import json

import pytest

from conformance.client.discovery import discover
from conformance.scim.attributes import Attribute
from conformance.scim.bulk_request import ENTERPRISE_USER, GROUP, USER
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES, Extension, ResourceType

CONFIG = {
    "bulk": {"supported": True, "maxOperations": 1000, "maxPayloadSize": 1048576},
    "patch": {"supported": True},
    "filter": {"supported": False, "maxResults": 0},
    "etag": {"supported": False},
}
USERS = {
    "name": "User",
    "endpoint": "/Users",
    "schema": USER,
    "schemaExtensions": [{"schema": ENTERPRISE_USER, "required": False}],
}
GROUPS = {"name": "Group", "endpoint": "/Groups", "schema": GROUP}


def listed(*resources):
    return {"totalResults": len(resources), "Resources": resources}


def endpoints(capabilities):
    return [each.endpoint for each in capabilities.resource_types]


@pytest.fixture
def discovered(http_server, open_target):
    """Return a function that discovers a server with the given documents; bytes are sent unchanged."""

    def run(config=None, types=None, schemas=None):
        documents = {"/v2/ServiceProviderConfig": config, "/v2/ResourceTypes": types, "/v2/Schemas": schemas}

        def handle(request):
            document = documents.get(request.path.partition("?")[0])
            if document is None:
                return 404, {}, b"<html>Not here</html>"
            return 200, {}, document if isinstance(document, bytes) else json.dumps(document).encode()

        return discover(open_target(http_server(handle) + "/v2"))

    return run


def test_claims_of_the_server_are_used(discovered):
    found = discovered(CONFIG, listed(USERS, GROUPS), listed({"id": USER, "attributes": []}))
    requires = ("bulk", "patch", "filter", "etag", "users", "groups", "enterprise")
    assert [found.feature(feature).supported for feature in requires] == [
        True,
        True,
        False,
        False,
        True,
        True,
        True,
    ]
    assert found.feature("etag").reason == "etag.supported is false in /ServiceProviderConfig"
    assert (found.max_operations, found.max_payload_size) == (1000, 1048576)
    assert found.resource_types.users.extensions == (Extension(ENTERPRISE_USER),)
    assert list(found.schemas) == [USER]
    assert [found.config.n, found.types.n, found.schemas_exchange.n] == [1, 2, 3]
    assert found.feature("bulk").exchange == 1


def test_server_without_discovery_has_the_defaults_of_the_rfc(discovered):
    found = discovered()
    for feature in ("bulk", "patch", "filter", "etag", "users", "groups", "enterprise"):
        assert found.feature(feature).supported is None
        assert "got HTTP 404" in found.feature(feature).reason
    assert found.resource_types == DEFAULT_RESOURCE_TYPES
    assert (found.max_operations, found.max_payload_size, dict(found.schemas)) == (None, None, {})


def test_unlisted_resource_type_is_not_supported_with_a_reason(discovered):
    found = discovered(CONFIG, listed({**USERS, "schemaExtensions": []}))
    assert found.feature("groups").supported is False
    assert "lists only /Users" in found.feature("groups").reason
    assert found.feature("enterprise").supported is False
    assert "no extension" in found.feature("enterprise").reason


@pytest.mark.parametrize(
    "noise",
    [
        b"<html>login</html>",
        b"",
        b"\xff\xfe",
        b"null",
        b"3",
        b'"bulk"',
        b"[" * 5000,
        b"[null, 3, []]",
        b'{"Resources": 3}',
        b'{"Resources": [null, "x", {"endpoint": 3, "schema": [], "id": {}}]}',
        b'{"bulk": true, "patch": [], "etag": {"supported": "yes"}, "filter": null}',
        b'{"bulk": {"supported": null, "maxOperations": {}, "maxPayloadSize": true}}',
        b'{"totalResults": "many", "Resources": [{"endpoint": "://"}]}',
    ],
)
def test_invalid_response_leads_to_defaults(discovered, noise):
    found = discovered(noise, noise, noise)
    assert {found.feature(feature).supported for feature in ("bulk", "patch", "etag", "users", "groups")} == {
        None
    }
    assert found.resource_types == DEFAULT_RESOURCE_TYPES
    assert (found.max_operations, found.max_payload_size) == (None, None)


def test_array_is_read_as_a_list_response(discovered):
    found = discovered([CONFIG], [USERS, GROUPS], [{"id": USER}])
    assert found.feature("bulk").supported is True
    assert endpoints(found) == ["/Users", "/Groups"]
    assert list(found.schemas) == [USER]


def test_attribute_names_are_read_in_any_letter_case(discovered):
    config = {"Bulk": {"SUPPORTED": True, "maxoperations": "50"}}
    found = discovered(config, {"resources": [{"EndPoint": "/Users", "Schema": USER.upper()}]})
    assert (found.feature("bulk").supported, found.max_operations, found.feature("users").supported) == (
        True,
        50,
        True,
    )


@pytest.mark.parametrize("limit", [0, -1, True, "many", 1.5, None])
def test_limit_that_is_not_positive_is_ignored(discovered, limit):
    assert discovered({"bulk": {"supported": True, "maxOperations": limit}}).max_operations is None


@pytest.mark.parametrize("endpoint", ["Users", "/Users/", "/v2/Users", "{base}/Users", " /Users"])
def test_endpoint_may_be_absolute_or_relative(http_server, open_target, endpoint):
    def handle(request):
        entry = {**USERS, "endpoint": endpoint.replace("{base}", f"http://{request.headers['Host']}/v2")}
        return 200, {}, json.dumps(listed(entry)).encode()

    assert endpoints(discover(open_target(http_server(handle) + "/v2"))) == ["/Users"]


DEVICE = {
    "name": "Device",
    "endpoint": "/Devices",
    "schema": "urn:device",
    "schemaExtensions": [{"schema": "urn:lease", "required": True}],
}
DEVICE_SCHEMAS = (
    {"id": "urn:DEVICE", "attributes": [{"name": "label", "required": True}, {"name": "remark"}]},
    {"id": "urn:lease", "attributes": [{"name": "until", "type": "dateTime", "returned": "request"}]},
)


def test_every_listed_type_has_the_attributes_of_its_schemas(discovered):
    found = discovered(CONFIG, listed(USERS, GROUPS, DEVICE), listed(*DEVICE_SCHEMAS)).resource_types
    assert [each.name for each in found] == ["User", "Group", "Device"]
    (device,) = found.others
    assert device == ResourceType(
        "Device",
        "/Devices",
        "urn:device",
        (Extension("urn:lease", True, (Attribute("until", "dateTime", returned="request"),)),),
        (Attribute("label", required=True), Attribute("remark")),
        "label",
        "remark",
    )
    assert found.of("/Devices/1") is device
    assert found.of("/Sites/1") is None


def test_schema_of_default_types_is_read_too(discovered):
    schema = {"id": USER, "attributes": [{"name": "userName"}, {"name": "displayName", "required": True}]}
    found = discovered(CONFIG, None, listed(schema)).resource_types
    assert found.listed == ()
    assert found.users.attributes == (Attribute("userName"), Attribute("displayName", required=True))


def test_extensions_may_be_urns_without_an_object(discovered):
    found = discovered(None, listed({**USERS, "schemaExtensions": [ENTERPRISE_USER, 3, None]}))
    assert found.feature("enterprise").supported is True


def test_all_pages_of_a_list_are_read(http_server, open_target):
    def handle(request):
        if "ResourceTypes" not in request.path:
            return 404, {}, b""
        entry = GROUPS if "startIndex=2" in request.path else USERS
        return 200, {}, json.dumps({"totalResults": 2, "Resources": [entry]}).encode()

    assert endpoints(discover(open_target(http_server(handle)))) == ["/Users", "/Groups"]


def test_list_that_repeats_its_first_page_ends(http_server, open_target):
    def handle(_):
        return 200, {}, json.dumps({"totalResults": 99, "Resources": [USERS]}).encode()

    target = open_target(http_server(handle))
    assert endpoints(discover(target)) == ["/Users"]
    assert target.requests == 5


def test_unknown_feature_is_an_error(discovered):
    with pytest.raises(KeyError, match="teleport"):
        discovered().feature("teleport")
