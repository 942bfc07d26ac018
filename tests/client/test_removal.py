"""Deletions on servers that refuse them for valid reasons: conflicts, references, versions."""

import json
import re

import pytest

from conformance.client.cleanup import Leftover, clean_up
from conformance.client.journal import Journal

PREFIX = "scimconf-00000815-"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path / "journal.jsonl", PREFIX) as journal:
        journal.intend("/Users", "userName", *[f"{PREFIX}{number}" for number in range(200)])
        journal.intend("/Groups", "displayName", PREFIX + "g")
        yield journal


@pytest.fixture
def careful(store_server, http_server):
    """Return a function that starts a server which may refuse changes for conflicts or missing versions."""

    def start(refusal=lambda _store, _path: 0, *, patches=True, conditional=False, **options):
        store, _ = store_server(**options)

        def handle(request):
            path = request.path
            if request.method in ("GET", "POST") or path not in store.resources:
                return store(request)
            store.log.append((request.method, path))
            stored = store.resources[path]
            if conditional and request.headers.get("If-Match") != stored["meta"]["version"]:
                return 412 if "If-Match" in request.headers else 428, {}, b"{}"
            if request.method == "DELETE":
                if not (status := refusal(store, path)):
                    del store.resources[path]
                return status or 204, {}, b""
            if request.method == "PATCH" and not patches:
                return 501, {}, b"{}"
            if request.method == "PATCH":
                for operation in json.loads(request.body)["Operations"]:
                    assert operation["op"] == "remove"
                    extension, _, name = operation["path"].rpartition(":")
                    (stored[extension] if extension else stored).pop(name)
            else:
                store.resources[path] = {**json.loads(request.body), "id": stored["id"]}
            return 204, {}, b""

        return store, http_server(handle)

    return start


def referenced(store, path):
    wanted = path.rpartition("/")[2]
    others = (resource for place, resource in store.resources.items() if place != path)
    return 409 if any(re.search(rf'"value": "{wanted}"', json.dumps(other)) for other in others) else 0


def non_empty(store, path):
    return 409 if store.resources[path].get("members") else 0


def never(_store, _path):
    return 409


def fill(store):
    """Add groups and managers with circular references, and a group of another owner with its members."""
    for mine, other in (("ga", "gb"), ("gb", "ga")):
        members = [{"value": other, "type": "Group"}, {"value": "ua"}]
        store.add(f"/Groups/{mine}", displayName=PREFIX + mine, members=members)
    for mine, other in (("ua", "ub"), ("ub", "ua")):
        manager = {"manager": {"value": other, "$ref": f"/Users/{other}"}, "division": "d"}
        groups = [{"value": "gone", "$ref": "/Groups/gone"}]
        store.add(f"/Users/{mine}", userName=PREFIX + mine, groups=groups, **{ENTERPRISE: manager})
    store.add("/Groups/theirs", displayName="admins", members=[{"value": "victim"}])
    store.add("/Users/victim", userName="anna")


@pytest.mark.parametrize("refusal", [referenced, non_empty])
@pytest.mark.parametrize("patches", [True, False])
def test_circular_references_are_removed_and_deleted(careful, open_target, journal, refusal, patches):
    store, url = careful(refusal, patches=patches)
    fill(store)
    theirs = json.dumps(store.resources["/Groups/theirs"])
    assert clean_up(open_target(url), journal) == ()
    assert sorted(store.resources) == ["/Groups/theirs", "/Users/victim"]
    assert json.dumps(store.resources["/Groups/theirs"]) == theirs


def test_unlisted_circular_references_are_deleted(careful, open_target, journal):
    store, url = careful(referenced)
    fill(store)
    store.hidden = True
    for path in ("/Groups/ga", "/Groups/gb", "/Users/ua", "/Users/ub", "/Groups/theirs"):
        journal.created(path)
    left = clean_up(open_target(url), journal)
    assert sorted(store.resources) == ["/Groups/theirs", "/Users/victim"]
    assert [each.path for each in left if "name" in each.why] == ["/Groups/theirs"]


