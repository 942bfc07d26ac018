"""Transport-layer security: what we trust and show, and what a server agrees to (RFC 7644 section 7.2)."""

import socket
import ssl
import warnings
from collections.abc import Callable
from urllib.parse import urlsplit

from conformance.exchange import Handshake
from conformance.settings import Settings, SettingsError

OUTDATED = "TLS 1.0 or 1.1"
_SECONDS = 10.0


def context(settings: Settings, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Return what verifies the server and shows our certificate.

    Args:
        settings: They may name a CA bundle and a client certificate.
        default: Makes a context that trusts the usual authorities.

    Raises:
        SettingsError: A file cannot be used.
    """
    try:
        made = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else default()
    except (ssl.SSLError, OSError) as error:
        raise SettingsError(
            f"The CA bundle {str(settings.ca_bundle)!r} cannot be used: {error}. "
            "Give a file of PEM certificates."
        ) from None
    shown = settings.client_certificate
    if shown:
        # Without a password, however empty, OpenSSL would ask for one on the terminal.
        password = shown.password.reveal() if shown.password else ""
        try:
            made.load_cert_chain(shown.certificate, shown.key, password)
        except (ssl.SSLError, OSError) as error:
            raise SettingsError(
                f"The client certificate {str(shown.certificate)!r} cannot be used: {_reason(error)}. "
                "Give PEM files of the certificate (--scim-client-cert) and of its private key "
                "(--scim-client-key), and the key's password, if it has one (--scim-client-key-password-env)."
            ) from None
    return made


def _reason(error: OSError) -> str:
    """Return what was wrong in words; an exception of the ssl module may name files of ours, no secrets."""
    return (
        (getattr(error, "reason", None) or error.strerror or type(error).__name__).replace("_", " ").lower()
    )


def try_outdated(url: str, seconds: float) -> Handshake:
    """Offer TLS 1.0 and 1.1 to the server of an https URL, and nothing else.

    No request is sent, so it does not matter who the server is; where requests are, it does.

    Args:
        url: Its URL.
        seconds: Most seconds that it may take to connect, and then to agree.
    """
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 443)
    try:
        offer = _outdated_offer()
        connection = socket.create_connection(address, min(seconds, _SECONDS))
    except OSError as error:
        return Handshake(problem=f"no connection: {_reason(error)}")
    with connection:
        try:
            with offer.wrap_socket(connection, server_hostname=parts.hostname) as agreed:
                return Handshake(agreed.version() or "")
        except TimeoutError:
            return Handshake(problem="the handshake takes too long")
        except ssl.SSLError as error:
            ours = error.reason in ("NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE")
            return Handshake(problem=f"our own TLS library no longer offers {OUTDATED}" if ours else "")
        except OSError:
            return Handshake()  # closing the connection is a refusal too


def _outdated_offer() -> ssl.SSLContext:
    offer = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    offer.check_hostname, offer.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        offer.minimum_version, offer.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    # They rest on SHA-1, which OpenSSL 3 offers at this level of security only.
    offer.set_ciphers("ALL:@SECLEVEL=0")
    return offer
