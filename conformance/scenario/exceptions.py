"""Exceptions that end a scenario early."""

from conformance.exchange import Exchange


class Blocked(Exception):  # noqa: N818 - it ends a scenario and reports no error
    """A scenario cannot continue; the message names the missing prerequisite."""


class Unreachable(Blocked):
    """The server does not respond any more, so the whole run ends."""


class Uncreated(Blocked):
    """A single request did not create a resource that a scenario needs.

    Attributes:
        endpoint: Its collection, such as ``/Groups``.
        created: The exchange of the POST; None if the POST succeeded and GET does not return the resource.
    """

    def __init__(self, endpoint: str, message: str, made: Exchange | None = None) -> None:
        super().__init__(message)
        self.endpoint = endpoint
        self.created = made


class OutOfReach(Exception):  # noqa: N818 - as Blocked
    """A request would exceed a limit of the run or of the server; the message names it."""


class Inapplicable(Exception):  # noqa: N818 - as Blocked
    """The server does not have what a scenario needs; the message names it and the evidence."""
