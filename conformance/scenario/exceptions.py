"""How a scenario can end before it is through."""

from conformance.exchange import Exchange


class Blocked(Exception):  # noqa: N818 - it ends a scenario, it is nobody's error
    """A scenario cannot go on; the message names the prerequisite that was missing."""


class Unreachable(Blocked):
    """Nobody answers any more, so that the run as a whole is cut short."""


class Uncreated(Blocked):
    """A resource that a scenario needs could not be created by a single request.

    Attributes:
        endpoint: Where it was to be created, such as ``/Groups``.
        made: The answer to the request; None where the resource is not shown afterwards.
    """

    def __init__(self, endpoint: str, message: str, made: Exchange | None = None) -> None:
        super().__init__(message)
        self.endpoint = endpoint
        self.created = made


class OutOfReach(Exception):  # noqa: N818 - as Blocked
    """A scenario would go beyond our own limits; the message says which."""


class Inapplicable(Exception):  # noqa: N818 - as Blocked
    """A scenario asks for what the server does not have; the message says what, and how we know."""
