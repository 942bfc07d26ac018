import json

import pytest

from conformance.client.cleanup import Leftover, clean_up
from conformance.client.discovery import discover
from conformance.client.journal import Journal
from conformance.client.request_budget import BudgetExhausted

PREFIX = "scimconf-00000815-"


@pytest.fixture
def journal(tmp_path):
    with Journal(tmp_path / "journal.jsonl", PREFIX) as journal:
        journal.intend("/Users", "userName", PREFIX + "u")
        journal.intend("/Groups", "displayName", PREFIX + "g")
        yield journal


def fill(store):
    store.add("/Users/1", userName=PREFIX + "u")
    store.add("/Groups/2", displayName=PREFIX + "g")
    store.add("/Users/victim", userName="anna")


@pytest.mark.parametrize("filters", ["sw", "refused", "ignored", "blind"])
def test_only_resources_of_the_run_are_deleted(store_server, open_target, journal, filters):
    store, url = store_server(filters=filters)
    fill(store)
    journal.created("/Users/1")
    target = open_target(url)
    assert clean_up(target, journal) == ()
    assert list(store.resources) == ["/Users/victim"]
    assert not journal.pending
    assert {exchange.purpose for exchange in target.exchanges} == {"clean-up"}
    assert {method for method, _ in store.log} == {"GET", "DELETE"}


