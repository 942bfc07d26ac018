"""A request needs a valid token of this server and tenant that permits each operation."""

import time

import jwt
import pytest

from conformance.reference.auth import READ, Tokens

CLAIMS = {"tenant": "acme", "scope": "scim:read scim:write"}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def unsigned():
    return jwt.encode(CLAIMS | {"exp": int(time.time()) + 60}, None, algorithm="none")


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer garbage",
        "Basic YTpi",
        f"Bearer {Tokens().issue('acme')}",
        f"Bearer {unsigned()}",
    ],
    ids=["missing", "empty", "no token", "garbage", "other scheme", "other key", "alg none"],
)
def test_invalid_token_returns_401_and_changes_nothing(client, user, authorization):
    response = client.bulk(user("a"), headers={"Authorization": authorization})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["status"] == "401"
    assert client.stored("/Users") == {}


def test_expired_token_returns_401(client, user):
    expired = client.tokens.issue("acme", lifetime=-1)
    assert client.bulk(user("a"), headers=bearer(expired)).status_code == 401


def test_changed_token_returns_401(client, user):
    head, claims, signature = client.tokens.issue("acme").split(".")
    changed = ("B" if signature[0] == "A" else "A") + signature[1:]
    response = client.bulk(user("a"), headers=bearer(f"{head}.{claims}.{changed}"))
    assert response.status_code == 401


@pytest.mark.parametrize("path", ["/Bulk", "/Users", "/ServiceProviderConfig"])
def test_token_of_another_tenant_returns_403(client, path):
    assert client.send("GET", path, headers=bearer(client.tokens.issue("globex"))).status_code == 403


def test_tenants_are_separate(client, user):
    (made,) = client.results(user("a"))
    other = {"tenant": "globex", "headers": bearer(client.tokens.issue("globex"))}
    path = "/Users/" + made["response"]["id"]
    assert client.send("GET", path, **other).status_code == 404
    assert client.statuses({"method": "DELETE", "path": path}, **other) == ["404"]
    assert client.stored("/Users").keys() == {"a"}


def test_unknown_tenant_returns_404(client):
    nobody = client.tokens.issue("nobody")
    assert client.send("GET", "/Users", tenant="nobody", headers=bearer(nobody)).status_code == 404


def test_operations_need_the_write_scope(client, user):
    reader = bearer(client.tokens.issue("acme", scopes=(READ,)))
    assert client.statuses(user("a"), user("b"), headers=reader) == ["403", "403"]
    assert client.send("GET", "/Users", headers=reader).status_code == 200
    assert client.stored("/Users") == {}


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_bulk_endpoint_accepts_only_post(client, method):
    response = client.send(method, "/Bulk", "{}")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", None])
def test_other_media_types_return_415(client, user, media_type):
    response = client.bulk(user("a"), headers={"Content-Type": media_type})
    assert response.status_code == 415
    assert client.stored("/Users") == {}


@pytest.mark.parametrize("media_type", ["application/json", "Application/SCIM+JSON; charset=UTF-8"])
def test_media_type_ignores_case_and_parameters(client, user, media_type):
    assert client.statuses(user("a"), headers={"Content-Type": media_type}) == ["201"]
