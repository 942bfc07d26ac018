import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from conformance.client import client
from conformance.client import request_budget as budget
from conformance.client.request_budget import BudgetExhausted, LimitExceeded
from conformance.settings import Header, Secret

TOKEN = "eyJhbGciOi.tested-token"


@pytest.fixture
def pauses(monkeypatch):
    """The waiting times of the client. Only its clock is replaced: servers in threads need the real one."""
    taken = []
    clock = SimpleNamespace(sleep=taken.append, monotonic=time.monotonic)
    for module in (client, budget):
        monkeypatch.setattr(module, "time", clock)
    return taken


@pytest.fixture
def echo(http_server):
    """A server that returns path and headers of each request."""

    def handle(request):
        seen = {"path": request.path, "headers": dict(request.headers)}
        return 200, {"Content-Type": "application/json"}, json.dumps(seen).encode()

    return http_server(handle)


def get(target, path="/Users", **options):
    return target.send("GET", path, purpose="read", **options)


def test_request_has_the_scim_media_type(echo, open_target):
    seen = open_target(echo + "/v2").send("POST", "/Bulk", purpose="bulk", body=b"{}").json
    assert seen["path"] == "/v2/Bulk"
    assert seen["headers"]["Accept"] == seen["headers"]["Content-Type"] == "application/scim+json"
    assert seen["headers"]["Accept-Encoding"] == "identity"


def test_headers_are_replaced_and_removed_in_any_letter_case(echo, open_target):
    headers = {"content-type": None, "ACCEPT": "text/html"}
    seen = (
        open_target(echo).send("POST", "/Bulk", purpose="bulk", body=b"{}", headers=headers).json["headers"]
    )
    assert "Content-Type" not in seen
    assert [value for name, value in seen.items() if name.lower() == "accept"] == ["text/html"]


def test_empty_body_is_sent_as_a_body(echo, open_target):
    seen = open_target(echo).send("POST", "/Bulk", purpose="bulk", body=b"").json["headers"]
    assert (seen["Content-Length"], seen["Content-Type"]) == ("0", "application/scim+json")


def test_bearer_token_is_sent_and_not_recorded(http_server, open_target):
    sent = []

    def handle(request):
        sent.append(request.headers["Authorization"])
        return 200, {"X-Echo": TOKEN, "Set-Cookie": "session=1"}, f'{{"token": "{TOKEN}"}}'.encode()

    target = open_target(http_server(handle), token=Secret(TOKEN))
    exchange = target.send("POST", f"/Users?t={TOKEN}", purpose="read", body=TOKEN.encode())
    assert sent == [f"Bearer {TOKEN}"]
    assert TOKEN not in repr(target.exchanges)
    assert "session=1" not in repr(target.exchanges)
    assert exchange.json == {"token": "[redacted]"}
    assert ("Authorization", "[redacted]") in exchange.request.headers


def test_basic_credential_is_sent_and_not_recorded(http_server, open_target):
    sent = []

    def handle(request):
        sent.append(request.headers["Authorization"])
        return 401, {}, f"{request.headers['Authorization']} pass:word".encode()

    target = open_target(http_server(handle), basic=Secret("anna:pass:word"))
    get(target)
    assert sent == ["Basic YW5uYTpwYXNzOndvcmQ="]
    assert "YW5uYTpwYXNzOndvcmQ=" not in repr(target.exchanges)
    assert "pass:word" not in repr(target.exchanges)


def test_only_a_sensitive_header_is_a_credential(echo, open_target):
    headers = (Header("Api-Key", Secret("key-0815"), True), Header("X-Trace", Secret("on"), False))
    target = open_target(echo, headers=headers)
    exchange = get(target)
    assert exchange.json["headers"]["X-Trace"] == "on"
    assert ("Api-Key", "[redacted]") in exchange.request.headers
    assert "key-0815" not in repr(target.exchanges)
    assert "Api-Key" not in get(target, authenticate=False).json["headers"]


def test_credentials_can_be_left_out(echo, open_target):
    target = open_target(echo, token=Secret(TOKEN))
    assert "Authorization" not in get(target, authenticate=False).json["headers"]


