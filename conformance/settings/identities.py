"""Settings of further identities: an OAuth 2 client, a client certificate, a second tenant, other tokens."""

from collections.abc import Mapping

from conformance.settings.address import absolute, is_loopback, other_address, require_write_permission
from conformance.settings.credentials import bearer, chosen_credential, existing_file, variable
from conformance.settings.given import Given
from conformance.settings.model import ClientCertificate, OAuth, OtherTenant, Secret, SettingsError
from conformance.settings.table import BY_KEY

_CLIENT = ("oauth_token_url", "oauth_client_id", "oauth_secret_env")


def oauth(given: Mapping[str, Given], environ: Mapping[str, str]) -> OAuth | None:
    """Return the OAuth 2 client; None if there is none or if another credential has precedence.

    Raises:
        SettingsError: One of its settings is missing, or its secret would be sent without encryption.
    """
    _together(given, *_CLIENT)
    _needs(given, "oauth_scope", *_CLIENT)
    if chosen_credential(given) != "oauth_token_url":
        return None
    url, place = _text(given, "oauth_token_url"), given["oauth_token_url"].place
    if not absolute(url, place).startswith("https:") and not is_loopback(url):
        raise SettingsError(
            f"{place} is {url!r}: the client secret would be sent without encryption. Use https."
        )
    secret = variable(_text(given, "oauth_secret_env"), given["oauth_secret_env"].place, environ)
    return OAuth(url, _text(given, "oauth_client_id"), Secret(secret), _text(given, "oauth_scope"))


def client_certificate(
    given: Mapping[str, Given], environ: Mapping[str, str], url: str
) -> ClientCertificate | None:
    """Return the client certificate for TLS; None if there is none.

    Raises:
        SettingsError: A file does not exist, a key is given without a certificate, or the URL is not https.
    """
    _needs(given, "client_key", "client_cert")
    _needs(given, "client_key_password_env", "client_cert")
    if "client_cert" not in given:
        return None
    place = given["client_cert"].place
    if url and not url.startswith("https:"):
        raise SettingsError(
            f"{place} is given, but {url} does not use TLS, so no certificate can be sent. Use https."
        )
    key = given.get("client_key")
    return ClientCertificate(
        existing_file(_text(given, "client_cert"), place),
        existing_file(_text(given, "client_key"), key.place) if key else None,
        token(given, environ, "client_key_password_env", prefix=False),
    )


def other_tenant(
    given: Mapping[str, Given], environ: Mapping[str, str], url: str, app: str, *, allowed: bool
) -> OtherTenant | None:
    """Return the second tenant; None if there is none.

    Raises:
        SettingsError: Its URL or token is missing or not valid, or the URL is that of the tested tenant.
    """
    _together(given, "other_url", "other_token_env")
    second = token(given, environ, "other_token_env")
    if second is None:
        return None
    place = given["other_url"].place
    found = other_address(_text(given, "other_url"), place, app)
    if found == url:
        raise SettingsError(f"{place} is {found!r}, the tested tenant itself. Give another tenant.")
    if not app:
        require_write_permission(found, allowed)
    return OtherTenant(found, second)


def token(
    given: Mapping[str, Given], environ: Mapping[str, str], key: str, *, prefix: bool = True
) -> Secret | None:
    """Return the secret in the environment variable that a setting names; None if the setting is not given.

    Args:
        given: The given settings.
        environ: The environment.
        key: Key of the setting.
        prefix: Remove the word ``Bearer`` before the secret.

    Raises:
        SettingsError: The variable is not set, or its value is not valid in a header.
    """
    if key not in given:
        return None
    text = variable(_text(given, key), given[key].place, environ)
    return bearer(text) if prefix else Secret(text)


def _text(given: Mapping[str, Given], key: str) -> str:
    return str(given[key].value).strip() if key in given else ""


def _together(given: Mapping[str, Given], *keys: str) -> None:
    """Reject settings that need each other if one of them is missing."""
    for key in keys:
        _needs(given, key, *keys)


def _needs(given: Mapping[str, Given], key: str, *others: str) -> None:
    """Reject a setting if one of the others, which it needs, is missing.

    Raises:
        SettingsError: Another setting is missing.
    """
    missing = [other for other in others if other not in given]
    if key in given and missing:
        raise SettingsError(f"{given[key].place} also needs {BY_KEY[missing[0]].flag}. Add it.")