def test_groups_are_deleted_before_users(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    clean_up(open_target(url), journal)
    assert [path for method, path in store.log if method == "DELETE"] == ["/Groups/2", "/Users/1"]


def test_unlisted_resources_are_deleted_by_their_location(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    store.hidden = True
    for path in ("/Users/1", url + "/Groups/2", "/Users/long-gone"):
        journal.created(path)
    left = clean_up(open_target(url), journal)
    assert list(store.resources) == ["/Users/victim"]
    assert not journal.pending
    assert {leftover.path for leftover in left} == {"/Users", "/Groups"}
    assert all("there may be more" in leftover.why for leftover in left)


def test_resource_with_another_name_is_not_deleted(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    journal.created("/Users/victim")
    left = clean_up(open_target(url), journal)
    assert left == (Leftover("/Users/victim", "anna", "its name does not begin with the run prefix"),)
    assert "/Users/victim" in store.resources


def test_refused_deletion_is_a_leftover(store_server, open_target, journal):
    store, url = store_server(deletes=403)
    fill(store)
    left = clean_up(open_target(url), journal)
    assert {(leftover.path, leftover.why) for leftover in left} == {
        ("/Users/1", "DELETE got HTTP 403"),
        ("/Groups/2", "DELETE got HTTP 403"),
    }


def test_resource_that_is_still_listed_after_delete_is_a_leftover(store_server, open_target, journal):
    store, url = store_server(deletes=200)
    fill(store)
    left = clean_up(open_target(url), journal)
    assert {leftover.why for leftover in left} == {"the server still returns it after DELETE"}


def test_resource_without_an_id_is_not_deleted(store_server, open_target, journal):
    store, url = store_server(filters="ignored")
    store.resources["/Users/"] = {"userName": PREFIX + "u"}
    left = clean_up(open_target(url), journal)
    assert "DELETE" not in {method for method, _ in store.log}
    assert [leftover.why for leftover in left] == ["the server returns it without an id"]


def test_id_with_a_path_stays_in_its_collection(store_server, open_target, journal):
    store, url = store_server()
    store.add("/Groups/victim", displayName="admins")
    store.resources["/Users/x"] = {"id": "../Groups/victim", "userName": PREFIX + "u"}
    clean_up(open_target(url), journal)
    assert "/Groups/victim" in store.resources


def test_location_of_another_origin_is_a_leftover(store_server, open_target, journal):
    _, url = store_server()
    journal.created("http://evil.example/Users/1")
    left = clean_up(open_target(url), journal)
    assert [leftover.path for leftover in left] == ["http://evil.example/Users/1"]


def test_clean_up_works_after_the_budget_is_used_up(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    target = open_target(url, max_requests=1)
    target.send("GET", "/Users/1", purpose="read")
    with pytest.raises(BudgetExhausted):
        target.send("GET", "/Users/1", purpose="read")
    assert clean_up(target, journal) == ()
    assert list(store.resources) == ["/Users/victim"]


def test_clean_up_stops_if_the_server_does_not_respond(raw_server, open_target, journal):
    for number in range(50):
        journal.created(f"/Users/{number}")
    target = open_target(raw_server(lambda _: None))
    left = clean_up(target, journal)
    assert len(left) == 52
    assert target.requests < 15
    assert any("does not respond any more" in leftover.why for leftover in left)


def test_unsupported_filter_is_not_tried(http_server, store_server, open_target, journal):
    store, _ = store_server()
    fill(store)

    def handle(request):
        if "ServiceProviderConfig" in request.path:
            return 200, {}, b'{"filter": {"supported": false}}'
        return store(request)

    target = open_target(http_server(handle))
    clean_up(target, journal, discover(target))
    assert [path for _, path in store.log if "filter" in path] == []
    assert list(store.resources) == ["/Users/victim"]


def test_deletion_without_a_response_is_repeated(store_server, http_server, open_target, journal):
    store, _ = store_server()
    fill(store)
    answered = []

    def handle(request):
        answer = store(request)
        if request.method == "DELETE" and request.path not in answered:
            answered.append(request.path)
            raise ConnectionAbortedError
        return answer

    target = open_target(http_server(handle))
    assert clean_up(target, journal) == ()
    assert len(answered) == 2
    assert list(store.resources) == ["/Users/victim"]


def test_invalid_location_is_no_leftover_if_its_id_was_deleted(
    store_server, http_server, open_target, journal
):
    store, _ = store_server()
    fill(store)

    def handle(request):
        odd = request.path.startswith("/odd/") or request.path.startswith("/Users/2")
        return (500, {}, b"") if odd else store(request)

    for path in ("/odd/Users/1", "/odd/Users/another", "/Users/2"):
        journal.created(path)
    left = clean_up(open_target(http_server(handle)), journal)
    assert {leftover.path for leftover in left} == {"/odd/Users/another", "/Users/2"}
    assert list(store.resources) == ["/Users/victim"]


def keeping(store, *endpoints):
    """Return a handler for a store that has, and lists, only these collections."""
    types = [{"name": each.strip("/"), "endpoint": each} for each in endpoints]

    def handle(request):
        if request.path.startswith("/ResourceTypes") and types:
            return 200, {}, json.dumps({"Resources": types, "totalResults": len(types)}).encode()
        if endpoints and not request.path.startswith(endpoints):
            return 404, {}, b""
        return store(request)

    return handle


@pytest.mark.parametrize("status", [404, 405, 501])
def test_missing_collection_is_no_leftover(store_server, http_server, open_target, journal, status):
    store, _ = store_server()
    fill(store)
    listed = keeping(store, "/Users")

    def handle(request):
        return (status, {}, b"") if request.path.startswith("/Groups") else listed(request)

    target = open_target(http_server(handle))
    assert clean_up(target, journal, discover(target)) == ()
    assert "/Users/1" not in store.resources


@pytest.mark.parametrize(
    ("endpoints", "created", "status"),
    [(("/Users", "/Groups"), "", 404), (("/Users",), "/Groups/3", 404), (("/Users",), "", 500)],
)
def test_collection_that_may_exist_is_a_leftover(
    store_server, http_server, open_target, journal, endpoints, created, status
):
    store, _ = store_server()
    fill(store)
    if created:
        journal.created(created)
    listed = keeping(store, *endpoints)

    def handle(request):
        return (status, {}, b"") if request.path.startswith("/Groups?") else listed(request)

    target = open_target(http_server(handle))
    left = clean_up(target, journal, discover(target))
    assert "/Groups" in {leftover.path for leftover in left}


@pytest.mark.parametrize(
    ("missing", "left"), [(("/Groups",), set()), (("/Groups", "/Users"), {"/Groups", "/Users"})]
)
def test_missing_collection_is_a_leftover_without_resource_types(
    store_server, http_server, open_target, journal, missing, left
):
    store, _ = store_server()
    fill(store)
    target = open_target(
        http_server(lambda request: (404, {}, b"") if request.path.startswith(missing) else store(request))
    )
    assert {leftover.path for leftover in clean_up(target, journal)} == left