@pytest.mark.parametrize("password", ["scim", "Password", "operations"])
def test_password_that_is_a_scim_word_is_not_redacted_in_bodies(http_server, open_target, password):
    body = json.dumps({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], password: 1}).encode()
    target = open_target(http_server(lambda _: (200, {}, body)), basic=Secret(f"anna:{password}"))
    exchange = get(target)
    assert exchange.response.body == body
    assert dict(exchange.request.headers)["Authorization"] == "[redacted]"


def test_secret_that_is_added_later_is_redacted(echo, open_target):
    target = open_target(echo)
    target.redactor.add('pass"word')
    target.send("POST", "/Users", purpose="prepare", body=json.dumps({"password": 'pass"word'}).encode())
    assert b"[redacted]" in target.exchanges[0].request.body
    assert b"word" not in target.exchanges[0].request.body.replace(b"password", b"")


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/Users/1",
        "https://127.0.0.1:{port}/Users/1",
        "http://127.0.0.1:1/Users/1",
        "http://someone@127.0.0.1:{port}/Users/1",
        "http://127.0.0.1:{port}@evil.example/",
        "http://[::1",
    ],
)
def test_url_of_another_origin_is_not_requested(echo, open_target, url):
    target = open_target(echo, token=Secret(TOKEN))
    exchange = get(target, url.format(port=echo.rpartition(":")[2]))
    assert exchange.failure.kind == "foreign-origin"
    assert exchange.request.headers == ()
    assert target.requests == 0


def test_absolute_url_of_the_origin_is_requested(echo, open_target):
    target = open_target(echo + "/v2")
    assert get(target, echo + "/v2/Users/1").json["path"] == "/v2/Users/1"


@pytest.mark.parametrize("path", ["/Users/1", "Users/1", "/v2/Users/1"])
def test_path_is_relative_to_the_base_url(echo, open_target, path):
    assert get(open_target(echo + "/v2"), path).json["path"] == "/v2/Users/1"


def test_path_with_a_similar_beginning_is_relative_to_the_base_url(echo, open_target):
    assert get(open_target(echo + "/v2"), "/v2x").json["path"] == "/v2/v2x"


def moving(status, location):
    def handle(request):
        if request.path == "/here":
            return 200, {}, json.dumps({"method": request.method, "body": request.body.decode()}).encode()
        return status, {"Location": location}, b""

    return handle


@pytest.mark.parametrize("status", [307, 308])
def test_redirect_within_the_origin_keeps_method_and_body(http_server, open_target, status):
    target = open_target(http_server(moving(status, "/here")))
    exchange = target.send("POST", "/Bulk", purpose="bulk", body=b"[1]")
    assert exchange.json == {"method": "POST", "body": "[1]"}
    assert [entry.status for entry in target.exchanges] == [status, 200]


def test_redirect_that_changes_the_method_is_not_followed(http_server, open_target):
    target = open_target(http_server(moving(302, "/here")))
    assert target.send("POST", "/Bulk", purpose="bulk", body=b"[1]").status == 302


def test_redirect_to_another_origin_is_not_requested(http_server, open_target):
    target = open_target(http_server(moving(307, "http://evil.example/here")), token=Secret(TOKEN))
    assert get(target).failure.kind == "foreign-origin"
    assert target.requests == 1


@pytest.mark.parametrize("location", ["http://[::1", "", "//", "\\\\evil"])
def test_redirect_with_an_invalid_location_raises_no_exception(http_server, open_target, location):
    target = open_target(http_server(moving(307, location)))
    get(target)
    assert target.exchanges[0].status == 307


def test_redirect_loop_ends(http_server, open_target):
    target = open_target(http_server(moving(307, "/there")))
    assert get(target).status == 307
    assert len(target.exchanges) == 4


def limited(retry_after, times):
    left = [times]

    def handle(_):
        left[0] -= 1
        return (
            (429, {"Retry-After": retry_after} if retry_after else {}, b"")
            if left[0] >= 0
            else (200, {}, b"{}")
        )

    return handle


