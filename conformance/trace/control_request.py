"""Control requests: what a server does with a single request, recorded to compare bulk requests with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """A single request that the run sent because an effect of a bulk request needed an explanation.

    Attributes:
        subject: What was asked: ``POST`` of a resource, ``PUT`` without a version, or the attribute that was
            to refer to another resource.
        endpoint: The endpoint of the resource type, such as ``/Users``; empty for any.
        reason: Why the effect in the bulk request proves nothing; empty if the single request worked.
        exchanges: Numbers of the exchanges that show it.
    """

    subject: str
    endpoint: str
    reason: str = ""
    exchanges: tuple[int, ...] = ()
