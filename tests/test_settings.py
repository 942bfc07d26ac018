from pathlib import Path

import pytest

from conformance.settings import (
    SETTINGS,
    ClientCertificate,
    Header,
    OAuth,
    OtherTenant,
    Secret,
    Settings,
    SettingsError,
    is_loopback,
    project_settings,
    resolve,
)


def settings(environ=None, ini=None, **flags):
    return resolve(flags, environ or {}, ini or {})


def refused(environ=None, ini=None, **flags):
    with pytest.raises(SettingsError) as error:
        settings(environ, ini, **flags)
    return str(error.value)


def test_nothing_given_is_all_defaults():
    assert settings() == Settings()


def test_the_table_and_the_settings_have_the_same_defaults():
    for setting in SETTINGS:
        if hasattr(Settings(), setting.key) and setting.default is not None:
            found = getattr(Settings(), setting.key)
            assert (str(found) if isinstance(found, Path) else found) == setting.default


def test_names_of_flags_variables_and_keys_come_from_one_name():
    row = next(setting for setting in SETTINGS if setting.name == "max-requests")
    assert (row.flag, row.env, row.ini, row.key) == (
        "--scim-max-requests",
        "SCIM_MAX_REQUESTS",
        "scim_max_requests",
        "max_requests",
    )


def test_a_flag_outweighs_the_environment_and_that_the_ini_file():
    environ, ini = {"SCIM_TIMEOUT": "2"}, {"timeout": 3}
    assert settings(environ, ini, timeout=1).timeout == 1
    assert settings(environ, ini).timeout == 2
    assert settings({}, ini).timeout == 3


@pytest.mark.parametrize("empty", [None, "", (), []])
def test_what_is_empty_is_not_given(empty):
    assert settings({"SCIM_REQUIREMENT": "BULK-1"}, requirement=empty).requirement == ("BULK-1",)


@pytest.mark.parametrize("key", ["max-requests", "max_requests", "scim_max_requests"])
def test_ini_keys_come_in_the_ways_of_both_files(key):
    assert settings(ini={key: 7}).max_requests == 7


def test_several_values_come_in_a_list_or_in_one_text():
    assert settings(section=["3.7.1", "3.7.2,3.12"]).section == ("3.7.1", "3.7.2", "3.12")
    assert settings({"SCIM_LEVEL": "MUST, should"}).level == ("must", "should")
    environ = {"SCIM_HEADER": "X-One: a, b\nX-Two: c"}
    assert [header.name for header in settings(environ).headers] == ["X-One", "X-Two"]


@pytest.mark.parametrize(("text", "size"), [("10", 10), ("8MiB", 8 << 20), ("2 kib", 2048), (512, 512)])
def test_sizes_are_bytes_or_have_a_unit(text, size):
    assert settings(max_payload=text).max_payload == size


def test_a_random_seed_is_drawn_once_and_can_be_given_by_who_drew_it():
    assert settings(seed="7").seed == 7
    assert resolve({"seed": " Random"}, {}, {}, drawn=7644).seed == 7644
    assert resolve({"seed": "1"}, {}, {}, drawn=7644).seed == 1
    drawn = {settings({"SCIM_SEED": "random"}).seed for _ in range(5)}
    assert len(drawn) > 1
    assert all(isinstance(seed, int) and seed >= 0 for seed in drawn)


def test_a_seed_that_cannot_be_read_is_told_of_the_word_for_any():
    assert "a whole number, or random" in refused(seed="dice")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timeout", "-1"),
        ("timeout", "0"),
        ("timeout", "nan"),
        ("timeout", "inf"),
        ("timeout", "soon"),
        ("timeout", True),
        ("rate", -2),
        ("max_requests", 0),
        ("max_requests", "1.5"),
        ("max_payload", "8 MB"),
        ("seed", "x"),
        ("seed", "9" * 30),
        ("profile", "okta"),
        ("effort", "heroic"),
        ("fail_on", "may"),
        ("level", "ought"),
        ("allow_writes", "perhaps"),
        ("url", 3),
        ("section", 3),
        ("app", "no colon"),
    ],
)
def test_what_cannot_be_used_is_named_and_shown(key, value):
    message = refused(ini={key: value})
    assert key.replace("_", "-") in message
    assert str(value) in message


