"""Credentials of the settings, as headers and as the secrets that no record may show."""

import base64

from conformance.settings import Settings
from conformance.target.evidence import Redactor


def credentials(settings: Settings) -> dict[str, str]:
    """Return the headers that tell the server who asks: Bearer (RFC 6750), Basic (RFC 7617) or any other."""
    headers = {header.name: header.value.reveal() for header in settings.headers if header.sensitive}
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token.reveal()}"
    if settings.basic:
        headers["Authorization"] = f"Basic {_base64(settings.basic.reveal())}"
    return headers


def plain_headers(settings: Settings) -> dict[str, str]:
    """Return the configured headers that are no credentials."""
    return {header.name: header.value.reveal() for header in settings.headers if not header.sensitive}


def redactor(settings: Settings) -> Redactor:
    """Return what keeps the credentials of the settings out of every record."""
    secrets = []
    if settings.token:
        secrets.append(settings.token.reveal())
    if settings.basic:
        both = settings.basic.reveal()
        secrets += [both, both.partition(":")[2], _base64(both)]
    sensitive = [header for header in settings.headers if header.sensitive]
    for header in sensitive:
        value = header.value.reveal()
        # A server that echoes "Bearer abc" may well echo "abc" alone.
        secrets += [value, value.rpartition(" ")[2]]
    return Redactor(secrets, (header.name for header in sensitive))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
