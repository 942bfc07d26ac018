import pytest

from conformance.client.search import find

PREFIX = "sc-0815-"


def fill(store, count=2, others=3):
    for n in range(others):
        store.add(f"/Users/o{n}", userName=f"other{n}")
    for n in range(count):
        store.add(f"/Users/{n}", userName=f"{PREFIX}{n}")


def names(search):
    return sorted(resource["userName"] for resource in search.resources)


@pytest.mark.parametrize("filters", ["sw", "refused", "ignored", "blind"])
@pytest.mark.parametrize("total", [True, False])
def test_stored_resource_is_found_with_or_without_a_filter(store_server, open_target, filters, total):
    store, url = store_server(filters=filters, total=total)
    fill(store)
    target = open_target(url)
    for _ in range(2):
        found = find(target, "/Users", "userName", PREFIX, scenario="s")
        assert names(found) == [f"{PREFIX}0", f"{PREFIX}1"]
        assert found.complete
    assert {target.exchanges[n - 1].scenario for n in found.exchanges} == {"s"}


@pytest.mark.parametrize("filters", ["sw", "refused", "ignored", "blind"])
def test_empty_collection_is_a_complete_result(store_server, open_target, filters):
    store, url = store_server(filters=filters)
    fill(store, count=0)
    found = find(open_target(url), "/Users", "userName", PREFIX)
    assert (found.resources, found.complete) == ((), True)


@pytest.mark.parametrize("filters", ["refused", "blind"])
def test_unsupported_filter_is_not_tried_again(store_server, open_target, filters):
    store, url = store_server(filters=filters)
    fill(store)
    target = open_target(url)
    find(target, "/Users", "userName", PREFIX)
    store.log.clear()
    find(target, "/Users", "userName", PREFIX)
    assert [path for _, path in store.log if "filter" in path] == []


def test_supported_filter_avoids_reading_the_collection(store_server, open_target):
    store, url = store_server()
    fill(store)
    target = open_target(url)
    find(target, "/Users", "userName", PREFIX)
    assert len(store.log) == 1
    assert find(target, "/Users", "userName", "nobody").complete
    assert len(store.log) == 2


def test_all_pages_of_a_collection_are_read(store_server, open_target):
    store, url = store_server(filters="refused")
    fill(store, count=120, others=130)
    found = find(open_target(url), "/Users", "userName", PREFIX)
    assert (len(found.resources), found.complete) == (120, True)


@pytest.mark.parametrize("total", [True, False])
def test_search_is_incomplete_if_the_first_page_repeats(store_server, open_target, total):
    store, url = store_server(filters="refused", pages=False, total=total)
    fill(store, count=120)
    found = find(open_target(url), "/Users", "userName", PREFIX)
    assert not found.complete
    assert len(found.resources) == 97


def test_names_match_in_any_letter_case(store_server, open_target):
    store, url = store_server(filters="ignored")
    store.add("/Users/1", userName=PREFIX.upper() + "A")
    assert len(find(open_target(url), "/Users", "userName", PREFIX).resources) == 1


@pytest.mark.parametrize(
    "answer", [(500, b""), (200, b"<html>"), (200, b"null"), (200, b'{"Resources": {}}')]
)
def test_invalid_response_is_an_incomplete_result(http_server, open_target, answer):
    status, body = answer
    found = find(open_target(http_server(lambda _: (status, {}, body))), "/Users", "userName", PREFIX)
    assert found.resources == ()
    assert not found.complete


def test_filter_value_is_quoted(store_server, open_target):
    store, url = store_server()
    store.add("/Users/1", userName='a"b c&d')
    assert len(find(open_target(url), "/Users", "userName", 'a"b c&').resources) == 1


@pytest.mark.parametrize("answer", [(400, {}, b"{}"), (501, {}, b""), (404, {}, b"")])
def test_filter_that_has_worked_is_used_again_after_an_error(store_server, http_server, open_target, answer):
    store, _ = store_server()
    fill(store)
    refusing = []
    target = open_target(http_server(lambda request: answer if refusing else store(request)))
    find(target, "/Users", "userName", PREFIX)
    refusing.append(True)
    assert not find(target, "/Users", "userName", PREFIX).complete
    refusing.clear()
    store.log.clear()
    assert names(find(target, "/Users", "userName", PREFIX)) == [f"{PREFIX}0", f"{PREFIX}1"]
    assert ["filter" in path for _, path in store.log] == [True]


def test_filter_with_too_many_results_is_used_again(store_server, open_target):
    store, url = store_server(most=3)
    fill(store, count=4, others=40)
    target = open_target(url)
    assert not find(target, "/Users", "userName", PREFIX).complete
    for number in range(3):
        del store.resources[f"/Users/{number}"]
    found = find(target, "/Users", "userName", PREFIX)
    assert (names(found), found.complete) == ([f"{PREFIX}3"], True)


def test_collection_is_not_read_if_the_filter_has_too_many_pages(store_server, open_target):
    store, url = store_server(page=1)
    fill(store, count=60, others=200)
    found = find(open_target(url), "/Users", "userName", PREFIX)
    assert (len(found.resources), found.complete) == (50, False)
    assert len(store.log) == 50