def test_an_unknown_key_is_answered_with_the_nearest():
    assert "Did you mean token-env or " in refused(ini={"tokn-env": "T"})
    assert "timeout" in refused(ini={"zzzz": "T"})
    assert "'teleport'" in refused(teleport="1")


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


def test_a_token_comes_from_a_variable_or_a_file(tmp_path):
    file = tmp_path / "token"
    file.write_text("Bearer abc.def\n")
    assert settings({"T": "abc.def"}, token_env="T").token == Secret("abc.def")
    assert settings(token_file=str(file)).token == Secret("abc.def")


def test_a_flag_for_one_credential_outweighs_the_environment_for_another():
    found = settings({"SCIM_TOKEN_ENV": "T", "T": "abc", "B": "anna:pw"}, basic_env="B")
    assert (found.token, found.basic) == (None, Secret("anna:pw"))
    assert "Leave one out" in refused({"T": "abc", "B": "anna:pw"}, basic_env="B", token_env="T")


def test_a_variable_that_is_not_set_is_named():
    assert "MY_TOKEN" in refused(token_env="MY_TOKEN")


def test_a_secret_in_place_of_a_name_is_not_shown():
    for secret in ("eyJhbGciOi.payload.sig", "sk_live_4711"):
        assert secret not in refused(token_env=secret)
        assert secret not in refused(header_env=[f"X-Key={secret}"])
        assert secret not in refused(header=[secret])


@pytest.mark.parametrize("value", ["a\r\nX: y", "caf\u00e9", "\x00"])
def test_a_secret_that_no_header_may_carry_is_refused_and_not_shown(value):
    assert value not in refused({"T": value}, token_env="T")


def test_basic_needs_a_colon():
    message = refused({"B": "hunter2"}, basic_env="B")
    assert "user:password" in message
    assert "hunter2" not in message


@pytest.mark.parametrize("key", ["token_file", "ca_bundle"])
def test_a_file_that_is_not_there_is_named(key, tmp_path):
    assert "no such file" in refused(**{key: str(tmp_path / "none")})


def test_headers_come_typed_or_from_variables():
    found = settings({"KEY": "k-1"}, header=["X-Trace: on"], header_env=["X-Functions=KEY"]).headers
    assert found == (
        Header("X-Trace", Secret("on"), False),
        Header("X-Functions", Secret("k-1"), True),
    )
    assert settings(header=["Api-Key: k-1"]).headers[0].sensitive


@pytest.mark.parametrize("header", ["X Y: 1", ": 1", "Content-Length: 5", "X: a\x00b"])
def test_a_header_that_cannot_be_sent_is_refused(header):
    refused(header=[header])


def test_settings_never_show_a_secret():
    environ = {"T": "abc.def", "KEY": "k-0815"}
    found = settings(environ, token_env="T", header_env=["X-Key=KEY"], header=["Cookie: s=4711"])
    for secret in ("abc.def", "k-0815", "4711"):
        assert secret not in repr(found)
        assert secret not in str(found)


def test_the_table_of_a_project_is_found_upwards(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.scim-conformance]\nurl = "http://localhost"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert project_settings(below) == {"url": "http://localhost"}


def test_a_project_without_table_gives_nothing(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    assert project_settings(tmp_path) == {}


@pytest.mark.parametrize("content", ["[tool", "tool = 3", "[tool]\nscim-conformance = 3"])
def test_a_project_file_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "pyproject.toml").write_text(content)
    with pytest.raises(SettingsError, match=r"pyproject\.toml"):
        project_settings(tmp_path)


