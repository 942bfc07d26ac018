"""TLS: trusted authorities, client certificate, and the versions of a server (RFC 7644 section 7.2)."""

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
    """Return the TLS context that verifies the server and contains the client certificate.

    Args:
        settings: The settings, which may have a CA bundle and a client certificate.
        default: Returns a context that trusts the default authorities.

    Raises:
        SettingsError: A file cannot be used.
    """
    try:
        created = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else default()
    except (ssl.SSLError, OSError) as error:
        raise SettingsError(
            f"The CA bundle {str(settings.ca_bundle)!r} cannot be used: {error}. "
            "Give a file of PEM certificates."
        ) from None
    client = settings.client_certificate
    if client:
        # Without a password, OpenSSL would prompt for one on the terminal; an empty one prevents that.
        password = client.password.reveal() if client.password else ""
        try:
            created.load_cert_chain(client.certificate, client.key, password)
        except (ssl.SSLError, OSError) as error:
            raise SettingsError(
                f"The client certificate {str(client.certificate)!r} cannot be used: {_reason(error)}. "
                "Give PEM files of the certificate (--scim-client-cert) and of its private key "
                "(--scim-client-key), and the password of the key, if any (--scim-client-key-password-env)."
            ) from None
    return created


def _reason(error: OSError) -> str:
    """Return the reason of an error of the ssl module; it contains no secrets."""
    return (
        (getattr(error, "reason", None) or error.strerror or type(error).__name__).replace("_", " ").lower()
    )


def try_outdated(url: str, seconds: float) -> Handshake:
    """Offer only TLS 1.0 and 1.1 to the server of an https URL.

    The certificate of the server is not verified, since no request is sent.

    Args:
        url: The URL of the server.
        seconds: Most seconds for the connection, and for the handshake.
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
            return Handshake(problem="the handshake did not finish in time")
        except ssl.SSLError as error:
            is_local = error.reason in ("NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE")
            return Handshake(problem=f"the local TLS library does not support {OUTDATED}" if is_local else "")
        except OSError:
            return Handshake()  # closing the connection is a rejection as well


def _outdated_offer() -> ssl.SSLContext:
    offer = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    offer.check_hostname, offer.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        offer.minimum_version, offer.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    # Both versions use SHA-1, which OpenSSL 3 permits only at this security level.
    offer.set_ciphers("ALL:@SECLEVEL=0")
    return offer
