"""Credentials, addresses, a listener and the TLS handshake, for scenarios about security."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from conformance.client import auth, tls
from conformance.client.client import Target
from conformance.client.listener import Listener
from conformance.exchange import Handshake
from conformance.scenario.exceptions import Inapplicable
from conformance.settings import Settings, is_loopback

UNUSED_ADDRESS = "127.0.0.1:9"
"""Host and port without a server: port 9 is the discard service."""


class NetworkEnvironment:
    """What scenarios about security use besides requests.

    Args:
        target: The tested server.
        settings: The run's own limits.

    Attributes:
        calls: The lines that our listener received; None if there was no listener.
        handshake: The result of an offer of outdated TLS; None if none was made.
    """

    def __init__(self, target: Target, settings: Settings) -> None:
        self._target = target
        self._settings = settings
        self.calls: tuple[str, ...] | None = None
        self.handshake: Handshake | None = None

    @property
    def base_path(self) -> str:
        """The path of the base URL, such as ``/scim/v2``; empty if it is the root."""
        return urlsplit(self._target.base_url).path

    def forgeries(self) -> dict[str, dict[str, str | None]]:
        """Return headers with invalid credentials, by what is wrong with them."""
        return auth.invalid_credentials(self._settings, self._target.bearer)

    @property
    def credentials(self) -> dict[str, str | None]:
        """Headers with the Bearer token of this tenant; empty if there is none."""
        token = self._target.bearer
        return {"Authorization": f"Bearer {token}"} if token else {}

    @property
    def weak_credentials(self) -> dict[str, str | None]:
        """Headers with the token of fewer permissions; empty if none is configured."""
        token = self._settings.weak_token
        return {"Authorization": f"Bearer {token.reveal()}"} if token else {}

    def url(self, path: str) -> str:
        """Return the URL of a path below the base URL."""
        return self._target.url(path)

    def relative(self, url: str) -> str | None:
        """Return a path with ``..`` from our base URL to another URL; None for another origin."""
        origin = self._target.origin
        if not url.startswith(f"{origin}/"):
            return None
        depth = len([part for part in self.base_path.split("/") if part])
        return "/.." * depth + url.removeprefix(origin)

    @property
    def on_this_machine(self) -> bool:
        """True if the server is on this machine, so that it can reach our listener."""
        return is_loopback(self._target.base_url)

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Listen on this machine, so that the trace has every call, and yield host and port.

        A server on another machine cannot reach the listener, so it gets an address without a server.
        """
        if not self.on_this_machine:
            yield UNUSED_ADDRESS
            return
        with Listener() as listener:
            yield listener.authority
        self.calls = (*(self.calls or ()), *listener.calls)

    def offer_outdated_tls(self) -> None:
        """Record whether the server accepts a version of TLS that is no longer safe.

        Raises:
            Inapplicable: The base URL is not https.
        """
        url = self._target.base_url
        if not url.startswith("https:"):
            raise Inapplicable("the base URL is not https")
        self.handshake = tls.try_outdated(url, self._settings.timeout)
