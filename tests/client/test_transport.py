import asyncio
import gc
import gzip
import socket
import struct
import sys
import threading
import types
import zlib

import pytest

from conformance.client.transport import loop, origin
from conformance.exchange import KEPT
from conformance.settings import SettingsError

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\n"


def get(target, path="/Users"):
    return target.send("GET", path, purpose="read")


def drip(pieces):
    def talk(connection):
        stop = threading.Event()
        for piece in pieces:
            connection.sendall(piece)
            stop.wait(0.02)

    return talk


def test_slow_body_ends_at_the_deadline(raw_server, open_target):
    def endless():
        yield OK + b"Content-Length: 100000\r\n\r\n"
        while True:
            yield b" "

    exchange = get(open_target(raw_server(drip(endless())), timeout=0.3))
    assert exchange.failure.kind == "timeout"
    assert "0.3 seconds" in exchange.failure.detail


def test_slow_headers_end_at_the_deadline(raw_server, open_target):
    def endless():
        yield b"HTTP/1.1 200 OK\r\nX: "
        while True:
            yield b"a"

    assert get(open_target(raw_server(drip(endless())), timeout=0.3)).failure.kind == "timeout"


def test_endless_interim_responses_end_at_the_deadline(raw_server, open_target):
    def endless():
        while True:
            yield b"HTTP/1.1 100 Continue\r\n\r\n"

    assert get(open_target(raw_server(drip(endless())), timeout=0.3)).failure.kind == "timeout"


def test_missing_response_is_a_timeout(raw_server, open_target):
    quiet = threading.Event()
    url = raw_server(lambda _: quiet.wait(5))
    assert get(open_target(url, timeout=0.2)).failure.kind == "timeout"
    quiet.set()


def test_body_above_the_limit_is_cut(raw_server, open_target):
    def talk(connection):
        connection.sendall(OK + b"\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    exchange = get(open_target(raw_server(talk), max_response=1000))
    assert exchange.response.truncated
    assert len(exchange.response.body) == 1000
    assert "larger than the limit" in exchange.problem


def test_body_of_exactly_the_limit_is_complete(answering, open_target):
    exchange = get(open_target(answering(OK + b"Content-Length: 4\r\n\r\nnull"), max_response=4))
    assert (exchange.response.truncated, exchange.problem) == (False, "")


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_unrequested_compression_is_decoded(answering, open_target, encoding, compress):
    body = compress(b'{"id": "1"}')
    head = OK + f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    assert get(open_target(answering(head + body))).json == {"id": "1"}


def test_decompressed_size_is_limited(answering, open_target):
    bomb = gzip.compress(b" " * 20_000_000)
    head = OK + f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    exchange = get(open_target(answering(head + bomb), max_response=100_000))
    assert exchange.response.truncated
    assert len(exchange.response.body) == KEPT


def test_body_with_a_wrong_content_encoding_is_kept(answering, open_target):
    exchange = get(open_target(answering(OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")))
    assert exchange.response.body == b"{}"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "reset"),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "protocol"),
        (b"HTTP/1.1 banana\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 500_000 + b"\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 50_000 + b"\r\n", "protocol"),
    ],
)
def test_invalid_http_is_a_failure(answering, open_target, answer, kind):
    exchange = get(open_target(answering(answer)))
    assert exchange.response is None
    assert exchange.failure.kind == kind


def test_connection_reset_is_a_failure(raw_server, open_target):
    def talk(connection):
        connection.sendall(OK + b"Content-Length: 50\r\n\r\n{")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert get(open_target(raw_server(talk))).failure.kind == "reset"


def test_non_ascii_headers_are_kept(answering, open_target):
    exchange = get(open_target(answering(OK + b"X-Name: \xff\xfe\r\nContent-Length: 2\r\n\r\n{}")))
    assert exchange.response.header("x-name") == "\xff\xfe"


def test_refused_connection_is_a_failure(open_target):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert get(open_target(f"http://127.0.0.1:{port}")).failure.kind == "refused"


def test_server_without_tls_is_a_tls_failure(answering, open_target):
    url = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n").replace("http://", "https://")
    assert get(open_target(url)).failure.kind == "tls"


def test_invalid_request_is_a_failure(answering, open_target):
    target = open_target(answering(OK + b"\r\n"))
    exchange = target.send("GET", "/", purpose="read", headers={"X-Bad": "a\r\nb: c"})
    assert exchange.failure.kind == "protocol"


