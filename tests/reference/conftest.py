import asyncio
import itertools
import json

import httpx
import pytest

from conformance.reference.app import create_app
from conformance.reference.config import BASE_PATH, ReferenceConfig
from conformance.reference.models import BULK_REQUEST

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Client:
    """Sends requests to one reference server in process, with a token of its first tenant."""

    def __init__(self, config: ReferenceConfig) -> None:
        self.app = create_app(config)
        self.tenant = config.tenants[0]
        self.tokens = self.app.state.tokens

    def send(self, method, path, content=None, *, tenant=None, headers=None):
        root = BASE_PATH.format(tenant_id=tenant or self.tenant)
        usual = {
            "Authorization": f"Bearer {self.tokens.issue(self.tenant)}",
            "Content-Type": "application/scim+json",
        }
        sent = {name: value for name, value in (usual | (headers or {})).items() if value is not None}
        return asyncio.run(self._exchange(method, root + path, content, sent))

    async def _exchange(self, method, path, content, headers):
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://scim.test") as http:
            return await http.request(method, path, content=content, headers=headers)

    def post(self, path, document, **options):
        return self.send("POST", path, json.dumps(document), **options)

    def bulk(self, *operations, fail_on_errors=None, **options):
        document = {"schemas": [BULK_REQUEST], "Operations": list(operations)}
        if fail_on_errors is not None:
            document["failOnErrors"] = fail_on_errors
        return self.post("/Bulk", document, **options)

    def results(self, *operations, **options):
        """Return the results of a bulk request that gets 200, in the order of its operations."""
        response = self.bulk(*operations, **options)
        assert response.status_code == 200, response.text
        return response.json()["Operations"]

    def statuses(self, *operations, **options):
        return [result["status"] for result in self.results(*operations, **options)]

    def stored(self, endpoint):
        """Return every resource of a type, by its unique name."""
        listed = self.send("GET", endpoint).json().get("Resources", [])
        return {resource.get("userName") or resource["displayName"]: resource for resource in listed}

    def members(self, name):
        """Return the names of the resources that are members of a group."""
        everything = {**self.stored("/Users"), **self.stored("/Groups")}
        names = {resource["id"]: name for name, resource in everything.items()}
        return sorted(names[member["value"]] for member in everything[name].get("members", []))


@pytest.fixture
def serve():
    """Return a function that starts a reference server with the given settings."""
    return lambda **settings: Client(ReferenceConfig(**settings))


@pytest.fixture
def client(serve):
    return serve()


@pytest.fixture
def user():
    """Return a function that returns a POST of a user, by default with a unique bulkId."""

    def make(name, *, bulk_id=None, manager=None):
        data = {"schemas": [USER], "userName": name}
        if manager:
            data |= {"schemas": [USER, ENTERPRISE], ENTERPRISE: {"manager": {"value": manager}}}
        return {"method": "POST", "path": "/Users", "bulkId": bulk_id or name, "data": data}

    return make


@pytest.fixture
def group():
    """Return a function that returns a POST of a group whose bulkId is its name."""

    def make(name, *members):
        data = {"schemas": [GROUP], "displayName": name, "members": [{"value": each} for each in members]}
        return {"method": "POST", "path": "/Groups", "bulkId": name, "data": data}

    return make


@pytest.fixture
def add():
    """Return a function that returns a PATCH that adds a member to a group."""

    def make(path, member):
        change = {"op": "add", "path": "members", "value": [{"value": member}]}
        return {"method": "PATCH", "path": path, "data": {"schemas": [PATCH_OP], "Operations": [change]}}

    return make


@pytest.fixture
def missing():
    """Return a function that returns DELETEs of users that do not exist."""
    numbers = itertools.count()
    return lambda: {"method": "DELETE", "path": f"/Users/nobody{next(numbers)}"}
