"""Servers whose responses name another origin."""

from tests.hostile.kit import BASE, Asked, Reply
from tests.hostile.modes import hostile


@hostile(everything=4, jobs=1)
def redirect_loop(asked: Asked) -> Reply:
    """307 to itself."""
    return Reply(status=307).having(Location=asked.path)


@hostile(everything=4, jobs=1, reads=1, loses=True)
def redirect_to_another_origin(asked: Asked) -> Reply:
    """308 to the same path of another origin."""
    return Reply(status=308).having(Location=asked.server.elsewhere.origin + asked.path)


@hostile(everything=4, jobs=1, loses=True)
def redirect_without_a_scheme(asked: Asked) -> Reply:
    """307 to another origin: by //host, and behind user information that looks like a host."""
    authority = asked.server.elsewhere.origin.removeprefix("http://")
    here = asked.server.origin.removeprefix("http://")
    places = (f"//{authority}/x", f"http://{here}@{authority}/x", f"http://{here}\\@{authority}/x")
    return Reply(status=307).having(Location=places[asked.server.asked % 3])


def _addressed(asked: Asked, there: str) -> Reply:
    """Return the conforming response with another origin in every URL."""
    reply, here = asked.conforming(), asked.server.origin
    headers = {name: value.replace(here + BASE, there + BASE) for name, value in reply.headers.items()}
    body = reply.body.replace((here + BASE).encode(), (there + BASE).encode())
    return Reply(body, reply.status, headers)


@hostile(everything=2, works=True)
def every_address_elsewhere(asked: Asked) -> Reply:
    """Correct responses, in which location, $ref, meta.location and Location name another origin."""
    return _addressed(asked, asked.server.elsewhere.origin)


@hostile(everything=1, works=True)
def no_address(asked: Asked) -> Reply:
    """Correct responses, in which the host of every URL has an opening bracket only."""
    return _addressed(asked, asked.server.origin.replace("//", "//["))
