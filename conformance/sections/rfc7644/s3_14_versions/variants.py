"""Permitted variations in the versions of resources."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@variant("versions-wanted", permits=("VERSION-3.14-01",))
class VersionsWanted(Behaviour):
    """The server rejects any change without a version with 428 (RFC 6585 section 3)."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        self._want(exchange.method, exchange.headers.get("if-match"))

    def admit(self, job: Job, operation: Operation) -> None:
        super().admit(job, operation)
        self._want(str(operation.method), operation.version)

    def _want(self, method: str, version: str | None) -> None:
        if method in ("PUT", "PATCH", "DELETE") and not version:
            raise ScimError(428, "Name the version that is to be changed.")


@variant("versions-tell-of-neighbours", permits=("VERSION-3.14-04",))
class VersionsTellOfNeighbours(Behaviour):
    """A change of a group gives its members a new version, and a change of a member its groups."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        storage = job.tenant.storage
        before = storage.members()
        outcome = super().perform(job, operation)
        own = job.ids.get(operation.index) or str(operation.path).rpartition("/")[2]
        after = storage.members()
        groups = {group for group, members in (*before.items(), *after.items()) if own in members}
        members = before.get(own, frozenset()) | after.get(own, frozenset())
        storage.renew((groups | members) - {own})
        return outcome


@variant("no-etags", permits=("VERSION-3.14-05",), aka=("Q38",))
class NoEtags(Behaviour):
    """The server does not support entity-tags and ignores versions in requests."""

    etags = False


@variant("version-on-delete", aka=("J8",))
class VersionOnDelete(Behaviour):
    """The result of a DELETE carries the version of the deleted resource."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        if operation.method == "DELETE" and operation.version:
            document.setdefault("version", operation.version)
        return document


@variant("if-match-compares-strongly", permits=("VERSION-3.14-01",))
class IfMatchComparesStrongly(Behaviour):
    """The server rejects a single request with a weak entity-tag in If-Match (RFC 7232 section 3.1)."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.headers.get("if-match", "").startswith("W/"):
            raise ScimError(412, "If-Match compares entity-tags strongly.")
