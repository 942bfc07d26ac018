"""Credentials in the settings; no message shows them."""

import pytest

from conformance.settings import ClientCertificate, Header, OAuth, Secret
from tests.settings.resolving import rejection, settings


def test_token_is_read_from_a_variable_or_a_file(tmp_path):
    file = tmp_path / "token"
    file.write_text("Bearer abc.def\n")
    assert settings({"T": "abc.def"}, token_env="T").token == Secret("abc.def")
    assert settings(token_file=str(file)).token == Secret("abc.def")


def test_flag_has_precedence_over_another_credential_in_the_environment():
    found = settings({"SCIM_TOKEN_ENV": "T", "T": "abc", "B": "anna:pw"}, basic_env="B")
    assert (found.token, found.basic) == (None, Secret("anna:pw"))
    assert "Leave one out" in rejection({"T": "abc", "B": "anna:pw"}, basic_env="B", token_env="T")


def test_unset_variable_is_named():
    assert "MY_TOKEN" in rejection(token_env="MY_TOKEN")


def test_secret_instead_of_a_name_is_not_shown():
    for secret in ("eyJhbGciOi.payload.sig", "sk_live_4711"):
        assert secret not in rejection(token_env=secret)
        assert secret not in rejection(header_env=[f"X-Key={secret}"])
        assert secret not in rejection(header=[secret])


@pytest.mark.parametrize("value", ["a\r\nX: y", "caf\u00e9", "\x00"])
def test_secret_with_invalid_characters_is_rejected_and_not_shown(value):
    assert value not in rejection({"T": value}, token_env="T")


def test_basic_credential_needs_a_colon():
    message = rejection({"B": "hunter2"}, basic_env="B")
    assert "user:password" in message
    assert "hunter2" not in message


@pytest.mark.parametrize("key", ["token_file", "ca_bundle"])
def test_missing_file_is_reported(key, tmp_path):
    message = rejection(**{key: str(tmp_path / "none")})
    assert f"--scim-{key.replace('_', '-')}" in message
    assert "Check the path." in message


def test_headers_are_given_directly_or_by_variables():
    found = settings({"KEY": "k-1"}, header=["X-Trace: on"], header_env=["X-Functions=KEY"]).headers
    assert found == (
        Header("X-Trace", Secret("on"), False),
        Header("X-Functions", Secret("k-1"), True),
    )
    assert settings(header=["Api-Key: k-1"]).headers[0].sensitive


@pytest.mark.parametrize("header", ["X Y: 1", ": 1", "Content-Length: 5", "X: a\x00b"])
def test_invalid_header_is_rejected(header):
    rejection(header=[header])


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


def test_oauth_client_is_built_from_its_settings():
    found = settings({"S": "hush"}, **CLIENT, oauth_scope="scim.read scim.write").oauth
    expected = OAuth("https://id.example.com/token", "probe", Secret("hush"), "scim.read scim.write")
    assert found == expected
    assert "hush" not in repr(found)


@pytest.mark.parametrize("left_out", sorted(CLIENT))
def test_oauth_client_needs_its_three_settings(left_out):
    rest = {key: value for key, value in CLIENT.items() if key != left_out}
    assert f"--scim-{left_out.replace('_', '-')}" in rejection({"S": "hush"}, **rest)


def test_scope_without_an_oauth_client_is_rejected():
    assert "--scim-oauth-token-url" in rejection(oauth_scope="scim")


def test_client_secret_is_not_sent_without_encryption():
    assert "Use https" in rejection({"S": "hush"}, **CLIENT | {"oauth_token_url": "http://id.example.com/t"})
    local = CLIENT | {"oauth_token_url": "http://127.0.0.1:8/t"}
    assert settings({"S": "hush"}, **local).oauth.token_url == "http://127.0.0.1:8/t"


def test_flag_for_a_token_has_precedence_over_the_oauth_client():
    found = settings({"S": "hush", "T": "abc"}, CLIENT, token_env="T")
    assert (found.oauth, found.token) == (None, Secret("abc"))
    assert "Leave one out" in rejection({"S": "hush", "T": "abc"}, **CLIENT, token_env="T")


@pytest.fixture
def certificate(tmp_path):
    file = tmp_path / "client.pem"
    file.write_text("PEM")
    return file


def test_client_certificate_has_key_and_password(certificate):
    found = settings(
        {"P": "hush"},
        url="https://localhost",
        client_cert=str(certificate),
        client_key=str(certificate),
        client_key_password_env="P",
    ).client_certificate
    assert found == ClientCertificate(certificate, certificate, Secret("hush"))
    assert settings(url="https://localhost", client_cert=str(certificate)).client_certificate.key is None


def test_client_certificate_without_https_is_rejected(certificate):
    assert "Use https" in rejection(url="http://localhost", client_cert=str(certificate))
    assert "--scim-client-cert" in rejection(url="https://localhost", client_key=str(certificate))
    assert "--scim-client-cert" in rejection({"P": "p"}, client_key_password_env="P")
    assert "no such file" in rejection(url="https://localhost", client_cert="nowhere.pem")


def test_weak_and_expired_token_are_read_from_variables():
    found = settings({"W": "weak", "E": "Bearer old"}, weak_token_env="W", expired_token_env="E")
    assert (found.weak_token, found.expired_token) == (Secret("weak"), Secret("old"))
    assert "NOT_SET" in rejection(weak_token_env="NOT_SET")
