"""Faults in the versions of resources."""

from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import Recoded
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.scim_error import ScimError


@fault("weak-version-refused", breaks=("VERSION-3.14-01",), aka=("J6",))
class WeakVersionRefused(Behaviour):
    """The server rejects a version in the weak form, although it issues weak versions."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.version and operation.version.startswith("W/"):
            raise ScimError(412, "The version does not match.")
        return super().perform(job, operation)


@fault("current-version-refused", breaks=("VERSION-3.14-01",), aka=("J6",))
class CurrentVersionRefused(Behaviour):
    """The server rejects the current version of a resource."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        version = f'"{operation.version}"' if operation.version else None
        return super().single_request(job, replace(operation, version=version))


@fault(
    "stale-version-overwrites", breaks=("VERSION-3.14-02",), aka=("J1",), seen_in="django-scim, elimity golib"
)
class StaleVersionOverwrites(Behaviour):
    """PUT and PATCH ignore a stale version; only DELETE rejects it."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        version = operation.version if operation.method == "DELETE" else None
        return super().single_request(job, replace(operation, version=version))


def current(job: Job, path: object) -> str | None:
    """Return the current version of a resource; None if it does not exist."""
    try:
        return job.tenant.single(ScimRequest("GET", job.base_url, str(path))).version
    except ScimError:
        return None


@fault("version-of-before-the-job", breaks=("VERSION-3.14-02",), aka=("J7",))
class VersionOfBeforeTheJob(Behaviour):
    """The server compares versions with those from before the bulk request."""

    def prepare(self, job: Job, edges: dict[int, Any]) -> None:
        super().prepare(job, edges)
        self._versions = {o.path: current(job, o.path) for o in job.operations if o.version}

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.version and operation.version == self._versions.get(operation.path):
            operation = replace(operation, version=None)
        return super().single_request(job, operation)


@fault("version-ignored", breaks=("VERSION-3.14-02",), aka=("J1", "J2"), seen_in="zitadel, SimpleIdServer")
class VersionIgnored(Behaviour):
    """The server ignores a stale version."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        return super().single_request(job, replace(operation, version=None))


@fault("version-of-groups-ignored", breaks=("VERSION-3.14-02",))
class VersionOfGroupsIgnored(Behaviour):
    """The server ignores a stale version of a group; it rejects one of a user."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if str(operation.path).startswith("/Groups"):
            operation = replace(operation, version=None)
        return super().single_request(job, operation)


@fault("version-ignored-on-delete", breaks=("VERSION-3.14-02",), aka=("J2",), seen_in="scimmy")
class VersionIgnoredOnDelete(Behaviour):
    """DELETE ignores a stale version."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        version = None if operation.method == "DELETE" else operation.version
        return super().single_request(job, replace(operation, version=version))


@fault("stale-version-applied", breaks=("VERSION-3.14-02",), aka=("J1",))
class StaleVersionApplied(Behaviour):
    """The server reports 412 for a stale version but applies the operation."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            if scim_error.status == 412:
                super().perform(job, replace(operation, version=None))
            raise


@fault("stale-version-409", breaks=("VERSION-3.14-03",), aka=("J4",))
class StaleVersion409(Recoded):
    """The server rejects a stale version with 409 instead of 412."""

    def recode(self, operation: Operation, scim_error: ScimError) -> ScimError:
        return ScimError(409, scim_error.detail) if scim_error.status == 412 else scim_error


@fault("stale-version-400", breaks=("VERSION-3.14-03",), aka=("J4",))
class StaleVersion400(Behaviour):
    """The server rejects a stale version with 400 instead of 412."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        try:
            return super().perform(job, operation)
        except ScimError as scim_error:
            raise ScimError(400, scim_error.detail) if scim_error.status == 412 else scim_error from None


@fault("outdated-version-in-result", breaks=("VERSION-3.14-04",), aka=("J5",))
class OutdatedVersionInResult(Behaviour):
    """The version in a result is not the current version of the resource."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        return document | {"version": 'W/"0"'} if "version" in document else document


@fault("version-of-before", breaks=("VERSION-3.14-04",), aka=("J5",))
class VersionOfBefore(Behaviour):
    """The result of a PUT or PATCH has the version from before the change."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        before = current(job, operation.path) if operation.method in ("PUT", "PATCH") else None
        outcome = super().perform(job, operation)
        return replace(outcome, headers={**outcome.headers, "ETag": before}) if before else outcome


@fault("no-version-in-result", breaks=("VERSION-3.14-05",), aka=("J3",), seen_in="Charon")
class NoVersionInResult(Behaviour):
    """Results have no version, although the server claims entity-tags."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        document = super().result(job, operation, outcome)
        document.pop("version", None)
        return document
