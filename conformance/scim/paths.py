"""Paths and URLs: the same one may be written in several ways (RFC 3986 sections 3.3 and 6.2)."""

import re
from urllib.parse import quote

_PLAIN = "!$&'()*+,;=:@"
"""What may stand in a segment as it is, besides letters, digits and ``-._~``."""

_PORTS = {"http": ":80", "https": ":443"}
"""What need not stand behind a host, by scheme."""

_ENCODED = re.compile("%([0-9A-Fa-f]{2})")


def segment(resource_id: object) -> str:
    """Return an id as it stands in a path."""
    return quote(str(resource_id), safe=_PLAIN)


def plain(path: str) -> str:
    """Return a path or URL with nothing encoded that need not be: ``/Users/ann%40b`` is ``/Users/ann@b``."""
    return _ENCODED.sub(_decoded, path)


def normal(url: str) -> str:
    """Return a URL as all that is the same is written: ``HTTP://Ann.example:80/A%40`` is ``http://ann.example/A@``.

    What has no scheme is a path, see `plain` (RFC 3986 sections 6.2.2 and 6.2.3).
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
    as_it_is = character in _PLAIN or (character.isascii() and (character.isalnum() or character in "-._~"))
    return character if as_it_is else encoded[0].upper()
