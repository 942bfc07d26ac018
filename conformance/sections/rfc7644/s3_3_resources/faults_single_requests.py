"""Faults in single requests: their responses, and what they store."""

import json
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.job import Outcome, Tenant
from conformance.reference.scim_error import ScimError


class SingleAnswer(Behaviour):
    """Returns another status for single requests of one method.

    Attributes:
        method: The method.
        instead: The status to return, by the correct status.
        word: A word in the responses to change; empty for all.
    """

    method = ""
    instead: dict[int, int] = {}  # noqa: RUF012 - never changed
    word = ""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        meant = exchange.method == self.method and not exchange.is_bulk and response.status in self.instead
        if not meant or self.word not in str(response.document):
            return response
        status = self.instead[response.status]
        gone = status == 204 or response.status >= 400
        return replace(response, status=status, document=None if gone else response.document)


@fault("single-post-200", breaks=("RESOURCE-3.3-04",))
class SinglePost200(SingleAnswer):
    """A single POST that creates a resource returns 200."""

    method, instead = "POST", {201: 200}


@fault("single-post-unnamed-201", breaks=("RESOURCE-3.3-05",))
class SinglePostUnnamed201(SingleAnswer):
    """A single POST without the required name returns 201 and creates nothing."""

    method, instead, word = "POST", {400: 201}, "userName"


@fault("single-put-204", breaks=("RESOURCE-3.5.1-02",))
class SinglePut204(SingleAnswer):
    """A single PUT that replaces a resource returns 204."""

    method, instead = "PUT", {200: 204}


@fault("single-patch-of-the-id-200", breaks=("RESOURCE-3.5.2-01",))
class SinglePatchOfTheId200(SingleAnswer):
    """A single PATCH of a read-only attribute changes nothing and returns 204."""

    method, instead, word = "PATCH", {400: 204}, "mutability"


@fault("single-patch-no-target-204", breaks=("RESOURCE-3.5.2-02",))
class SinglePatchNoTarget204(SingleAnswer):
    """A single PATCH without a matching target returns 204."""

    method, instead, word = "PATCH", {400: 204}, "noTarget"


@fault("single-patch-202", breaks=("RESOURCE-3.5.2-03",))
class SinglePatch202(SingleAnswer):
    """A single PATCH that succeeds returns 202."""

    method, instead = "PATCH", {200: 202}


@fault("single-delete-200", breaks=("RESOURCE-3.6-03",))
class SingleDelete200(SingleAnswer):
    """A single DELETE returns 200."""

    method, instead = "DELETE", {204: 200}


@fault("single-delete-missing-204", breaks=("RESOURCE-3.6-04",))
class SingleDeleteMissing204(SingleAnswer):
    """A single DELETE of a resource that does not exist returns 204."""

    method, instead = "DELETE", {404: 204}


def _sent(request: ScimRequest) -> dict[str, Any]:
    """Return the resource in a POST or PUT; empty for any other request."""
    if request.method not in ("POST", "PUT") or not request.body:
        return {}
    try:
        document = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


@fault("single-client-id-honoured", breaks=("RESOURCE-3.3-03",))
class SingleClientIdHonoured(Behaviour):
    """A single POST uses the id in its data as the id of the resource."""

    def perform_single(self, tenant: Tenant, request: ScimRequest) -> Outcome:
        wanted = _sent(request).get("id") if request.method == "POST" else None
        with tenant.storage.reserving(wanted if isinstance(wanted, str) else None):
            return super().perform_single(tenant, request)


@fault("single-soft-delete", breaks=("RESOURCE-3.6-01", "RESOURCE-3.6-02"))
class SingleSoftDelete(Behaviour):
    """A single DELETE sets active to false; GET still returns the user, and the userName stays taken."""

    def __init__(self, config: ReferenceConfig) -> None:
        super().__init__(config)
        self._deleted: dict[str, Outcome] = {}

    def perform_single(self, tenant: Tenant, request: ScimRequest) -> Outcome:
        if request.method == "GET" and request.path in self._deleted:
            return self._deleted[request.path]
        names = {(each.body or {}).get("userName") for each in self._deleted.values()}
        if request.method == "POST" and _sent(request).get("userName") in names - {None}:
            raise ScimError(409, "The userName is taken.", "uniqueness")
        if request.method == "DELETE" and request.path.startswith("/Users/"):
            found = tenant.single(ScimRequest("GET", request.base_url, request.path))
            deleted = super().perform_single(tenant, request)
            self._deleted[request.path] = replace(found, body={**(found.body or {}), "active": False})
            return deleted
        return super().perform_single(tenant, request)


@fault("single-user-name-case-matters", breaks=("CORE-2.1-01",))
class SingleUserNameCaseMatters(Behaviour):
    """A single POST ignores ``username``, and is rejected because it lacks ``userName``."""

    def perform_single(self, tenant: Tenant, request: ScimRequest) -> Outcome:
        if "username" in (sent := _sent(request)):
            known = {name: value for name, value in sent.items() if name != "username"}
            request = replace(request, body=json.dumps(known).encode())
        return super().perform_single(tenant, request)


@fault("single-location-not-meta-location", breaks=("CORE-3.1-02",))
class SingleLocationNotMetaLocation(Behaviour):
    """The Location of a single POST resolves but differs from meta.location."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        location = response.headers.get("Location")
        if exchange.is_bulk or not location:
            return response
        return replace(
            response, headers={**response.headers, "Location": location.replace("/Users/", "/users/")}
        )


@fault("content-location-not-meta-location", breaks=("CORE-3.1-02",))
class ContentLocationNotMetaLocation(Behaviour):
    """The Content-Location of a single request is another URL than meta.location."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        location = response.headers.get("Content-Location")
        if exchange.is_bulk or not location:
            return response
        return replace(response, headers={**response.headers, "Content-Location": f"{location}.json"})


@fault("single-password-echoed", breaks=("CORE-4.1-01",))
class SinglePasswordEchoed(Behaviour):
    """The response to a single POST or PUT returns the password from the request."""

    def perform_single(self, tenant: Tenant, request: ScimRequest) -> Outcome:
        outcome = super().perform_single(tenant, request)
        sent = _sent(request).get("password")
        return replace(outcome, body={**(outcome.body or {}), "password": sent}) if sent else outcome
