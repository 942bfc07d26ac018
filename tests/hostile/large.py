"""Servers with very large responses."""

import zlib
from collections.abc import Iterator

from tests.hostile.kit import SCIM_JSON, Asked, Reply, head
from tests.hostile.modes import hostile

MIB = 1 << 20
PIECE = b" " * MIB


@hostile(everything=4, jobs=1)
def several_hundred_megabytes(_: Asked) -> Iterator[bytes]:
    """A body of 300 MiB, with its Content-Length."""
    yield head(200, **{"Content-Type": SCIM_JSON, "Content-Length": str(300 * MIB)})
    for _piece in range(300):
        yield PIECE


@hostile(everything=4, jobs=1)
def endless_body(_: Asked) -> Iterator[bytes]:
    """A body that never ends."""
    yield head(200, **{"Content-Type": SCIM_JSON})
    while True:
        yield PIECE


@hostile(everything=4, jobs=1, reads=1)
def deep_json(_: Asked) -> Reply:
    """JSON 200,000 levels deep."""
    return Reply(b'{"Resources":' + b"[" * 200_000 + b"]" * 200_000 + b"}")


@hostile(jobs=1, reads=1)
def rather_deep_json(_: Asked) -> Reply:
    """JSON 900 levels deep: it can be parsed, but recursive code may fail."""
    return Reply(b'{"id": "1", "Operations":' + b'[{"x":' * 450 + b"1" + b"}]" * 450 + b"}")


@hostile(everything=4, jobs=1, reads=1)
def many_values(_: Asked) -> Reply:
    """JSON just below the size limit, in which each value needs twenty times its size in memory."""
    return Reply(b"[" + b"[]," * (5 * MIB) + b"0]")


def bomb(wbits: int) -> bytes:
    """Return a compressed GiB: one independent block, repeated."""
    packer = zlib.compressobj(9, wbits=wbits)
    first, again = (packer.compress(PIECE) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * 1023


@hostile(everything=4, jobs=1)
def gzip_bomb(_: Asked) -> Reply:
    """A gzip body that decompresses to 1 GiB, without Accept-Encoding in the request."""
    return Reply(bomb(31), headers={"Content-Type": SCIM_JSON, "Content-Encoding": "gzip"})


@hostile(everything=4, jobs=1)
def deflate_bomb(_: Asked) -> Reply:
    """A deflate body that decompresses to 1 GiB."""
    return Reply(bomb(15), headers={"Content-Type": SCIM_JSON, "Content-Encoding": "deflate"})


@hostile(everything=4, jobs=1, loses=True)
def hundred_thousand_headers(asked: Asked) -> Iterator[bytes]:
    """The correct response with 100,000 headers."""
    reply = asked.conforming()
    yield (
        head(reply.status, **reply.headers)[:-2]
        + b"".join(b"X-%d: x\r\n" % n for n in range(100_000))
        + b"\r\n"
    )
    yield reply.body


@hostile(jobs=1, works=True)
def many_results(asked: Asked) -> Reply:
    """The correct response with 50,000 further results."""
    body = asked.conforming().body
    return Reply(body.replace(b'"Operations":[', b'"Operations":[' + b'{"status":"200"},' * 50_000, 1))
