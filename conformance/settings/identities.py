"""Who we can be besides the holder of a token: an OAuth 2 client, the owner of a certificate, others."""

from collections.abc import Mapping

from conformance.settings.address import absolute, is_loopback, other_address, permit
from conformance.settings.credentials import bearer, chosen, existing, variable
from conformance.settings.given import Given
from conformance.settings.model import ClientCertificate, OAuth, OtherTenant, Secret, SettingsError
from conformance.settings.table import BY_KEY

_CLIENT = ("oauth_token_url", "oauth_client_id", "oauth_secret_env")


def oauth(given: Mapping[str, Given], environ: Mapping[str, str]) -> OAuth | None:
    """Return the OAuth 2 client; None without one, or where another credential comes from a stronger place.

    Raises:
        SettingsError: One of its settings is missing, or its secret would be sent in the clear.
    """
    _together(given, *_CLIENT)
    _needs(given, "oauth_scope", *_CLIENT)
    if chosen(given) != "oauth_token_url":
        return None
    url, place = _text(given, "oauth_token_url"), given["oauth_token_url"].place
    if not absolute(url, place).startswith("https:") and not is_loopback(url):
        raise SettingsError(f"{place} is {url!r}: the client's secret would go there unencrypted. Use https.")
    secret = variable(_text(given, "oauth_secret_env"), given["oauth_secret_env"].place, environ)
    return OAuth(url, _text(given, "oauth_client_id"), Secret(secret), _text(given, "oauth_scope"))


def client_certificate(
    given: Mapping[str, Given], environ: Mapping[str, str], url: str
) -> ClientCertificate | None:
    """Return the certificate that we show by TLS.

    Raises:
        SettingsError: A file is missing, its key stands alone, or the server is not asked by https.
    """
    _needs(given, "client_key", "client_cert")
    _needs(given, "client_key_password_env", "client_cert")
    if "client_cert" not in given:
        return None
    place = given["client_cert"].place
    if url and not url.startswith("https:"):
        raise SettingsError(f"{place} is given, but nobody asks for a certificate at {url}. Use https.")
    key = given.get("client_key")
    return ClientCertificate(
        existing(_text(given, "client_cert"), place),
        existing(_text(given, "client_key"), key.place) if key else None,
        token(given, environ, "client_key_password_env", prefix=False),
    )


def other_tenant(
    given: Mapping[str, Given], environ: Mapping[str, str], url: str, app: str, *, allowed: bool
) -> OtherTenant | None:
    """Return the second tenant.

    Raises:
        SettingsError: Its URL or its token is missing or cannot be used, or it is the tested tenant itself.
    """
    _together(given, "other_url", "other_token_env")
    second = token(given, environ, "other_token_env")
    if second is None:
        return None
    place = given["other_url"].place
    found = other_address(_text(given, "other_url"), place, app)
    if found == url:
        raise SettingsError(f"{place} is {found!r}, the tested tenant itself. Name another one.")
    if not app:
        permit(found, allowed)
    return OtherTenant(found, second)


def token(
    given: Mapping[str, Given], environ: Mapping[str, str], key: str, *, prefix: bool = True
) -> Secret | None:
    """Return the secret of the variable that a setting names; None where it is not given.

    Args:
        given: What was given.
        environ: The environment.
        key: Key of the setting.
        prefix: It may stand behind the word Bearer, which is left out.
    """
    if key not in given:
        return None
    text = variable(_text(given, key), given[key].place, environ)
    return bearer(text) if prefix else Secret(text)


def _text(given: Mapping[str, Given], key: str) -> str:
    return str(given[key].value).strip() if key in given else ""


def _together(given: Mapping[str, Given], *keys: str) -> None:
    """Refuse some of several settings that make sense only together."""
    for key in keys:
        _needs(given, key, *keys)


def _needs(given: Mapping[str, Given], key: str, *others: str) -> None:
    """Refuse a setting without the others that it needs."""
    missing = [other for other in others if other not in given]
    if key in given and missing:
        raise SettingsError(f"{given[key].place} is given without {BY_KEY[missing[0]].flag}. Add that.")
