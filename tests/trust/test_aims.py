"""A run changes and deletes only resources that it created, even if the server obeys every request."""

import itertools
import json
import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import httpx
import pytest

from conformance.client.transport.loop import LoopTransport
from conformance.reference.config import ReferenceConfig
from conformance.reference.server import ReferenceServer
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun
from conformance.run.runner import Runner
from conformance.settings import Settings

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
CHANGING = ("PUT", "PATCH", "DELETE")
OURS = "scimconf-"
NAMES = re.compile(rb'"(?:userName|displayName)": "(scimconf-[0-9a-f]{8}-[^"\\]+)"')


class Tenant:
    """A tenant with resources that the run did not create."""

    def __init__(self, base_url, token):
        self._base_url = base_url
        self._client = httpx.Client(headers={"Authorization": f"Bearer {token}"}, trust_env=False)
        ann = self._add("Users", {"schemas": [USER], "userName": "ann"})
        self._add("Groups", {"schemas": [GROUP], "displayName": "admins", "members": [{"value": ann}]})

    def _add(self, endpoint, document):
        return self._client.post(f"{self._base_url}/{endpoint}", json=document).json()["id"]

    def resources(self):
        """Return all stored resources, by id."""
        answers = [
            self._client.get(f"{self._base_url}/{name}?count=1000").json() for name in ("Users", "Groups")
        ]
        return {resource["id"]: resource for answer in answers for resource in answer["Resources"]}


@dataclass
class Played:
    """A standard run: its requests, and the stored resources before it, before and after its clean-up."""

    exchanges: list = field(default_factory=list)
    stored: list = field(default_factory=list)
    sent: int = 0
    unwritten: list = field(default_factory=list)


@pytest.fixture(scope="module", params=["rfc7644", "scaikey"])
def played(request, tmp_path_factory):
    directory, found = tmp_path_factory.mktemp("report"), Played()
    exchange, close = LoopTransport.exchange, Runner.close
    with (
        ReferenceServer(ReferenceConfig(profile=request.param)) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        tenants = [
            Tenant(server.base_url_of(each), server.token_for(each)) for each in server.config.tenants[:2]
        ]

        def look(runner=None):
            found.stored.append([tenant.resources() for tenant in tenants])
            return close(runner) if runner else None

        def watch(transport, outgoing):
            written = b"".join(path.read_bytes() for path in directory.glob("*journal.jsonl"))
            names = NAMES.findall(outgoing.body) if outgoing.method in ("POST", "PUT") else []
            found.sent += len(names)
            found.unwritten += [name for name in names if name not in written]
            return exchange(transport, outgoing)

        look()
        patch.setattr(LoopTransport, "exchange", watch)
        patch.setattr(Runner, "close", look)
        live = LiveRun(introduced(Settings(report=directory, profile=request.param), server))
        for case in live.cases():
            live.judge(case)
        found.exchanges = list(live.collect().exchanges)
        look()
    return found


def test_foreign_resources_are_unchanged(played):
    before, _, after = played.stored
    assert all(len(tenant) == 2 for tenant in before)
    assert after == before


def test_all_created_resources_have_the_prefix_of_the_run(played):
    before, made, _ = played.stored
    names = [
        resource.get("userName") or resource.get("displayName")
        for tenant, others in zip(made, before, strict=True)
        for key, resource in tenant.items()
        if key not in others
    ]
    assert len(names) > 100
    assert [name for name in names if not name.startswith(OURS)] == []


def test_names_are_in_the_journal_before_they_are_sent(played):
    assert played.sent > 500
    assert played.unwritten == []


def test_changes_target_only_resources_of_the_run(played):
    made = {identity for exchange in played.exchanges for identity in shown(exchange.json)}
    aims = [aim for exchange in played.exchanges for aim in changes(exchange.request)]
    assert len(aims) > 500
    assert sorted({aim for aim in aims if not is_harmless(*aim, made)}) == []


def test_ambiguous_posts_have_a_name_of_the_run(played):
    odd = [
        operation
        for exchange in played.exchanges
        if exchange.purpose == "bulk" and b"/Groups/.." in exchange.request.body
        for operation in json.loads(exchange.request.body)["Operations"]
        if operation["method"] == "POST"
    ]
    assert odd
    assert [each for each in odd if not each["data"]["displayName"].startswith(OURS)] == []


@pytest.mark.parametrize(
    ("method", "path", "data", "harmless"),
    [
        ("DELETE", "/Users", "", False),
        ("DELETE", "/Users/", "", False),
        ("PUT", "/Users", '{"userName": "ann"}', False),
        ("PUT", "/Users", '{"userName": "scimconf-1"}', True),
        ("DELETE", "/Users/ours", "", True),
        ("DELETE", "/Users/ours/../theirs", "", False),
        ("DELETE", "/Groups/%2e%2e/Users/ours", "", True),
        ("DELETE", "/Users/ours/%252e%252e", "", False),
        ("PATCH", "/Me", "", False),
        ("PATCH", "http://127.0.0.1/scim/Users/ours?attributes=id", "", True),
    ],
)
def test_harmful_request_is_detected(method, path, data, harmless):
    assert is_harmless(method, path, data, {"ours"}) is harmless


def shown(document):
    """Yield the ids of the run's resources that a response shows or reports as created."""
    if isinstance(document, dict):
        named = any(str(document.get(name)).startswith(OURS) for name in ("userName", "displayName"))
        if named and "id" in document:
            yield document["id"]
        if document.get("method") == "POST" and str(document.get("status")).startswith("2"):
            yield str(document.get("location")).rpartition("/")[2]
    for part in (
        document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    ):
        yield from shown(part)


def changes(request):
    """Yield method, path and data of each change, in single and bulk requests, under every reading."""
    if request.method in CHANGING:
        yield request.method, request.url, ""
    try:
        document = json.loads(request.body or b"null", object_pairs_hook=list)
    except (ValueError, RecursionError):
        assert not re.search(rb"PUT|PATCH|DELETE", request.body, re.IGNORECASE)
        return
    yield from operations(document)


def operations(document):
    """Yield the changes in a JSON value; of a duplicate key, each value may be the one that counts."""
    if not isinstance(document, list):
        return
    pairs = [(str(each[0]).lower(), each[1]) for each in document if isinstance(each, tuple)]
    values = {key: [value for name, value in pairs if name == key] for key in ("method", "path", "data")}
    for method, path in itertools.product(values["method"], values["path"]):
        if str(method).upper() in CHANGING:
            yield str(method).upper(), str(path), json.dumps(values["data"])
    for each in document:
        yield from operations(each[1] if isinstance(each, tuple) else each)


def is_harmless(method, path, data, made):
    """Return whether a change can only affect resources of the run, or none."""
    plain = "".join(filter(str.isprintable, unquote(unquote(urlsplit(path).path))))
    place = posixpath.normpath(plain)
    last = posixpath.basename(place)
    if last in made or last.startswith((OURS, "bulkId:")) or last in ("Bulk", "ScimconfNoSuchEndpoint"):
        return True
    # Without an id, no resource can change, and a created one would have the prefix of the run.
    return last in ("Users", "Groups") and method != "DELETE" and OURS in data