CLIENT = {
    "oauth_token_url": "https://id.example.com/token",
    "oauth_client_id": "probe",
    "oauth_secret_env": "S",
}


def test_a_client_of_oauth_is_made_of_its_settings():
    found = settings({"S": "hush"}, **CLIENT, oauth_scope="scim.read scim.write").oauth
    expected = OAuth("https://id.example.com/token", "probe", Secret("hush"), "scim.read scim.write")
    assert found == expected
    assert "hush" not in repr(found)


@pytest.mark.parametrize("left_out", sorted(CLIENT))
def test_a_client_of_oauth_needs_its_three_settings(left_out):
    rest = {key: value for key, value in CLIENT.items() if key != left_out}
    assert f"--scim-{left_out.replace('_', '-')}" in refused({"S": "hush"}, **rest)


def test_a_scope_without_a_client_is_refused():
    assert "--scim-oauth-token-url" in refused(oauth_scope="scim")


def test_a_client_secret_is_not_sent_in_the_clear():
    assert "Use https" in refused({"S": "hush"}, **CLIENT | {"oauth_token_url": "http://id.example.com/t"})
    local = CLIENT | {"oauth_token_url": "http://127.0.0.1:8/t"}
    assert settings({"S": "hush"}, **local).oauth.token_url == "http://127.0.0.1:8/t"


def test_a_token_from_a_stronger_place_outweighs_the_client_of_oauth():
    found = settings({"S": "hush", "T": "abc"}, CLIENT, token_env="T")
    assert (found.oauth, found.token) == (None, Secret("abc"))
    assert "Leave one out" in refused({"S": "hush", "T": "abc"}, **CLIENT, token_env="T")


@pytest.fixture
def certificate(tmp_path):
    file = tmp_path / "client.pem"
    file.write_text("PEM")
    return file


def test_a_client_certificate_has_a_key_and_a_password(certificate):
    found = settings(
        {"P": "hush"},
        url="https://localhost",
        client_cert=str(certificate),
        client_key=str(certificate),
        client_key_password_env="P",
    ).client_certificate
    assert found == ClientCertificate(certificate, certificate, Secret("hush"))
    assert settings(url="https://localhost", client_cert=str(certificate)).client_certificate.key is None


def test_a_client_certificate_that_nobody_would_see_is_refused(certificate):
    assert "Use https" in refused(url="http://localhost", client_cert=str(certificate))
    assert "--scim-client-cert" in refused(url="https://localhost", client_key=str(certificate))
    assert "--scim-client-cert" in refused({"P": "p"}, client_key_password_env="P")
    assert "no such file" in refused(url="https://localhost", client_cert="nowhere.pem")


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


def test_a_weaker_and_an_expired_token_come_from_variables():
    found = settings({"W": "weak", "E": "Bearer old"}, weak_token_env="W", expired_token_env="E")
    assert (found.weak_token, found.expired_token) == (Secret("weak"), Secret("old"))
    assert "NOT_SET" in refused(weak_token_env="NOT_SET")


def test_a_profile_is_a_name_or_a_file(tmp_path):
    file = tmp_path / "Mine.toml"
    file.write_text('title = "Mine"', encoding="utf-8")
    assert settings(profile="ScaiKey").profile == "scaikey"
    assert settings(profile=str(file)).profile == str(file)
    assert "there is no such file" in refused(profile="elsewhere.toml")
    assert "or the path of a .toml file" in refused(profile="okta")


def test_a_contract_is_a_file_that_is_there(tmp_path):
    file = tmp_path / "openapi.yaml"
    file.write_text("openapi: 3.1.0", encoding="utf-8")
    assert settings().contract is None
    assert settings(ini={"contract": str(file)}).contract == file
    message = refused({"SCIM_CONTRACT": "gone.yaml"})
    assert "SCIM_CONTRACT" in message
    assert "'gone.yaml'" in message
