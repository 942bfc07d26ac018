"""Permitted variations in the endpoints, and in the paths of operations."""

import re
from collections.abc import Collection
from dataclasses import replace
from posixpath import normpath
from urllib.parse import urlsplit

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.declare import variant
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@variant("get-bulk-404", permits=("ENDPOINT-3.2-01",))
class GetBulk404(Behaviour):
    """The server returns 404 for methods other than POST on the Bulk endpoint."""

    def bulk_not_allowed(self, exchange: Exchange) -> ScimError:
        return ScimError(404, f"There is nothing to {exchange.method} here.")


@variant("get-bulk-501", permits=("ENDPOINT-3.2-01",))
class GetBulk501(Behaviour):
    """The server returns 501 for methods other than POST on the Bulk endpoint."""

    def bulk_not_allowed(self, exchange: Exchange) -> ScimError:
        return ScimError(501, f"{exchange.method} is not implemented.")


def _as_user(operation: Operation) -> Operation:
    return replace(operation, path="/Users") if operation.path == "/Me" else operation


@variant("me-in-bulk", permits=("BULK-3.7-41",), aka=("M4",))
class MeInBulk(Behaviour):
    """The server registers an account for a POST to ``/Me``."""

    def check_path(self, operation: Operation) -> None:
        super().check_path(_as_user(operation))

    def perform(self, job: Job, operation: Operation) -> Outcome:
        return super().perform(job, _as_user(operation))


SPECIAL = ("Bulk", "Me", "ServiceProviderConfig", "Schemas", "ResourceTypes")


@variant("special-endpoint-400-whole-job", permits=("BULK-3.7-41",), aka=("Q35",))
class SpecialEndpoint400WholeJob(Behaviour):
    """The server rejects a whole bulk request that has an operation on a special endpoint."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        for operation in job.operations:
            if {*str(operation.path).split("/")} & {*SPECIAL, ".search"}:
                raise invalid_syntax("An operation does not target a resource.")


@variant("path-resolved-as-a-url", permits=("BULK-3.7-42",))
class PathResolvedAsAUrl(Behaviour):
    """The server removes the dot segments and the query of a path (RFC 3986)."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        known = super().resolve(job, operation)
        url = urlsplit(re.sub("%2e", ".", str(known.path), flags=re.IGNORECASE))
        relative = isinstance(known.path, str) and not url.scheme and not url.netloc
        return replace(known, path=normpath(url.path)) if relative and url.path else known


@variant("slash-redirect", aka=("O9",))
class SlashRedirect(Behaviour):
    """The Bulk endpoint without a trailing slash redirects to the one with it."""

    def check_media_type(self, exchange: Exchange) -> None:
        if not exchange.path.endswith("/"):
            target = f"{exchange.root}{exchange.path}/"
            raise ScimError(307, "The endpoint ends in a slash.", headers={"Location": target})
        super().check_media_type(exchange)
