"""Processing a bulk request: partial failure, failOnErrors, order, and rejection as a whole."""

import json

import pytest


def test_without_fail_on_errors_all_operations_are_processed(client, user, missing):
    assert client.statuses(missing(), user("a"), missing(), user("b")) == ["404", "201", "404", "201"]


@pytest.mark.parametrize(
    ("limit", "processed"), [(1, 2), (2, 4), (3, 5), (0, 5), (None, 5)], ids=["1", "2", "3", "0", "none"]
)
def test_request_ends_at_the_nth_error(client, user, missing, limit, processed):
    operations = [user("a"), missing(), user("b"), missing(), user("c")]
    results = client.results(*operations, fail_on_errors=limit)
    assert len(results) == processed
    assert client.stored("/Users").keys() == {
        name for name, at in zip("abc", (1, 3, 5), strict=True) if at <= processed
    }


@pytest.mark.parametrize("value", [-1, 1.5, "1", True, [1], {}])
def test_invalid_fail_on_errors_rejects_the_request(client, user, value):
    response = client.bulk(user("a"), fail_on_errors=value)
    assert response.status_code == 400
    assert response.json()["scimType"] == "invalidSyntax"
    assert client.stored("/Users") == {}


def test_operations_on_one_resource_are_applied_in_order(client, user):
    (made,) = client.results(user("a"))
    path = "/Users/" + made["response"]["id"]
    delete = {"method": "DELETE", "path": path}
    again = {"method": "POST", "path": "/Users", "bulkId": "again", "data": user("a")["data"]}
    put = {"method": "PUT", "path": path, "data": user("a")["data"] | {"displayName": "Put"}}
    assert client.statuses(put, delete, again, put) == ["200", "204", "201", "404"]
    assert "displayName" not in client.stored("/Users")["a"]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "text",
        7,
        [],
        {},
        {"method": "GET", "path": "/Users"},
        {"method": "post", "path": "/Users", "bulkId": "x", "data": {}},
        {"method": "POST", "path": "/Users", "data": {}},
        {"method": "POST", "path": "/Users", "bulkId": 5, "data": {}},
        {"method": "POST", "path": "/Users", "bulkId": "x"},
        {"method": "POST", "path": "/Users", "bulkId": "x", "data": []},
        {"method": "POST", "path": "/Users/1", "bulkId": "x", "data": {}},
        {"method": "POST", "path": "/Bulk", "bulkId": "x", "data": {}},
        {"method": "PUT", "path": "/Users", "data": {}},
        {"method": "DELETE", "path": "/Users/../Groups/1"},
        {"method": "DELETE", "path": "/Users/%2e%2e"},
        {"method": "DELETE", "path": "http://elsewhere.example/Users/1"},
        {"method": "DELETE", "path": "/Users/1?x=y"},
        {"method": "DELETE", "path": "/Users/\u0000"},
        {"method": "DELETE"},
        {"method": "DELETE", "path": "/Users/1", "version": 1},
    ],
    ids=json.dumps,
)
def test_invalid_operation_does_not_affect_others(client, user, bad):
    results = client.results(user("a"), bad, user("b"))
    assert [result["status"] for result in results[::2]] == ["201", "201"]
    assert results[1]["status"] in ("400", "404")
    error = results[1]["response"]
    assert (error["schemas"], error["status"]) == (
        ["urn:ietf:params:scim:api:messages:2.0:Error"],
        results[1]["status"],
    )
    assert client.stored("/Users").keys() == {"a", "b"}


def test_exception_in_an_operation_is_reported_as_its_500(client, user, monkeypatch):
    from conformance.reference.behaviour import Behaviour

    original = Behaviour.perform

    def perform(self, job, operation):
        if operation.bulk_id == "bad":
            raise ZeroDivisionError("secret")
        return original(self, job, operation)

    monkeypatch.setattr(Behaviour, "perform", perform)
    results = client.results(user("a"), user("bad"), user("b"))
    assert [result["status"] for result in results] == ["201", "500", "201"]
    assert "secret" not in json.dumps(results)


def test_results_have_the_required_attributes(client, user, missing):
    created, failed = client.results(user("a"), missing())
    assert created["method"] == "POST"
    assert created["bulkId"] == "a"
    assert created["location"] == created["response"]["meta"]["location"]
    assert created["version"] == created["response"]["meta"]["version"]
    assert failed["location"].endswith("/Users/nobody0")
    assert failed["response"]["detail"]


def test_stale_version_returns_412_and_changes_nothing(client, user):
    (made,) = client.results(user("a"))
    path = "/Users/" + made["response"]["id"]
    stale = {"method": "DELETE", "path": path, "version": 'W/"stale"'}
    right = {"method": "DELETE", "path": path, "version": made["version"]}
    assert client.statuses(stale) == ["412"]
    assert client.stored("/Users").keys() == {"a"}
    assert client.statuses(right) == ["204"]


def test_password_is_never_returned(client, user):
    operation = user("a")
    operation["data"]["password"] = "Pw1!correct-horse"
    response = client.bulk(operation)
    assert response.json()["Operations"][0]["status"] == "201"
    assert "correct-horse" not in response.text + client.send("GET", "/Users").text


def test_manager_needs_only_an_id(client, user):
    response = client.post("/Users", user("a", manager="26118915")["data"])
    assert response.status_code == 201
    schemas = client.send("GET", "/Schemas").json()["Resources"]
    extension = next(schema for schema in schemas if schema["id"].endswith("extension:enterprise:2.0:User"))
    manager = next(each for each in extension["attributes"] if each["name"] == "manager")
    assert {each["name"]: each["required"] for each in manager["subAttributes"]} == {
        "value": False,
        "$ref": False,
        "displayName": False,
    }
