"""The reference server responds to single requests exactly as scim2-server does, only faster."""

import datetime
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from scim2_models import SCIMException
from scim2_server.handler import ScimHandler
from scim2_server.memory import InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService

from conformance.reference.config import ReferenceConfig
from conformance.reference.registry import VARIANTS, compose
from conformance.reference.service import ReferenceService
from conformance.reference.storage import TenantStorage

BASE = "http://127.0.0.1/scim/v2"
NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CORE = "urn:ietf:params:scim:schemas:core:2.0:"

FILTERS = [
    *(f'userName {op} "Ann"' for op in ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")),
    *(f'{name} sw "a"' for name in ("userName", "USERNAME", "displayName", "title", "id")),
    f'{CORE}User:userName sw "a"',
    *(f'{name} sw ""' for name in ("userName", "displayName", "title")),
    *(f'{name} sw "1"' for name in (f"{ENTERPRISE}:employeeNumber", "meta.version", "meta.created")),
    *(f'{name} sw "j"' for name in ("emails", "emails.value", "name", "name.familyName")),
    *(f'{name} sw "j"' for name in ("active", "password", "nope")),
    'userName sw 1',
    "userName sw null",
    'userName sw "\\u0041"',
    'userName sw "é"',
    'userName sw "e\\u0301"',
    'userName sw "ann" and displayName pr',
    'userName sw "ann" or userName sw "B"',
    'not (userName sw "ann")',
    'emails[type eq "work"]',
    "title pr",
    'schemas eq "' + ENTERPRISE + '"',
    'meta.created gt "2020-01-01T00:00:00Z"',
    'members.value eq "2"',
    "(",
]  # fmt: skip
QUERIES = [
    {},
    {"count": "2"},
    {"count": "0"},
    {"startIndex": "2", "count": "1"},
    {"startIndex": "99"},
    {"sortBy": "userName", "sortOrder": "descending"},
    {"sortBy": "displayName"},
    {"attributes": "userName"},
    {"attributes": "displayName,members"},
    {"excludedAttributes": "meta,emails"},
    {"cursor": ""},
]


class CountingStorage(InMemoryStorage):
    """The store of scim2-server, with predictable ids."""

    def __init__(self, ids: Iterator[int]) -> None:
        super().__init__(lambda: NOW)
        self._ids = ids

    def generate_id(self, *_: object) -> str:
        return str(next(self._ids))


class Twins:
    """Sends the same requests to scim2-server itself and to the reference server's use of it."""

    def __init__(self, variant: str = "") -> None:
        behaviour = compose(ReferenceConfig(variants=(variant,) if variant else ()))
        service = ReferenceService(
            behaviour.resources,
            behaviour.resource_types,
            10,
            1000,
            etags=behaviour.etags,
            patch_shows_resource=False,
        )
        plain, ours = itertools.count(1), itertools.count(1)
        storage = TenantStorage(lambda: str(next(ours)))
        storage.clock = lambda: NOW
        self.endpoints = [str(each.endpoint) for each in behaviour.resource_types]
        self._plain = ScimHandler(ScimService(service.provider), CountingStorage(plain))
        self._ours = ScimHandler(service, storage)

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        answers = [_handle(each, method, path, content, more) for each in (self._plain, self._ours)]
        assert answers[1] == answers[0], (method, path, body, more)
        return answers[0]


def _handle(handler: ScimHandler, method: str, path: str, body: bytes, more: dict[str, Any]) -> Any:
    try:
        response = handler.handle(ScimRequest(method, BASE, path, body=body, **more))
    except SCIMException as rejected:
        return (rejected.status, rejected.scim_type, rejected.detail)
    return (int(response.status), json.dumps(response.body), sorted(response.headers.items()))


def fill(twins: Twins) -> None:
    """Store resources of every type; some are changed afterwards or rejected."""
    for name in ("ann", "ANNE", "Bob", "é-composed", "e\u0301-decomposed", "ann", "x"):
        twins.ask("POST", "/Users", {
            "schemas": [f"{CORE}User", ENTERPRISE],
            "userName": name,
            "displayName": name.upper(),
            "name": {"familyName": "J."},
            "password": "secret",
            "emails": [{"value": "J@example.COM", "type": "work"}],
            ENTERPRISE: {"employeeNumber": "1" + name, "manager": {"value": "1", "$ref": "Users/1"}},
        })  # fmt: skip
        twins.ask("POST", "/Users", {"schemas": [f"{CORE}User"], "userName": name + "-plain"})
    for name in ("all", "ann's"):
        members = [{"value": "1", "$ref": "Users/1", "type": "User"}, {"value": "2"}]
        twins.ask("POST", "/Groups", {"schemas": [f"{CORE}Group"], "displayName": name, "members": members})
    patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    for path in ("/Users/1", "/Users/2", "/Groups/13", "/Groups/14"):
        for change in (
            {"displayName": "a changed name"},
            {"members": [{"value": "3"}]},
            {"title": "a title"},
        ):
            operation = {"op": "add", "value": change}
            twins.ask("PATCH", path, {"schemas": [patch], "Operations": [operation]})
    twins.ask("PUT", "/Users/3", {"schemas": [f"{CORE}User"], "userName": "annabel"})
    twins.ask("PUT", "/Users/3", {"schemas": [f"{CORE}User"], "userName": "Bob"})
    twins.ask("DELETE", "/Users/4")
    twins.ask("DELETE", "/Users/4")


def _with_resources_of_their_own() -> list[str]:
    """Return one variant for each set of resource types that a variant serves."""
    composed = {name: compose(ReferenceConfig(variants=(name,))) for name in sorted(VARIANTS)}
    served = {(each.resources, each.etags): name for name, each in composed.items()}
    return sorted(served.values())


@pytest.mark.parametrize("variant", _with_resources_of_their_own())
def test_resources_and_lists_equal_those_of_scim2_server(variant: str) -> None:
    twins = Twins(variant)
    for _ in range(2):
        fill(twins)
        for endpoint in twins.endpoints:
            for query in QUERIES:
                twins.ask("GET", endpoint, query=query)
            for number in range(30):
                twins.ask("GET", f"{endpoint}/{number}")


def test_searches_equal_those_of_scim2_server() -> None:
    twins = Twins()
    for _ in range(2):
        fill(twins)
        assert json.loads(twins.ask("GET", "/Users", query={"filter": 'userName sw "ann"'})[1])[
            "totalResults"
        ]
        for path in ("/Users", "/Groups", "/"):
            for wanted, query in itertools.product(FILTERS, QUERIES):
                twins.ask("GET", path, query={**query, "filter": wanted})
            twins.ask("POST", f"{path.rstrip('/')}/.search", {"filter": 'displayName sw "a"'})


def test_conditions_and_selected_attributes_work() -> None:
    twins = Twins()
    fill(twins)
    for tag in ('W/"1"', 'W/"17"', "*", '"x"'):
        for header in ("If-Match", "If-None-Match"):
            twins.ask("GET", "/Users/1", headers={header: tag})
    for query in QUERIES:
        twins.ask("GET", "/Users/1", query=query)
        twins.ask("PUT", "/Users/1", {"schemas": [f"{CORE}User"], "userName": "new"}, query=query)
