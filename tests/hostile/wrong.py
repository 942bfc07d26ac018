"""Servers with short, wrong responses."""

import json

from tests.hostile.kit import Asked, Reply
from tests.hostile.modes import hostile

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@hostile(everything=1, jobs=1, reads=1)
def empty_object(_: Asked) -> Reply:
    """200 with {}."""
    return Reply(b"{}")


@hostile(everything=1, jobs=1)
def empty_array(_: Asked) -> Reply:
    """200 with []."""
    return Reply(b"[]")


@hostile(everything=4, jobs=1, reads=1)
def login_page(_: Asked) -> Reply:
    """200 with an HTML sign-in page, and a media type that clears the screen."""
    page = b"<!DOCTYPE html><title>Sign in</title><form method=post><input name=password></form>"
    return Reply(page, headers={"Content-Type": "text/html\x9b2J; charset=utf-8"})


def error(status: int, **headers: str) -> Reply:
    """Return a SCIM Error."""
    document = {"schemas": [ERROR], "status": str(status), "detail": "no"}
    return Reply(json.dumps(document).encode(), status).having(**headers)


@hostile(everything=3, jobs=2)
def unauthorized(_: Asked) -> Reply:
    """401 to every credential."""
    return error(401, WWW_Authenticate="Bearer")


@hostile(everything=3, jobs=2)
def forbidden(_: Asked) -> Reply:
    """403."""
    return error(403)


@hostile(everything=4, jobs=1)
def not_found(_: Asked) -> Reply:
    """404."""
    return error(404)


@hostile(everything=2, jobs=2)
def too_many(_: Asked) -> Reply:
    """429 with Retry-After 0."""
    return error(429, Retry_After="0")


@hostile(everything=1, jobs=1, reads=1)
def broken_down(_: Asked) -> Reply:
    """500."""
    return error(500)


@hostile(everything=4, jobs=2)
def unavailable(_: Asked) -> Reply:
    """503."""
    return error(503, Retry_After="3600")


@hostile(everything=1, jobs=1)
def echo(asked: Asked) -> Reply:
    """The request: its body as the body, every header as a header."""
    back = {f"X-Echo-{name}": value for name, value in asked.headers.items()}
    return Reply(asked.body or json.dumps(dict(asked.headers.items())).encode()).having(**back)
