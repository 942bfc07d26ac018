"""The reference server enforces its limits exactly, and applies nothing of a larger bulk request."""

import json

import pytest

BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
LIMIT = 2000


def padded(operation, size):
    body = json.dumps({"schemas": [BULK], "Operations": [operation]}).encode()
    return body + b" " * (size - len(body))


async def in_chunks(body):
    for start in range(0, len(body), 700):
        yield body[start : start + 700]


def test_maximum_number_of_operations_is_processed(serve, user, missing):
    client = serve(max_operations=3)
    assert client.statuses(user("a"), missing(), missing()) == ["201", "404", "404"]


def test_one_operation_too_many_returns_413_and_changes_nothing(serve, user, missing):
    client = serve(max_operations=3)
    response = client.bulk(user("a"), missing(), missing(), missing())
    assert response.status_code == 413
    assert response.json()["status"] == "413"
    assert "maxOperations (3)" in response.json()["detail"]
    assert client.stored("/Users") == {}


@pytest.mark.parametrize("as_sent", [bytes, in_chunks], ids=["announced", "chunked"])
def test_body_of_exactly_the_limit_is_processed(serve, user, as_sent):
    client = serve(max_payload_size=LIMIT)
    assert client.send("POST", "/Bulk", as_sent(padded(user("a"), LIMIT))).status_code == 200
    assert client.stored("/Users").keys() == {"a"}


@pytest.mark.parametrize("as_sent", [bytes, in_chunks], ids=["announced", "chunked"])
@pytest.mark.parametrize("more", [1, 5000])
def test_larger_body_returns_413_and_changes_nothing(serve, user, as_sent, more):
    client = serve(max_payload_size=LIMIT)
    response = client.send("POST", "/Bulk", as_sent(padded(user("a"), LIMIT + more)))
    assert response.status_code == 413
    assert f"maxPayloadSize ({LIMIT} bytes)" in response.json()["detail"]
    assert client.stored("/Users") == {}


def test_limit_counts_bytes_not_characters(serve, user):
    client = serve(max_payload_size=LIMIT)
    operation = user("a")
    operation["data"]["nickName"] = "€" * 600
    document = {"schemas": [BULK], "Operations": [operation]}
    text = json.dumps(document, ensure_ascii=False)
    assert len(text) < LIMIT < len(text.encode())
    assert client.send("POST", "/Bulk", text.encode()).status_code == 413


def test_published_limits_are_enforced(serve):
    client = serve(max_operations=7, max_payload_size=LIMIT)
    bulk = client.send("GET", "/ServiceProviderConfig").json()["bulk"]
    assert bulk == {"supported": True, "maxOperations": 7, "maxPayloadSize": LIMIT}


@pytest.mark.parametrize("settings", [{"max_operations": 0}, {"max_payload_size": -1}, {"tenants": ()}])
def test_invalid_settings_are_rejected(serve, settings):
    with pytest.raises(ValueError, match="at least"):
        serve(**settings)


def test_unknown_fault_gets_a_suggestion(serve):
    with pytest.raises(ValueError, match=r"no fault 'no-ecko'\. Did you mean no-echo\b.* list faults$"):
        serve(faults=("no-ecko",))


def test_variant_is_not_accepted_as_a_fault(serve):
    with pytest.raises(ValueError, match="no fault 'patch-204'"):
        serve(faults=("patch-204",))
