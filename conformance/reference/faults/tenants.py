"""Faults that let a job of one tenant reach into another (survey M)."""

from dataclasses import replace
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from conformance.reference.auth import Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome, Results, Tenant
from conformance.reference.references import Reference
from conformance.reference.refusal import Refusal


@fault("tenant-crossing", breaks=("SECURITY-2-04",), aka=("M8",), seen_in="Atlas-Workforce-System #175")
class TenantCrossing(Behaviour):
    """A token for one tenant opens the others too."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        claims = tokens.verify(exchange.headers.get("authorization"))
        return replace(claims, tenant=exchange.tenant)


class _KnowsTenants(Behaviour):
    """Remembers the tenants that have sent jobs."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self.tenants: dict[str, Tenant] = {}

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        self.tenants[job.base_url] = job.tenant
        return super().finished(job, results, savepoint)


@fault("ids-of-all-tenants", breaks=("SECURITY-2-04",), aka=("M8",))
class IdsOfAllTenants(_KnowsTenants):
    """An operation acts on the resource of an id, whichever tenant it belongs to."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except Refusal as refusal:
            for tenant in self.tenants.values():
                if refusal.status == 404 and tenant is not job.tenant:
                    return super().perform(replace(job, tenant=tenant), operation)
            raise


@fault("climbing-out-of-the-tenant", breaks=("SECURITY-2-04",), aka=("M8", "M6"))
class ClimbingOutOfTheTenant(_KnowsTenants):
    """Dot segments in a path lead out of the tenant and into another one."""

    def check_path(self, operation: Operation) -> None:
        if ".." not in str(operation.path):
            super().check_path(operation)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        place = normpath(urlsplit(job.base_url).path + unquote(operation.path))
        for base_url, tenant in self.tenants.items():
            root = urlsplit(base_url).path
            if ".." in operation.path and tenant is not job.tenant and place.startswith(f"{root}/"):
                inside = replace(operation, path=place.removeprefix(root))
                return super().perform(replace(job, tenant=tenant), inside)
        super().check_path(operation)
        return super().perform(job, operation)


@fault("bulk-ids-of-all-tenants", breaks=("SECURITY-2-04",), aka=("M17",))
class BulkIdsOfAllTenants(Behaviour):
    """A reference to a bulkId of another tenant's job is resolved."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._made: dict[tuple[str, str], str] = {}

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if self.target(job, operation, reference) is None:
            for (base_url, bulk_id), made in self._made.items():
                if bulk_id == reference.bulk_id and base_url != job.base_url:
                    return made
        return super().target_id(job, operation, reference)

    def finished(self, job: Job, results: Results, savepoint: int) -> Results:
        for bulk_id, post in job.definitions.items():
            self._made[job.base_url, bulk_id] = job.ids[post.index]
        return super().finished(job, results, savepoint)
