"""Bearer tokens by client credentials (RFC 6749 section 4.4), fetched once and again when they are over."""

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
"""A token is given up so long before it expires, that it does not expire on its way."""


class TokenLost(Stopped):
    """The token is over and no other one can be had."""


class TokenSource:
    """Where the Bearer token of a run comes from.

    The endpoint is asked outside of the record: nothing of it is part of what the server is judged by. It
    gets the client's credentials and nothing else.

    Args:
        settings: The settings of the run, which have an `OAuth`.
        redactor: Learns each token before it is used.

    Raises:
        SettingsError: The endpoint gives no token.
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
        """Return the token, a fresh one where the old one is about to expire.

        Raises:
            TokenLost: It expires and there is no other.
        """
        if time.monotonic() >= self._ends:
            self._fetch(TokenLost)
        return self._token

    def accepted(self) -> None:
        """Take note that the server let the token in."""
        self._worked = True

    def renew(self) -> bool:
        """Fetch another token after a 401, and say whether there is one.

        A token that has never worked is not exchanged: another one would be refused like it.

        Raises:
            TokenLost: There is no other.
        """
        if not self._worked:
            return False
        self._fetch(TokenLost)
        return True

    def _fetch(self, failure: type[Exception]) -> None:
        line = transport.connect(self._settings)
        try:
            outcome = line.exchange(_request(self._client))
        finally:
            line.close()
        response, url = outcome.response, self._client.token_url
        if response is None:
            reason = outcome.failure.detail if outcome.failure else "no answer"
            raise failure(
                f"The token endpoint {url} cannot be asked: {reason}. Check --scim-oauth-token-url."
            )
        token = attr(response.json.value, "access_token")
        usable = isinstance(token, str) and token.isascii() and token.isprintable() and token.strip()
        if response.status != 200 or not usable:
            raise failure(
                f"The token endpoint {url} gives no token: {_said(response)}. "
                "Check --scim-oauth-client-id, the secret and --scim-oauth-scope."
            )
        self._redactor.add(token)
        self._token, self._worked = token, False
        lifetime = attr(response.json.value, "expires_in")
        known = isinstance(lifetime, int | float) and not isinstance(lifetime, bool) and lifetime > 0
        early = min(_EARLY_SECONDS, lifetime / 2) if known else 0.0
        self._ends = time.monotonic() + lifetime - early if known else float("inf")


def _request(client: OAuth) -> transport.Outgoing:
    """Return the request for a token; the client's credentials go as Basic (RFC 6749 section 2.3.1)."""
    # The id and the secret are encoded as in a form first: either may hold a colon.
    both = f"{quote(client.client_id, safe='')}:{quote(client.secret.reveal(), safe='')}"
    form = {"grant_type": "client_credentials", **({"scope": client.scope} if client.scope else {})}
    headers = (
        ("Authorization", "Basic " + base64.b64encode(both.encode()).decode("ascii")),
        ("Accept", "application/json"),
        ("Accept-Encoding", "identity"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    return transport.Outgoing("POST", client.token_url, headers, urlencode(form).encode())


def _said(response: Response) -> str:
    """Return status and error code of a refusal (RFC 6749 section 5.2); its description may echo a secret."""
    code = attr(response.json.value, "error")
    plain = isinstance(code, str) and len(code) < 80 and code.replace("_", "").isalnum()
    return f"HTTP {response.status}" + (f", {code}" if plain else "")
