"""The server that settings name: a URL or an application, a tenant and another one."""

import pytest

from conformance.settings import OtherTenant, Secret, is_loopback
from tests.settings.giving import refused, settings


def test_a_url_loses_its_trailing_slash():
    assert settings(url="http://localhost:8080/v2//").url == "http://localhost:8080/v2"


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("localhost:8080", "in full"),
        ("ftp://localhost", "in full"),
        ("http://", "in full"),
        ("http://local host/", "in full"),
        ("http://localhost:99999999/", "port"),
        ("http://[::1", "host and port"),
        ("http://localhost/v2?a b", "percent-encode"),
        ("http://localhost/v2?a#top", "fragment"),
        ("http://localhost/v2#top", "query"),
        ("http://localhost/{tenant}/v2", "only placeholder"),
        ("http://localhost/v2/Bulk", "without /Bulk"),
        ("/v2", "an app that serves it"),
    ],
)
def test_a_url_that_cannot_be_a_base_is_refused_with_a_next_step(url, hint):
    assert hint in refused(url=url)


def test_credentials_in_a_url_are_refused_and_not_shown():
    message = refused(url="http://anna:hunter2@localhost/")
    assert "--scim-basic-env" in message
    assert "hunter2" not in message


def test_the_tenant_fills_its_place():
    url = "http://localhost/tenants/{tenant_id}/v2"
    assert settings(url=url, tenant="a/b").url == "http://localhost/tenants/a%2Fb/v2"
    assert "--scim-tenant" in refused(url=url)
    assert "'a'" in refused(url="http://localhost", tenant="a")


@pytest.mark.parametrize(
    "url", ["https://scim.example.com/v2", "http://10.0.0.1", "http://localhost.example.com"]
)
def test_another_machine_is_only_written_to_when_told_to(url):
    message = refused(url=url)
    told = (url, "creates some hundred test users and groups", "scimconf-", "deletes them", "--dry-run")
    assert [words for words in (*told, "--scim-allow-writes") if words not in message] == []
    assert settings(url=url, allow_writes=True).url == url


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]", "api.localhost"])
def test_this_machine_is_written_to(host):
    assert is_loopback(settings(url=f"http://{host}:1/v2").url)


def test_an_app_is_asked_in_this_process():
    assert settings(app="shop.web:app").url == "http://localhost"
    assert settings(app="shop.web:app", url="/scim/v2/").url == "http://localhost/scim/v2"


def test_url_and_app_exclude_each_other_unless_one_place_is_stronger():
    message = refused(url="http://localhost", app="shop:app")
    assert "--scim-url" in message
    assert "--scim-app" in message
    found = settings(ini={"app": "shop:app"}, url="http://localhost")
    assert (found.url, found.app) == ("http://localhost", "")
    found = settings(ini={"url": "https://far.example"}, app="shop:app")
    assert (found.url, found.app) == ("http://localhost", "shop:app")


def test_a_second_tenant_has_a_url_and_a_token():
    found = settings({"B": "Bearer b"}, other_url="http://localhost/b/", other_token_env="B").other_tenant
    assert found == OtherTenant("http://localhost/b", Secret("b"))
    assert "--scim-other-token-env" in refused(other_url="http://localhost/b")
    assert "--scim-other-url" in refused({"B": "b"}, other_token_env="B")


def test_the_second_tenant_is_another_one_and_may_be_written_to():
    second = {"other_url": "http://localhost/a/", "other_token_env": "B"}
    assert "tested tenant itself" in refused({"B": "b"}, url="http://localhost/a", **second)
    second["other_url"] = "https://scim.example.com/b"
    assert "--scim-allow-writes" in refused({"B": "b"}, url="http://localhost/a", **second)


def test_the_second_tenant_of_an_app_is_a_path():
    second = {"other_url": "/b", "other_token_env": "B"}
    assert settings({"B": "b"}, app="shop:app", **second).other_tenant.url == "http://localhost/b"
    assert "an app that serves it" in refused({"B": "b"}, url="http://localhost", **second)
