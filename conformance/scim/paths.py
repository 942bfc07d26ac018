"""Compare paths and URLs in their normal form (RFC 3986 sections 3.3 and 6.2)."""

import re
from urllib.parse import quote

_PLAIN = "!$&'()*+,;=:@"
"""Characters that a segment may contain unencoded, besides letters, digits and ``-._~``."""

_PORTS = {"http": ":80", "https": ":443"}
"""The default port, by scheme."""

_ENCODED = re.compile("%([0-9A-Fa-f]{2})")


def segment(resource_id: object) -> str:
    """Return an id encoded as a path segment."""
    return quote(str(resource_id), safe=_PLAIN)


def plain(path: str) -> str:
    """Return a path or URL without unnecessary encoding: ``/Users/ann%40b`` becomes ``/Users/ann@b``."""
    return _ENCODED.sub(_decoded, path)


def normal(url: str) -> str:
    """Return the normal form of a URL: ``HTTP://Ann.example:80/A%40`` becomes ``http://ann.example/A@``.

    A text without a scheme is a path, see `plain` (RFC 3986 sections 6.2.2 and 6.2.3).
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return plain(url)
    scheme = scheme.lower()
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    host = authority.lower().removesuffix(":").removesuffix(_PORTS.get(scheme, ":"))
    return f"{scheme}://{host}{plain(rest.removeprefix(authority))}"


def _decoded(encoded: re.Match[str]) -> str:
    character = chr(int(encoded[1], 16))
    unencoded = character in _PLAIN or (character.isascii() and (character.isalnum() or character in "-._~"))
    return character if unencoded else encoded[0].upper()
