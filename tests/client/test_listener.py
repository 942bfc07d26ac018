import socket

from conformance.client.listener import Listener


def call(listener, content):
    host, _, port = listener.authority.partition(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(content)
        return connection.recv(100)


def test_call_is_recorded_and_gets_a_response():
    with Listener() as listener:
        answer = call(listener, b"GET /Users/1 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404")
    assert listener.calls == ["GET /Users/1 HTTP/1.1"]


def test_last_call_before_the_end_is_recorded():
    with Listener() as listener:
        host, _, port = listener.authority.partition(":")
        connection = socket.create_connection((host, int(port)), 5)
        connection.sendall(b"POST / HTTP/1.1\r\n")
    connection.close()
    assert listener.calls == ["POST / HTTP/1.1"]


def test_call_that_is_closed_at_once_is_recorded():
    with Listener() as listener:
        call(listener, b"\r\n")
    assert listener.calls == [""]


def test_no_call_is_recorded_without_a_connection():
    with Listener() as listener:
        pass
    assert listener.calls == []
