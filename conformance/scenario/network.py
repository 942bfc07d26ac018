"""What lies around the jobs: credentials of every kind, addresses, a listener, the handshake of TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from conformance.client import auth, tls
from conformance.client.client import Target
from conformance.client.listener import Listener
from conformance.exchange import Handshake
from conformance.scenario.exceptions import Inapplicable
from conformance.settings import Settings, is_loopback

NOBODY = "127.0.0.1:9"
"""Host and port where nobody is: port 9 discards what reaches it."""


class NetworkEnvironment:
    """What scenarios about security work with, besides sending jobs.

    Args:
        target: The tested server.
        settings: The run's own limits.

    Attributes:
        calls: What reached a listener of ours, line by line; None where nobody listened.
        handshake: What became of an offer of outdated TLS; None where none was made.
    """

    def __init__(self, target: Target, settings: Settings) -> None:
        self._target = target
        self._settings = settings
        self.calls: tuple[str, ...] | None = None
        self.handshake: Handshake | None = None

    @property
    def base_path(self) -> str:
        """The path of the base URL, such as ``/scim/v2``; empty where the root is the base."""
        return urlsplit(self._target.base_url).path

    def forgeries(self) -> dict[str, dict[str, str | None]]:
        """Return headers with which nobody may be let in, by what is wrong with them."""
        return auth.invalid_credentials(self._settings, self._target.bearer)

    @property
    def credentials(self) -> dict[str, str | None]:
        """Headers that say who we are by the Bearer token of this tenant; empty where there is none."""
        token = self._target.bearer
        return {"Authorization": f"Bearer {token}"} if token else {}

    @property
    def weak_credentials(self) -> dict[str, str | None]:
        """Headers that say that we are the one who may do less; empty where nobody is configured."""
        token = self._settings.weak_token
        return {"Authorization": f"Bearer {token.reveal()}"} if token else {}

    def url(self, path: str) -> str:
        """Return the URL of a path below the base URL."""
        return self._target.url(path)

    def relative(self, url: str) -> str | None:
        """Return a path that climbs from our base URL to another URL; None for one of another origin."""
        origin = self._target.origin
        if not url.startswith(f"{origin}/"):
            return None
        depth = len([part for part in self.base_path.split("/") if part])
        return "/.." * depth + url.removeprefix(origin)

    @property
    def on_this_machine(self) -> bool:
        """Whether the server is on this machine, so that it can call a listener of ours."""
        return is_loopback(self._target.base_url)

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Listen on this machine, so that the trace shows who calls, and yield host and port.

        A server on another machine has no way here, so nobody listens for it, at an address where nobody is.
        """
        if not self.on_this_machine:
            yield NOBODY
            return
        with Listener() as listener:
            yield listener.authority
        self.calls = (*(self.calls or ()), *listener.calls)

    def offer_outdated_tls(self) -> None:
        """Try whether the server agrees on a version of TLS that is no longer safe.

        Raises:
            Inapplicable: It is not asked by https.
        """
        url = self._target.base_url
        if not url.startswith("https:"):
            raise Inapplicable("the server is not asked by https")
        self.handshake = tls.try_outdated(url, self._settings.timeout)
