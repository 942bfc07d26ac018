"""How bytes get to the tested server and back; the only part that knows the HTTP library.

It uses the library's transports and not its client, which would look into redirects even to leave them alone.

Whatever a server does ends as a `Response` or a `Failure`, never as an exception, within a fixed time and
a fixed amount of memory.
"""

import urllib.request
from urllib.parse import urlsplit

import httpx

from conformance.client import inprocess, tls
from conformance.client.transport.exchange import Outcome, Outgoing, Transport
from conformance.client.transport.loop import LoopTransport
from conformance.client.transport.wsgi import WsgiTransport
from conformance.settings import Settings, is_loopback

__all__ = ["LoopTransport", "Outcome", "Outgoing", "Transport", "WsgiTransport", "connect", "origin"]

# Servers close idle connections after two seconds and more; one that is reused later may be closing just
# then, and the server would be blamed for it.
_POOL = httpx.Limits(max_connections=4, max_keepalive_connections=4, keepalive_expiry=1.0)


def connect(settings: Settings) -> Transport:
    """Return the way to the server that the settings name.

    Raises:
        SettingsError: The application cannot be loaded, or a certificate cannot be used.
    """
    if not settings.app:
        verify = tls.context(settings, httpx.create_ssl_context)
        network = httpx.AsyncHTTPTransport(verify=verify, limits=_POOL, proxy=_proxy(settings.url))
        return LoopTransport(network, settings)
    app = inprocess.load(settings.app)
    if not inprocess.is_asgi(app):
        return WsgiTransport(app, settings)
    asgi = httpx.ASGITransport(app, raise_app_exceptions=False)
    return LoopTransport(asgi, settings, inprocess.Lifespan(app))


def _proxy(url: str) -> str | None:
    """Return the proxy that the environment names; none has any business with a server on this machine."""
    parts = urlsplit(url)
    if is_loopback(url) or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port as the HTTP library will understand a URL.

    None stands for what cannot be requested, and for a URL that carries credentials of its own.
    """
    try:
        parsed, netloc = httpx.URL(url), urlsplit(url).netloc
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return None
    ports = {"http": 80, "https": 443}
    if parsed.scheme not in ports or not parsed.host or parsed.userinfo or "\\" in netloc:
        return None
    return parsed.scheme, parsed.host, parsed.port or ports[parsed.scheme]