@pytest.mark.parametrize(
    ("retry_after", "pause"), [("2", 2.0), (None, 1.0), ("soon", 1.0), ("99", 5.0), ("-1", 1.0)]
)
def test_request_is_repeated_after_429_within_the_timeout(
    http_server, open_target, pauses, retry_after, pause
):
    target = open_target(http_server(limited(retry_after, 1)))
    assert get(target).status == 200
    assert pauses == [pause]
    assert [entry.status for entry in target.exchanges] == [429, 200]


def busy(_):
    return (503, {"Retry-After": "0"}, b"")


@pytest.mark.usefixtures("pauses")
def test_safe_request_is_repeated_after_503_with_retry_after(http_server, open_target):
    reading, encoding = open_target(http_server(busy)), open_target(http_server(busy))
    assert get(reading).status == 503
    assert len(reading.exchanges) == 4
    assert encoding.send("POST", "/Bulk", purpose="bulk", body=b"{}").status == 503
    assert len(encoding.exchanges) == 1


def test_retry_after_may_be_a_date(http_server, open_target, pauses):
    past, future = (datetime.now(UTC) + timedelta(seconds=s) for s in (-60, 60))
    for moment, pause in ((past, 0.0), (future, 5.0)):
        get(open_target(http_server(limited(format_datetime(moment, usegmt=True), 1))))
        assert pauses.pop() == pause


def test_too_long_retry_after_ends_the_run(http_server, open_target, pauses):
    target = open_target(http_server(limited("99999999999", 1)))
    assert get(target).status == 429
    with pytest.raises(LimitExceeded, match=r"asks to wait 999999999 seconds \(Retry-After\)"):
        get(target)
    target.budget.extend(1)
    assert get(target).status == 200
    assert pauses == []


@pytest.mark.usefixtures("pauses")
def test_repeated_429_is_returned(http_server, open_target):
    target = open_target(http_server(limited("1", 100)))
    assert get(target).status == 429
    assert len(target.exchanges) == 4


def test_budget_limits_the_number_of_requests(echo, open_target):
    target = open_target(echo, max_requests=2)
    get(target)
    get(target)
    with pytest.raises(BudgetExhausted, match="max-requests"):
        get(target)
    assert target.requests == 2


def test_rate_delays_requests(echo, open_target, pauses, monkeypatch):
    monkeypatch.setattr(budget.time, "monotonic", lambda: 100.0)
    target = open_target(echo, rate=4.0)
    for _ in range(3):
        get(target)
    assert pauses == [0.25, 0.5]


def test_exchanges_have_number_and_purpose(echo, open_target):
    target = open_target(echo)
    get(target, scenario="one")
    get(target, "http://evil.example/")
    assert [(e.n, e.purpose, e.scenario) for e in target.exchanges] == [(1, "read", "one"), (2, "read", "")]


def test_connection_is_not_reused_after_a_body(raw_server, open_target):
    """A server that does not read a body would read it as the next request on the same connection."""

    def talk(connection):
        connection.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}")
        if connection.recv(10):
            connection.sendall(b"HTTP/1.1 500 Confused\r\nContent-Length: 2\r\n\r\n{}")

    target = open_target(raw_server(talk))
    assert [target.send("POST", "/Bulk", purpose="bulk", body=b"{}").status for _ in range(2)] == [400, 400]


def test_target_needs_a_url(open_target):
    with pytest.raises(ValueError, match="not a valid URL"):
        open_target("")


@pytest.mark.parametrize(
    ("method", "times"), [("GET", 2), ("HEAD", 2), ("POST", 1), ("PUT", 1), ("DELETE", 1)]
)
def test_safe_request_is_repeated_after_a_connection_error(raw_server, open_target, method, times):
    target = open_target(raw_server(lambda _: None))
    answer = target.send(
        method, "/Users/1", purpose="read", body=b"{}" if method in ("POST", "PUT") else None
    )
    assert answer.failure.kind == "reset"
    assert [exchange.request.method for exchange in target.exchanges] == [method] * times


def test_request_is_not_repeated_after_a_timeout(raw_server, open_target):
    target = open_target(raw_server(lambda _: time.sleep(1)), timeout=0.05)
    assert target.send("GET", "/Users/1", purpose="read").failure.kind == "timeout"
    assert target.requests == 1
