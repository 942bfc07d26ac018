"""Credentials that settings name, which are never shown."""

import pytest

from conformance.settings import ClientCertificate, Header, OAuth, Secret
from tests.settings.giving import refused, settings


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


def test_a_weaker_and_an_expired_token_come_from_variables():
    found = settings({"W": "weak", "E": "Bearer old"}, weak_token_env="W", expired_token_env="E")
    assert (found.weak_token, found.expired_token) == (Secret("weak"), Secret("old"))
    assert "NOT_SET" in refused(weak_token_env="NOT_SET")