def test_chunked_body_has_no_content_length(http_server, open_target):
    seen = {}

    def handle(request):
        seen.update(request.headers)
        return 200, {"Connection": "close"}, b"{}"

    open_target(http_server(handle)).send("POST", "/Bulk", purpose="bulk", body=b"x" * 100_000, chunked=True)
    assert seen["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in seen


def test_response_before_the_body_is_read_is_recorded(raw_server, open_target):
    def talk(connection):
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    exchange = open_target(raw_server(talk)).send("POST", "/Bulk", purpose="bulk", body=b"x" * 3_000_000)
    assert exchange.status == 413


@pytest.mark.parametrize(
    "url",
    ["ftp://h/", "http://user:pw@h/", "http://", "/Users", "http://[::1", "http://h\\@evil/"],
)
def test_invalid_url_has_no_origin(url):
    assert origin(url) is None


def test_origin_has_a_default_port():
    assert (
        origin("https://Example.COM/x") == origin("https://example.com:443") == ("https", "example.com", 443)
    )


@pytest.fixture
def module(monkeypatch):
    made = types.ModuleType("tested_app")
    monkeypatch.setitem(sys.modules, "tested_app", made)
    return made


def test_wsgi_app_runs_in_the_thread_of_the_caller(module, open_target):
    threads = []

    def app(environ, start_response):
        threads.append(threading.current_thread())
        start_response("201 Created", [("Content-Type", "application/scim+json")])
        return [environ["wsgi.input"].read()]

    module.app = app
    target = open_target("http://localhost", app="tested_app:app")
    exchange = target.send("POST", "/Users", purpose="prepare", body=b'{"a": 1}')
    assert (exchange.status, exchange.json) == (201, {"a": 1})
    assert threads == [threading.current_thread()]


def test_exception_of_a_wsgi_app_is_a_500(module, open_target):
    def app(_environ, _start_response):
        raise KeyError("gone")

    module.app = app
    exchange = get(open_target("http://localhost", app="tested_app:app"))
    assert exchange.status == 500
    assert b"KeyError" in exchange.response.body


async def answer(send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b'{"a": 1}'})


def test_asgi_app_is_started_and_stopped(module, open_target):
    events = []

    async def app(scope, receive, send):
        if scope["type"] != "lifespan":
            await answer(send)
            return
        for event in ("startup", "shutdown"):
            events.append((await receive())["type"])
            await send({"type": f"lifespan.{event}.complete"})

    module.app = app
    target = open_target("http://localhost", app="tested_app:app")
    assert get(target).json == {"a": 1}
    assert events == ["lifespan.startup"]
    target.close()
    assert events == ["lifespan.startup", "lifespan.shutdown"]


def test_asgi_app_that_hangs_at_shutdown_is_cancelled(module, open_target, monkeypatch, caplog):
    ended = []

    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.complete"})
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(scope["type"])

    module.app = app
    monkeypatch.setattr(loop, "_GRACE_SECONDS", 0.2)
    open_target("http://localhost", app="tested_app:app", timeout=0.2).close()
    gc.collect()
    assert ended == ["lifespan"]
    assert "Task was destroyed" not in caplog.text


def test_asgi_app_without_lifespan_works(module, open_target):
    async def app(scope, _receive, send):
        assert scope["type"] == "http"
        await answer(send)

    module.app = app
    assert get(open_target("http://localhost", app="tested_app:app")).status == 200


def test_asgi_app_that_fails_to_start_is_a_settings_error(module, open_target):
    async def app(_scope, _receive, send):
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    module.app = app
    with pytest.raises(SettingsError, match="no database"):
        open_target("http://localhost", app="tested_app:app")


def test_exception_of_an_asgi_app_is_a_500(module, open_target):
    async def app(_scope, _receive, _send):
        raise KeyError("gone")

    module.app = app
    assert get(open_target("http://localhost", app="tested_app:app")).status == 500


def test_asgi_app_that_hangs_ends_at_the_deadline(module, open_target):
    async def app(scope, receive, _send):
        if scope["type"] == "http":
            while (await receive())["type"] != "never":
                pass

    module.app = app
    target = open_target("http://localhost", app="tested_app:app", timeout=0.2)
    assert get(target).failure.kind == "timeout"


@pytest.mark.parametrize("name", ["no_such_module_here:app", "tested_app:missing", "tested_app:__name__"])
@pytest.mark.usefixtures("module")
def test_app_that_cannot_be_loaded_is_named(open_target, name):
    with pytest.raises(SettingsError, match=name):
        open_target("http://localhost", app=name)


def test_invalid_ca_bundle_is_named(tmp_path, open_target):
    file = tmp_path / "ca.pem"
    file.write_text("not a certificate")
    with pytest.raises(SettingsError, match="PEM"):
        open_target("https://localhost", ca_bundle=file)
