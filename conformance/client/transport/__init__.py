"""The transport to the tested server; the only package that imports the HTTP library.

It uses the transports of the library, not its client, which would parse redirects even if it does not follow
them.

Every request ends with a `Response` or a `Failure` within limits of time and memory, never with an exception.
"""

from urllib.parse import urlsplit

from conformance.client import tls
from conformance.client.transport.exchange import Outcome, Outgoing, Transport
from conformance.settings import Settings, is_loopback

__all__ = ["Outcome", "Outgoing", "Transport", "connect", "origin"]


def connect(settings: Settings) -> Transport:
    """Return the transport to the server of the settings.

    Raises:
        SettingsError: The application cannot be loaded, or a certificate cannot be used.
    """
    # Commands that send nothing import this module too. They need no HTTP library.
    import httpx

    from conformance.client import inprocess
    from conformance.client.transport.loop import LoopTransport
    from conformance.client.transport.wsgi import WsgiTransport

    if not settings.app:
        verify = tls.context(settings, httpx.create_ssl_context)
        # A server may close an idle connection after two seconds. Reusing it at that moment would fail, and
        # a check would blame the server for it.
        pool = httpx.Limits(max_connections=4, max_keepalive_connections=4, keepalive_expiry=1.0)
        network = httpx.AsyncHTTPTransport(verify=verify, limits=pool, proxy=_proxy(settings.url))
        return LoopTransport(network, settings)
    app = inprocess.load(settings.app)
    if not inprocess.is_asgi(app):
        return WsgiTransport(app, settings)
    asgi = httpx.ASGITransport(app, raise_app_exceptions=False)
    return LoopTransport(asgi, settings, inprocess.Lifespan(app))


def _proxy(url: str) -> str | None:
    """Return the proxy of the environment; None for a server on this machine."""
    import urllib.request

    parts = urlsplit(url)
    if is_loopback(url) or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a URL as the HTTP library interprets it.

    None means that the URL cannot be requested, or that it contains credentials.
    """
    import httpx

    try:
        parsed, netloc = httpx.URL(url), urlsplit(url).netloc
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return None
    ports = {"http": 80, "https": 443}
    if parsed.scheme not in ports or not parsed.host or parsed.userinfo or "\\" in netloc:
        return None
    return parsed.scheme, parsed.host, parsed.port or ports[parsed.scheme]
