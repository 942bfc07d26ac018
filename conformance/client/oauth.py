"""Bearer tokens by client credentials (RFC 6749 section 4.4), fetched at the start and when they expire."""

import base64
import time
from dataclasses import replace
from urllib.parse import quote, urlencode

from conformance.client import transport
from conformance.client.redaction import Redactor
from conformance.client.request_budget import Stopped
from conformance.exchange import Response
from conformance.scim.document import attr
from conformance.settings import OAuth, Settings, SettingsError

_EARLY_SECONDS = 10.0
"""A token is renewed this long before it expires, so that it is still valid when the server reads it."""


class TokenLost(Stopped):
    """The token has expired and the token endpoint issues no other one."""


class TokenSource:
    """Fetches the Bearer tokens of a run.

    Requests to the token endpoint are not recorded, since they are no evidence about the SCIM server. The
    endpoint gets only the credentials of the client.

    Args:
        settings: The settings of the run with an `OAuth` client.
        redactor: The redactor; each token is added to it before it is used.

    Raises:
        SettingsError: The endpoint issues no token.
    """

    def __init__(self, settings: Settings, redactor: Redactor) -> None:
        assert settings.oauth is not None
        self._client = settings.oauth
        self._settings = replace(settings, url=self._client.token_url, app="")
        self._redactor = redactor
        self._ends = 0.0
        self._worked = False
        self._token = ""
        self._fetch(SettingsError)

    def token(self) -> str:
        """Return the token; a new one if the old one is about to expire.

        Raises:
            TokenLost: The token expires and the endpoint issues no other one.
        """
        if time.monotonic() >= self._ends:
            self._fetch(TokenLost)
        return self._token

    def accepted(self) -> None:
        """Record that the server accepted the token."""
        self._worked = True

    def renew(self) -> bool:
        """Fetch another token after a 401 and return True if there is one.

        A token that was never accepted is not renewed, since the server would reject the next one as well.

        Raises:
            TokenLost: The endpoint issues no other token.
        """
        if not self._worked:
            return False
        self._fetch(TokenLost)
        return True

    def _fetch(self, failure: type[Exception]) -> None:
        connection = transport.connect(self._settings)
        try:
            outcome = connection.exchange(_request(self._client))
        finally:
            connection.close()
        response, url = outcome.response, self._client.token_url
        if response is None:
            reason = outcome.failure.detail if outcome.failure else "no response"
            raise failure(
                f"The token endpoint {url} cannot be reached: {reason}. Check --scim-oauth-token-url."
            )
        token = attr(response.json.value, "access_token")
        usable = isinstance(token, str) and token.isascii() and token.isprintable() and token.strip()
        if response.status != 200 or not usable:
            raise failure(
                f"The token endpoint {url} issues no token: {_error(response)}. "
                "Check --scim-oauth-client-id, the secret and --scim-oauth-scope."
            )
        self._redactor.add(token)
        self._token, self._worked = token, False
        lifetime = attr(response.json.value, "expires_in")
        known = isinstance(lifetime, int | float) and not isinstance(lifetime, bool) and lifetime > 0
        early = min(_EARLY_SECONDS, lifetime / 2) if known else 0.0
        self._ends = time.monotonic() + lifetime - early if known else float("inf")


def _request(client: OAuth) -> transport.Outgoing:
    """Return the request for a token, with the client credentials as Basic (RFC 6749 section 2.3.1)."""
    # Id and secret are form-encoded first, since both may contain a colon.
    both = f"{quote(client.client_id, safe='')}:{quote(client.secret.reveal(), safe='')}"
    form = {"grant_type": "client_credentials", **({"scope": client.scope} if client.scope else {})}
    headers = (
        ("Authorization", "Basic " + base64.b64encode(both.encode()).decode("ascii")),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    return transport.Outgoing("POST", client.token_url, headers, urlencode(form).encode())


def _error(response: Response) -> str:
    """Return status and error code of an error response (RFC 6749 section 5.2).

    The description of the error is left out, since it may contain a secret.
    """
    code = attr(response.json.value, "error")
    plain = isinstance(code, str) and len(code) < 80 and code.replace("_", "").isalnum()
    return f"HTTP {response.status}" + (f", {code}" if plain else "")
