"""Servers whose texts attack a terminal, a browser, an XML parser or a shell."""

import json
from typing import Any

from tests.hostile.kit import Asked, Reply
from tests.hostile.modes import hostile

MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>]]></system-out>&<!--"
    "\u001b[2J\u001b]0;owned\u0007\u001b[31m\u009b31m\u202e\u2066\u200b\u0000\u0008\r\n::error::x\n"
    "[x](javascript:alert(1)) ![x](http://127.0.0.1:9/x) | `` ``` ~~~ $(id) `id` '; \" \ufffe\uffff"
)


def changed(value: Any, change: Any) -> Any:
    """Return a JSON value with every string in it changed, except attribute names."""
    if isinstance(value, dict):
        return {name: changed(item, change) for name, item in value.items()}
    if isinstance(value, list):
        return [changed(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def rewritten(asked: Asked, change: Any) -> Reply:
    """Return the conforming response with every string in its body changed."""
    reply = asked.conforming()
    if not reply.body:
        return reply
    body = json.dumps(changed(json.loads(reply.body), change)).encode()
    return Reply(body, reply.status, reply.headers)


@hostile(everything=1, jobs=1, reads=1)
def markup_everywhere(asked: Asked) -> Reply:
    """Correct responses, with markup and terminal escapes after each string, in names and in headers."""
    reply = rewritten(asked, lambda text: text + MARKUP)
    escapes = "\u001b[31m<b>".encode().decode("latin-1")
    document = json.loads(reply.body) if reply.body else None
    if isinstance(document, dict):
        reply = Reply(json.dumps({**document, MARKUP: MARKUP}).encode(), reply.status, reply.headers)
    return reply.having(ETag=f'W/"{escapes}"', Content_Type=f"application/scim+json;{escapes}")


@hostile(everything=1, jobs=1, reads=1)
def half_characters(asked: Asked) -> Reply:
    """Correct responses, with a lone surrogate after each string."""
    return rewritten(asked, lambda text: text + "\ud800")


@hostile(everything=(1, 2), jobs=1, reads=(1, 2))
def other_types(asked: Asked) -> Reply:
    """Correct responses, with a value of another type instead of each string."""
    kinds = [None, True, 7, -1.5, [], {}, "", [None], {"value": []}, 10**30]

    def other(_: str) -> Any:
        asked.server.turn += 1
        return kinds[asked.server.turn % len(kinds)]

    return rewritten(asked, other)