def test_references_are_kept_if_a_later_deletion_succeeds(careful, open_target, journal):
    store, url = careful(referenced)
    for number in range(2):
        members = [{"value": f"g{number - 1}"}] if number else []
        store.add(f"/Groups/g{number}", displayName=f"{PREFIX}{number}", members=members)
    assert clean_up(open_target(url), journal) == ()
    assert {method for method, _ in store.log} == {"GET", "DELETE"}


def test_long_chain_of_references_needs_few_requests(careful, open_target, journal):
    store, url = careful(referenced)
    for number in range(30):
        members = [{"value": f"g{number - 1}"}] if number else []
        store.add(f"/Groups/g{number}", displayName=f"{PREFIX}{number}", members=members)
    assert clean_up(open_target(url), journal) == ()
    assert store.resources == {}
    assert len(store.log) < 6 * 30


def test_referenced_resource_is_deleted_after_an_unlisted_one(careful, open_target, journal):
    store, url = careful(referenced)
    store.add("/Users/boss", userName=PREFIX + "boss")
    store.add("/Elsewhere/1", userName=PREFIX + "unlisted", manager={"value": "boss"})
    journal.created("/Elsewhere/1")
    assert clean_up(open_target(url), journal) == ()
    assert store.resources == {}


def test_permanent_conflict_is_a_leftover(careful, open_target, journal):
    store, url = careful(never)
    fill(store)
    left = clean_up(open_target(url), journal)
    assert {(each.path, each.why) for each in left} == {
        (path, "DELETE got HTTP 409") for path in ("/Groups/ga", "/Groups/gb", "/Users/ua", "/Users/ub")
    }
    assert len(store.log) < 40


@pytest.mark.parametrize("listed", [True, False])
def test_required_version_is_sent(careful, open_target, journal, listed):
    store, url = careful(conditional=True)
    for number in range(3):
        meta = {"version": f'W/"{number}"'}
        store.add(f"/Users/{number}", userName=f"{PREFIX}{number}", meta=meta)
        journal.created(f"/Users/{number}")
    store.hidden = not listed
    left = clean_up(open_target(url), journal)
    assert store.resources == {}
    assert [each for each in left if each.path not in ("/Users", "/Groups")] == []
    asked = [path for method, path in store.log if method == "DELETE"]
    assert len(asked) == 3 + 1, "only the first DELETE is sent without the version"


def test_circular_references_are_deleted_with_versions(careful, open_target, journal):
    store, url = careful(referenced, conditional=True)
    fill(store)
    for path, resource in store.resources.items():
        resource["meta"] = {"version": f'"{path}"'}
    assert clean_up(open_target(url), journal) == ()
    assert sorted(store.resources) == ["/Groups/theirs", "/Users/victim"]


def test_pages_with_one_resource_are_deleted(careful, open_target, journal):
    store, url = careful(page=1)
    for number in range(170):
        store.add(f"/Users/{number}", userName=f"{PREFIX}{number}")
    target = open_target(url)
    assert clean_up(target, journal) == ()
    assert store.resources == {}
    assert target.requests < 2 * 170 + 20


def test_too_many_results_are_deleted_by_longer_prefixes(careful, open_target, journal):
    store, url = careful(most=20)
    for number in range(150):
        store.add(f"/Users/{number}", userName=f"{PREFIX}{number}")
    target = open_target(url)
    assert clean_up(target, journal) == ()
    assert store.resources == {}
    assert target.requests < 2 * 150


def test_resource_outside_of_the_searches_is_deleted_by_its_location(careful, open_target, journal):
    store, url = careful(most=20)
    for number in range(60):
        store.add(f"/Users/{number}", userName=f"{PREFIX}same-{number}")
        if number >= 15:
            journal.created(f"/Users/{number}")
    assert clean_up(open_target(url), journal) == ()
    assert store.resources == {}


def test_search_with_too_many_results_is_a_leftover(careful, open_target, journal):
    store, url = careful(most=20)
    for number in range(30):
        store.add(f"/Users/{number}", userName=f"{PREFIX}same-{number}")
    why = "the search was incomplete, there may be more resources"
    target = open_target(url)
    assert clean_up(target, journal) == (Leftover("/Users", f"{PREFIX}...", why),)
    assert target.requests < 100
