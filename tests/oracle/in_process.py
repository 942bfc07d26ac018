"""The reference server without HTTP, for thousands of bulk requests per second."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from scim2_models import Resource
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest

from conformance.exchange import Exchange, Failure, Request, Response
from conformance.exploration.binding import TYPES, Binding, Known, references
from conformance.exploration.boundary_values import boundary_values_of
from conformance.exploration.json_encoding import encode
from conformance.exploration.outcomes import StoredResource
from conformance.exploration.outcomes import seen as seen_of
from conformance.oracle.bulk import JobModel, Observed, OracleResult, Server, State, judge
from conformance.reference.auth import Claims
from conformance.reference.bulk import BulkEngine
from conformance.reference.config import ReferenceConfig
from conformance.reference.exchange import Exchange as Asked
from conformance.reference.job import Tenant
from conformance.reference.registry import compose
from conformance.reference.scim_error import ScimError
from conformance.reference.service import ReferenceService
from conformance.reference.storage import TenantStorage
from conformance.scim import resources
from conformance.scim.bulk_request import ENTERPRISE_USER, USER
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.resource_types import ResourceType

BASE = "http://127.0.0.1/scim/v2"
_STATE = ("_resources", "_unique_values", "_owners")
"""The attributes of the in-memory store that hold its state."""

TIMEOUT = 0.3
"""Timeout of a bulk request in seconds."""

BOUNDARY_VALUES = {"User": boundary_values_of({USER: None, ENTERPRISE_USER: None}, USER, ("displayName",))}
"""The boundary values of users by RFC 7643."""

CLAIMS = Claims("acme", frozenset({"scim:read", "scim:write"}))


def build(type_: ResourceType, name: str) -> dict[str, Any]:
    """Return a plain resource."""
    return resources.user(name) if type_.name == "User" else resources.group(name)


class InProcessServer:
    """A server in this process, reset to the same resources before each bulk request.

    Args:
        faults: Names of its faults.
        variants: Names of its variants.
    """

    def __init__(self, faults: tuple[str, ...] = (), variants: tuple[str, ...] = ()) -> None:
        self._behaviour = compose(ReferenceConfig(faults=faults, variants=variants))
        self._engine = BulkEngine(self._behaviour)
        service = ReferenceService(
            self._behaviour.resources,
            self._behaviour.resource_types,
            1000,
            1024 * 1024,
            etags=self._behaviour.etags,
            patch_shows_resource=self._behaviour.patch_shows_resource,
        )
        self._loop = asyncio.new_event_loop()
        self._storage = TenantStorage(self._behaviour.new_id)
        self._tenant = Tenant(self._storage, ScimHandler(service, self._storage))
        self.server = Server(versions=self._behaviour.etags)
        self.known = {
            "e0": self._create("User", "taken@example.com"),
            "e1": self._create("User", "other@example.com"),
        }
        self.known["g0"] = self._create("Group", "circle", self.known["e1"].id)
        self._kept = {name: _copied(getattr(self._storage, name)) for name in _STATE}
        self._shown: dict[str, tuple[Resource[Any], dict[str, Any]]] = {}
        kept = [resource for held in self._storage._resources.values() for resource in held.values()]
        for resource, (_, document) in zip(kept, list(self._stored()), strict=True):
            self._shown[str(resource.id)] = (resource, document)

    def judge(self, shape: JobModel) -> tuple[Observed, OracleResult]:
        """Send a bulk request and return its outcome with the result of the oracle."""
        binding = Binding(shape, self.known, "n-", build, boundary_values=BOUNDARY_VALUES)
        seen = self.send(binding)
        return seen, judge(shape, binding.before, seen, self.server)

    def before(self, shape: JobModel) -> State:
        """Return the resources stored before a bulk request, for the oracle."""
        return Binding(shape, self.known, "n-", build).before

    def send(self, binding: Binding) -> Observed:
        """Process a bulk request on the initial resources."""
        self._reset()
        body = encode(binding.job, binding.shape.encoding)
        asked = Asked("POST", "acme", "/scim/v2", "/Bulk", "http://127.0.0.1", {}, {})
        try:
            job = self._engine.read(self._behaviour.decode(body), self._tenant, CLAIMS, BASE)
            self._loop.run_until_complete(asyncio.wait_for(self._behaviour.pause(job), TIMEOUT))
            response = self._behaviour.bulk_response(job, self._engine.run(job))
        except TimeoutError:
            return self._seen(binding, body, None)
        except ScimError as rejection:
            response = self._behaviour.error_response(asked, rejection)
        except Exception as error:  # noqa: BLE001 - as the gateway does
            response = self._behaviour.crash(asked, error)
        response = self._behaviour.response(asked, response)
        raw = response.raw if response.raw is not None else json.dumps(response.document).encode()
        return self._seen(binding, body, Response(response.status, (), raw, 0.0))

    def _seen(self, binding: Binding, body: bytes, response: Response | None) -> Observed:
        failure = None if response else Failure("timeout", "no response")
        exchange = Exchange(1, "bulk", Request("POST", f"{BASE}/Bulk", (), body), response, failure)
        return seen_of(binding, BulkResponse(exchange, binding.job), list(self._stored()), complete=True)

    def _reset(self) -> None:
        for name, value in self._kept.items():
            setattr(self._storage, name, _copied(value))

    def _stored(self) -> Iterator[StoredResource]:
        """Yield the stored resources; an initial resource is read again only if it changed."""
        for type_ in TYPES.values():
            for resource_id, resource in list(self._storage._resources.get(type_.name, {}).items()):
                kept, document = self._shown.get(resource_id, (None, {}))
                if kept is not resource:
                    asked = ScimRequest("GET", BASE, f"{type_.endpoint}/{resource_id}")
                    document = self._tenant.single(asked).body or {}
                yield type_.endpoint, document

    def _create(self, kind_name: str, name: str, *members: str) -> Known:
        type_ = TYPES[kind_name]
        data = resources.user(name) if kind_name == "User" else resources.group(name, *members)
        body = json.dumps(data).encode()
        headers = {"content-type": "application/scim+json"}
        made = self._tenant.single(ScimRequest("POST", BASE, type_.endpoint, headers=headers, body=body))
        document = made.body or {}
        return Known(
            kind_name,
            f"{type_.endpoint}/{document['id']}",
            document["id"],
            name,
            document.get(type_.text) if type_.text else None,
            frozenset(references(document, type_)),
            made.version,
        )


def _copied(held: dict[Any, Any]) -> dict[Any, Any]:
    """Copy two levels, since the store replaces resources and never changes them."""
    kind = type(held)
    copy = {key: dict(value) if isinstance(value, dict) else value for key, value in held.items()}
    if isinstance(held, defaultdict):
        return defaultdict(held.default_factory, copy)
    return kind(copy)
