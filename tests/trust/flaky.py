"""A proxy on this machine that drops connections."""

import http.client
import random
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Forwards a request, or closes the connection before the request or after the response."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment, or each answer waits for a delayed acknowledgement

    def pass_on(self):
        body = self._body()
        drops, reaches_the_server = self.server.draw()
        if not drops or reaches_the_server:
            status, headers, content = self._forward(body)
        if drops:
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815 - names that the library asks for

    def _body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _forward(self, body):
        server = http.client.HTTPConnection("127.0.0.1", self.server.behind)
        kept = {name: value for name, value in self.headers.items() if name.lower() != "transfer-encoding"}
        server.request(self.command, self.path, body or None, kept)
        answer = server.getresponse()
        content = answer.read()
        server.close()
        return answer.status, answer.getheaders(), content

    def log_message(self, *_):
        pass


class Proxy(ThreadingHTTPServer):
    """A proxy that drops connections at random, by a seed.

    Attributes:
        behind: Port of the server behind it.
        dropped: How many requests have got no answer.
    """

    daemon_threads = True

    def __init__(self, behind, rate, seed):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind, self.dropped = behind, 0
        self._rate, self._chance = rate, random.Random(seed)

    def draw(self):
        """Return whether a connection is dropped, and whether the server gets the request nevertheless."""
        drops, reaches = self._chance.random() < self._rate, self._chance.random() < 0.5
        self.dropped += drops
        return drops, reaches


@contextmanager
def flaky(behind, *, rate, seed):
    """Run a proxy for a local port during the block."""
    with Proxy(behind, rate, seed) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
