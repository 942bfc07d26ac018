"""Servers whose responses violate HTTP or JSON."""

from collections.abc import Iterator

from tests.hostile.kit import SCIM_JSON, Asked, Reply, head
from tests.hostile.modes import hostile

LIST = b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": '


@hostile(everything=4, jobs=1)
def truncated_json(asked: Asked) -> Reply:
    """The correct response without its second half."""
    body = asked.conforming().body or LIST
    return Reply(body[: len(body) // 2])


@hostile(everything=4, jobs=1)
def invalid_utf8(_: Asked) -> Reply:
    """JSON with bytes in a string that are not UTF-8."""
    return Reply(LIST + b'0, "Resources": [], "x": "\xff\xfe\xc3("}')


@hostile(everything=4, jobs=1)
def not_a_number(_: Asked) -> Reply:
    """NaN and Infinity, which are not JSON."""
    return Reply(LIST + b'NaN, "Operations": [{"status": Infinity}]}')


@hostile(jobs=1)
def infinite_number(_: Asked) -> Reply:
    """A JSON number that is too large for a float, and one of 4,000 digits."""
    return Reply(b'{"Operations": [{"status": 1e999, "bulkId": ' + b"9" * 4000 + b"}]}")


@hostile(jobs=1)
def wrong_charset(asked: Asked) -> Reply:
    """The correct response in UTF-16, declared as Latin-1."""
    body = asked.conforming().body.decode().encode("utf-16")
    return Reply(body, headers={"Content-Type": f"{SCIM_JSON}; charset=iso-8859-1"})


@hostile(everything=4, jobs=1, loses=True)
def length_too_long(asked: Asked) -> Iterator[bytes]:
    """A Content-Length that is larger than the body."""
    reply = asked.conforming()
    yield head(reply.status, **reply.headers, **{"Content-Length": str(len(reply.body) + 1000)})
    yield reply.body


@hostile(everything=4, jobs=1)
def length_too_short(asked: Asked) -> Iterator[bytes]:
    """A Content-Length that is smaller than the body."""
    reply = asked.conforming()
    yield head(reply.status, **reply.headers, **{"Content-Length": str(len(reply.body) // 2)})
    yield reply.body


@hostile(everything=4, jobs=1, loses=True)
def reset_before_the_answer(_: Asked) -> Iterator[bytes]:
    """The connection is reset before the response."""
    yield b""
    raise ConnectionResetError


@hostile(everything=4, jobs=1, loses=True)
def reset_in_the_body(asked: Asked) -> Iterator[bytes]:
    """The connection is reset in the middle of the body; the bulk request was processed."""
    reply = asked.conforming()
    yield head(reply.status, **reply.headers, **{"Content-Length": str(len(reply.body) + 10)})
    yield reply.body[:20]
    raise ConnectionResetError


@hostile(everything=4, jobs=1, loses=True)
def no_http(_: Asked) -> Iterator[bytes]:
    """The greeting of a mail server instead of HTTP."""
    yield b"220 mail.example.com ESMTP\r\n" * 50
