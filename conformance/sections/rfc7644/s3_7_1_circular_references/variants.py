"""Permitted variations in circular references."""

from collections.abc import Collection

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.graph import on_rings
from conformance.reference.job import Job
from conformance.reference.scim_error import ScimError

_RING = "The operation is part of a circular reference, which this server does not resolve."


@variant("ring-409-per-operation", permits=("BULK-3.7.1-02",), aka=("Q13", "F15"))
class Ring409PerOperation(Behaviour):
    """The server rejects each operation that depends on a circular reference with 409."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        job.rejected |= {index: ScimError(409, _RING) for index in on_rings(edges)}


@variant("ring-409-whole-job", permits=("BULK-3.7.1-02", "BULK-3.7.1-03"), aka=("Q13", "Q14"))
class Ring409WholeJob(Behaviour):
    """The server rejects a whole bulk request with a circular reference with 409."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        if on_rings(edges):
            raise ScimError(409, "The request has a circular reference, which this server does not resolve.")
        super().prepare(job, edges)


@variant("self-reference-409", permits=("BULK-3.7.1-02",), aka=("Q15",))
class SelfReference409(Behaviour):
    """The server resolves circular references but rejects a reference to itself with 409."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        job.rejected |= {index: ScimError(409, _RING) for index, targets in edges.items() if index in targets}


@variant("self-reference-400", permits=("BULK-3.7.1-03",), aka=("Q15", "F2"))
class SelfReference400(Behaviour):
    """The server resolves circular references but rejects a reference to itself with 400."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        scim_error = ScimError(400, "A resource must not refer to itself.", "invalidValue")
        job.rejected |= {index: scim_error for index, targets in edges.items() if index in targets}


ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@variant("managers-shown-by-name", permits=("BULK-3.7.1-03",))
class ManagersShownByName(Behaviour):
    """The server returns the displayName of a user's manager (RFC 7643 section 4.3)."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._called: dict[str, str] = {}

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        shown = response.document if isinstance(response.document, dict) else {}
        users = [user for user in (*shown.get("Resources", ()), shown) if "userName" in user]
        self._called |= {user["id"]: user["displayName"] for user in users if "displayName" in user}
        for manager in (user.get(ENTERPRISE, {}).get("manager") for user in users):
            if manager and manager.get("value") in self._called:
                manager["displayName"] = self._called[manager["value"]]
        return super().response(exchange, response)
