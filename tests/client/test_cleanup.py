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
def test_what_the_run_created_goes_and_nothing_else(store_server, open_target, journal, filters):
    store, url = store_server(filters=filters)
    fill(store)
    journal.created("/Users/1")
    target = open_target(url)
    assert clean_up(target, journal) == ()
    assert list(store.resources) == ["/Users/victim"]
    assert not journal.pending
    assert {exchange.purpose for exchange in target.exchanges} == {"clean-up"}
    assert {method for method, _ in store.log} == {"GET", "DELETE"}


def test_groups_go_before_users(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    clean_up(open_target(url), journal)
    assert [path for method, path in store.log if method == "DELETE"] == ["/Groups/2", "/Users/1"]


def test_what_no_list_shows_is_visited(store_server, open_target, journal):
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


def test_what_does_not_carry_our_name_stays(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    journal.created("/Users/victim")
    left = clean_up(open_target(url), journal)
    assert left == (Leftover("/Users/victim", "anna", "it does not show a name of this run"),)
    assert "/Users/victim" in store.resources


def test_a_server_that_refuses_to_delete_is_told_in_leftovers(store_server, open_target, journal):
    store, url = store_server(deletes=403)
    fill(store)
    left = clean_up(open_target(url), journal)
    assert {(leftover.path, leftover.why) for leftover in left} == {
        ("/Users/1", "DELETE answered 403"),
        ("/Groups/2", "DELETE answered 403"),
    }


def test_a_server_that_only_says_it_deleted_is_found_out(store_server, open_target, journal):
    store, url = store_server(deletes=200)
    fill(store)
    left = clean_up(open_target(url), journal)
    assert {leftover.why for leftover in left} == {"it is still shown after DELETE"}


def test_a_resource_without_id_is_never_deleted_by_its_collection(store_server, open_target, journal):
    store, url = store_server(filters="ignored")
    store.resources["/Users/"] = {"userName": PREFIX + "u"}
    left = clean_up(open_target(url), journal)
    assert "DELETE" not in {method for method, _ in store.log}
    assert [leftover.why for leftover in left] == ["it is shown without an id"]


def test_an_id_cannot_lead_out_of_its_collection(store_server, open_target, journal):
    store, url = store_server()
    store.add("/Groups/victim", displayName="admins")
    store.resources["/Users/x"] = {"id": "../Groups/victim", "userName": PREFIX + "u"}
    clean_up(open_target(url), journal)
    assert "/Groups/victim" in store.resources


def test_a_location_of_another_origin_is_left(store_server, open_target, journal):
    _, url = store_server()
    journal.created("http://evil.example/Users/1")
    left = clean_up(open_target(url), journal)
    assert [leftover.path for leftover in left] == ["http://evil.example/Users/1"]


def test_a_run_that_used_up_its_budget_is_cleaned_up_after(store_server, open_target, journal):
    store, url = store_server()
    fill(store)
    target = open_target(url, max_requests=1)
    target.send("GET", "/Users/1", purpose="read")
    with pytest.raises(BudgetExhausted):
        target.send("GET", "/Users/1", purpose="read")
    assert clean_up(target, journal) == ()
    assert list(store.resources) == ["/Users/victim"]


def test_a_dead_server_leaves_everything_and_is_not_asked_for_ever(raw_server, open_target, journal):
    for number in range(50):
        journal.created(f"/Users/{number}")
    target = open_target(raw_server(lambda _: None))
    left = clean_up(target, journal)
    assert len(left) == 52
    assert target.requests < 15
    assert any("no longer answers" in leftover.why for leftover in left)


def test_a_filter_that_is_not_claimed_is_not_tried(http_server, store_server, open_target, journal):
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


def test_a_deletion_whose_answer_is_lost_leaves_nothing(store_server, http_server, open_target, journal):
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


def test_a_location_that_leads_nowhere_is_not_left_when_what_has_its_id_is_deleted(
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
    """Return what serves a store that has only these collections, and says so if there are any."""
    types = [{"name": each.strip("/"), "endpoint": each} for each in endpoints]

    def handle(request):
        if request.path.startswith("/ResourceTypes") and types:
            return 200, {}, json.dumps({"Resources": types, "totalResults": len(types)}).encode()
        if endpoints and not request.path.startswith(endpoints):
            return 404, {}, b""
        return store(request)

    return handle


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_collection_that_a_server_does_not_have_leaves_nothing(
    store_server, http_server, open_target, journal, status
):
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
def test_a_collection_that_there_may_be_after_all_is_left(
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
def test_a_server_that_says_nothing_of_its_collections_has_to_show_one(
    store_server, http_server, open_target, journal, missing, left
):
    store, _ = store_server()
    fill(store)
    target = open_target(
        http_server(lambda request: (404, {}, b"") if request.path.startswith(missing) else store(request))
    )
    assert {leftover.path for leftover in clean_up(target, journal)} == left
