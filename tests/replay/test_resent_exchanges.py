"""One exchange of a report is sent again; resources of others are not changed."""

import json
import re
import urllib.request

import pytest

from tests.replay.saved_reports import asked, entry, numbers


def test_resent_exchange_is_the_same_on_the_same_server(replay, document, servers):
    number = numbers(document, "bulk", "forward-reference")[0]
    code, out, _ = replay("broken", "--exchange", str(number))
    assert code == 0
    assert f"Exchange {number}: SAME" in out
    assert asked(servers["broken"], "/Users")["totalResults"] == 0


def test_resent_exchange_differs_on_the_fixed_server(replay, document):
    number = numbers(document, "bulk", "forward-reference")[0]
    code, out, _ = replay("repaired", "--exchange", str(number))
    assert code == 2
    assert f"Exchange {number}: DIFFERENT" in out


def test_targets_of_an_exchange_are_created_again(replay, document, servers):
    number = numbers(document, "bulk", "current-versions")[0]
    body = entry(document, number)["request"]["body"]
    ids = [asked_for.rpartition("/")[2] for asked_for in re.findall(r'"path": "([^"]+)"', body)]
    code, out, _ = replay("broken", "--exchange", str(number))
    assert (code, ids != []) == (0, True), out
    assert asked(servers["broken"], "/Users")["totalResults"] == 0


def test_free_name_is_free_again(replay, document):
    number = next(
        n
        for n in numbers(document, "single", "changes-in-turn")
        if entry(document, n)["request"]["method"] == "POST"
        and entry(document, n)["response"]["status"] == 201
    )
    assert replay("broken", "--exchange", str(number))[0] == 0


@pytest.mark.parametrize(
    ("method", "url", "operation"),
    [
        ("DELETE", "/Users/{id}", None),
        ("POST", "/Bulk", {"method": "DELETE", "path": "/Users/{id}"}),
        ("POST", "/Bulk", {"METHOD": "delete", "Path": "Users/{id}"}),
        ("POST", "/Bulk", {"method": "PATCH", "path": "/Users/scimconf-00000000-x/../{id}", "data": {}}),
        ("DELETE", "/Users/scimconf-00000000-x/%2e%2e/{id}", None),
        ("POST", "/../{id}", None),
    ],
)
def test_hostile_report_does_not_change_foreign_resources(
    replay, changed, document, servers, method, url, operation
):
    server = servers["repaired"]
    body = json.dumps(
        {"userName": "somebody.else", "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}
    )
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/scim+json"}
    request = urllib.request.Request(f"{server.base_url}/Users", body.encode(), headers)
    with urllib.request.urlopen(request) as response:
        victim = json.load(response)["id"]
    number = numbers(document, "bulk", "forward-reference")[0]

    def attack(report):
        job = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [operation]}
        target = entry(report, number)["request"]
        target["method"], target["url"] = method, report["target"]["base_url"] + url.format(id=victim)
        target["body"] = json.dumps(job).replace("{id}", victim) if operation else ""
        target["headers"]["X-HTTP-Method-Override"] = "DELETE"

    code, _, err = replay("repaired", "--exchange", str(number), file=changed(attack))
    assert code == 3, err
    assert "not sent" in err
    assert asked(server, f"/Users/{victim}")["userName"] == "somebody.else"
    urllib.request.urlopen(
        urllib.request.Request(f"{server.base_url}/Users/{victim}", headers=headers, method="DELETE")
    )


def test_rejected_credentials_are_not_replaced_by_valid_ones(replay, changed, document):
    number = numbers(document, "bulk", "forward-reference")[0]
    path = changed(lambda report: entry(report, number)["response"].update(status=401))
    code, _, err = replay("repaired", "--exchange", str(number), file=path)
    assert code == 3
    assert "credentials, which the report does not contain" in err
