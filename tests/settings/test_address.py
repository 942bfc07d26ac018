"""The address of the tested server: a URL or an application, a tenant, a second tenant."""

import pytest

from conformance.settings import OtherTenant, Secret, SettingsError, is_loopback, require_target
from tests.settings.resolving import rejection, settings


def test_trailing_slash_of_a_url_is_removed():
    assert settings(url="http://localhost:8080/v2//").url == "http://localhost:8080/v2"


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("localhost:8080", "not an absolute URL"),
        ("ftp://localhost", "not an absolute URL"),
        ("http://", "not an absolute URL"),
        ("http://local host/", "not an absolute URL"),
        ("http://localhost:99999999/", "port"),
        ("http://[::1", "host and port"),
        ("http://localhost/v2?a b", "percent-encode"),
        ("http://localhost/v2?a#top", "fragment"),
        ("http://localhost/v2#top", "query"),
        ("http://localhost/{tenant}/v2", "only placeholder"),
        ("http://localhost/v2/Bulk", "without /Bulk"),
        ("/v2", "the app that serves the path"),
    ],
)
def test_invalid_base_url_is_rejected_with_a_next_step(url, hint):
    assert hint in rejection(url=url)


def test_credentials_in_a_url_are_rejected_and_not_shown():
    message = rejection(url="http://anna:hunter2@localhost/")
    assert "--scim-basic-env" in message
    assert "hunter2" not in message


def test_tenant_replaces_its_placeholder():
    url = "http://localhost/tenants/{tenant_id}/v2"
    assert settings(url=url, tenant="a/b").url == "http://localhost/tenants/a%2Fb/v2"
    assert "--scim-tenant" in rejection(url=url)
    assert "'a'" in rejection(url="http://localhost", tenant="a")


@pytest.mark.parametrize(
    "url", ["https://scim.example.com/v2", "http://10.0.0.1", "http://localhost.example.com"]
)
def test_writes_to_another_machine_need_a_permission(url):
    message = rejection(url=url)
    parts = (url, "creates some hundred test users and groups", "scimconf-", "deletes them", "--dry-run")
    assert [part for part in (*parts, "--scim-allow-writes") if part not in message] == []
    assert settings(url=url, allow_writes=True).url == url


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]", "api.localhost"])
def test_writes_to_this_machine_need_no_permission(host):
    assert is_loopback(settings(url=f"http://{host}:1/v2").url)


def test_app_has_a_base_url_in_this_process():
    assert settings(app="shop.web:app").url == "http://localhost"
    assert settings(app="shop.web:app", url="/scim/v2/").url == "http://localhost/scim/v2"


def test_url_and_app_exclude_each_other_unless_one_has_precedence():
    message = rejection(url="http://localhost", app="shop:app")
    assert "--scim-url" in message
    assert "--scim-app" in message
    found = settings(ini={"app": "shop:app"}, url="http://localhost")
    assert (found.url, found.app) == ("http://localhost", "")
    found = settings(ini={"url": "https://far.example"}, app="shop:app")
    assert (found.url, found.app) == ("http://localhost", "shop:app")


@pytest.mark.parametrize("other", [{"url": "http://localhost"}, {"app": "shop:app"}])
def test_demo_excludes_another_target_from_any_place(other):
    for message in (
        rejection(demo=True, **other),
        rejection({"SCIM_DEMO": "1"}, **other),
        rejection(ini=other, demo=True),
    ):
        assert "tests the bundled reference server" in message
        assert next(iter(other)) in message
    assert not settings({"SCIM_DEMO": "0"}, **other).demo


def test_settings_without_a_target_are_rejected_with_the_ways_to_name_one():
    with pytest.raises(SettingsError, match=r"run URL.*--scim-url.*run --demo.*--scim-demo"):
        require_target(settings())
    for given in ({"url": "http://localhost"}, {"app": "shop:app"}, {"demo": "yes"}):
        require_target(settings(**given))


def test_second_tenant_needs_url_and_token():
    found = settings({"B": "Bearer b"}, other_url="http://localhost/b/", other_token_env="B").other_tenant
    assert found == OtherTenant("http://localhost/b", Secret("b"))
    assert "--scim-other-token-env" in rejection(other_url="http://localhost/b")
    assert "--scim-other-url" in rejection({"B": "b"}, other_token_env="B")


def test_second_tenant_differs_and_needs_write_permission():
    second = {"other_url": "http://localhost/a/", "other_token_env": "B"}
    assert "tested tenant itself" in rejection({"B": "b"}, url="http://localhost/a", **second)
    second["other_url"] = "https://scim.example.com/b"
    assert "--scim-allow-writes" in rejection({"B": "b"}, url="http://localhost/a", **second)


def test_second_tenant_of_an_app_is_a_path():
    second = {"other_url": "/b", "other_token_env": "B"}
    assert settings({"B": "b"}, app="shop:app", **second).other_tenant.url == "http://localhost/b"
    assert "the app that serves the path" in rejection({"B": "b"}, url="http://localhost", **second)
