"""Error messages: one sentence, the documented exit code, and no secret."""

import http.server
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.reference.server import ReferenceServer
from tests.written import content

SCRIPT = Path(sys.executable).with_name("scim-conformance")
SECRET = "hunter2-is-a-secret"
USAGE, UNREACHABLE = 3, 4


@pytest.fixture(scope="module")
def reference():
    with ReferenceServer() as server:
        yield server


@pytest.fixture(scope="module")
def web_page():
    """Serve a login page under every path."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"<html><title>Sign in</title></html>")

        def do_POST(self):
            self.do_GET()

        def log_message(self, *_):
            pass

    with served(Page) as url:
        yield url


@contextmanager
def served(handler):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def refused(tmp_path):
    """Return a function that runs an invalid command and returns its only line on standard error."""

    def refuse(*arguments, code=USAGE, token=SECRET):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SCIM_")}
        done = subprocess.run(
            [SCRIPT, *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            cwd=tmp_path,
            env={**environment, "SCIM_TOKEN": token},
        )
        assert (done.returncode, done.stdout) == (code, ""), done.stdout + done.stderr
        assert done.stderr.startswith("scim-conformance: ")
        assert done.stderr.count("\n") == 1
        assert SECRET not in done.stderr
        return done.stderr

    return refuse


def blocked_report(directory):
    """Return the report of a run that reached no server; assert that it has no verdict, secret or journal."""
    files = [path for path in (directory / "scim-report").rglob("*") if path.is_file()]
    assert {"report.json", "report.html", "junit.xml", "summary.md"} <= {path.name for path in files}
    assert not [path for path in files if path.name.startswith("scimconf-")]
    suite = ElementTree.parse(directory / "scim-report" / "junit.xml").find("testsuite")
    assert (suite.get("tests"), suite.get("errors"), suite.get("skipped")) == ("1", "1", "0")
    assert not [path for path in files if SECRET.encode() in content(path)]
    report = json.loads((directory / "scim-report" / "report.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "partial"
    assert {name for name, number in report["summary"].items() if number} <= {"blocked", "untested"}
    return report


def reasons(report):
    return {entry["reason"] for entry in report["requirements"] if entry["verdict"] == "blocked"}


@pytest.mark.parametrize("path", ["/nothing/here", "/api/v1/tenants/acme/scim/v2/deeper"])
def test_url_with_a_wrong_path(refused, reference, tmp_path, path):
    message = refused(
        "run", reference.origin + path, "--token-env", "SCIM_TOKEN", code=UNREACHABLE, token=reference.token
    )
    assert f"GET {reference.origin}{path}/ServiceProviderConfig gets HTTP 404" in message
    assert "Check that the URL is the base URL of SCIM" in message
    [reason] = reasons(blocked_report(tmp_path))
    assert reason in message


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_server_that_does_not_listen(refused, tmp_path, spread):
    with served(http.server.BaseHTTPRequestHandler) as url:
        pass
    message = refused("run", url, *spread, code=UNREACHABLE)
    assert f"No server responds at {url} (the server refused the connection)" in message
    assert "Check the URL and that the server runs." in message
    blocked_report(tmp_path)


def test_web_page_instead_of_a_scim_server(refused, web_page, tmp_path):
    message = refused("run", web_page, "--token-env", "SCIM_TOKEN", code=UNREACHABLE)
    assert "is not a SCIM server" in message
    assert f"GET {web_page}/ServiceProviderConfig gets HTTP 200 with text/html" in message
    blocked_report(tmp_path)


def test_token_that_the_server_rejects(refused, reference, tmp_path):
    message = refused("run", reference.base_url, "--token-env", "SCIM_TOKEN")
    assert f"The server at {reference.base_url} rejects the credentials" in message
    assert "HTTP 401" in message
    assert "--scim-token-env" in message
    blocked_report(tmp_path)


def test_token_endpoint_without_a_token(refused, web_page, tmp_path):
    client = ["--oauth-token-url", web_page, "--oauth-client-id", "probe", "--oauth-secret-env", "SCIM_TOKEN"]
    message = refused("run", "http://127.0.0.1:9/scim", *client)
    assert f"The token endpoint {web_page} issues no token: HTTP 200" in message
    assert "Check --scim-oauth-client-id" in message
    blocked_report(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "next_step"),
    [
        (["--oauth-token-url", "https://id.example.com/token"], "--scim-oauth-client-id. Add it."),
        (["--other-url", "http://127.0.0.1:9/other"], "--scim-other-token-env. Add it."),
        (["--client-cert", __file__], "Use https."),
    ],
)
def test_setting_without_its_companion(refused, tmp_path, arguments, next_step):
    assert next_step in refused("run", "http://127.0.0.1:9/scim", *arguments)
    assert not list(tmp_path.iterdir())


def test_environment_variable_that_is_not_set(refused, tmp_path):
    message = refused("run", "http://127.0.0.1:9/scim", "--token-env", "SCIM_NOWHERE")
    assert "an environment variable SCIM_NOWHERE that is not set. Set the variable" in message
    assert not list(tmp_path.iterdir())


def test_secret_instead_of_the_name_of_its_variable(refused):
    message = refused("run", "http://127.0.0.1:9/scim", "--token-env", SECRET)
    assert "Set the variable, and give its name" in message


@pytest.mark.parametrize(
    ("arguments", "value", "next_step"),
    [
        (["run", "--efort", "quick"], "'--efort'", "--effort"),
        (["run", "--demo", "--requirement", "BULK-3.7.2-0l"], "'BULK-3.7.2-0l'", "Did you mean BULK-3.7.2-"),
        (["run", "--demo", "--section", "9.9"], "'9.9'", "Run: scim-conformance list"),
        (["run", "--demo", "--level", "most"], "'most'", "Give one of must, should, may"),
        (["run", "https://scim.example.com/v2"], "https://scim.example.com/v2", "Add --scim-allow-writes"),
        (["run", "ftp://localhost/scim"], "'ftp://localhost/scim'", "like https://"),
        (["run", "localhost:8000/scim"], "'localhost:8000/scim'", "like https://"),
        (["run", "http://127.0.0.1:9/scim/Bulk"], "'http://127.0.0.1:9/scim/Bulk'", "without /Bulk"),
        (["run", "http://127.0.0.1:9/{tenant_id}"], "{tenant_id}", "--scim-tenant"),
        (["run", "--demo", "--report", "/dev/null/report"], "'/dev/null/report'", "Name another directory"),
        (
            ["serve", "--fault", "no-ehco"],
            "'no-ehco'",
            "Did you mean no-echo? 'scim-conformance list faults' shows",
        ),
        (["serve", "--fault", "qqqq"], "'qqqq'", "list faults' shows them all"),
    ],
)
def test_invalid_value_is_shown_with_the_next_step(refused, tmp_path, arguments, value, next_step):
    message = refused(*arguments)
    assert value in message
    assert next_step in message
    assert not list(tmp_path.iterdir())


def test_url_with_credentials(refused, tmp_path):
    message = refused("run", f"http://user:{SECRET}@127.0.0.1:9/scim")
    assert "contains credentials" in message
    assert "--scim-basic-env" in message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("app", "why"),
    [("no_such_module:app", "No module named 'no_such_module'"), ("json:nothing", "no attribute 'nothing'")],
)
def test_application_that_cannot_be_imported(refused, tmp_path, app, why):
    message = refused("run", "--app", app)
    assert repr(app) in message
    assert why in message
    blocked_report(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "option", "message"),
    [
        ("api.yaml", "openapi: [", "--contract", "neither JSON nor YAML"),
        ("api.json", '{"openapi": "3.1.0", "paths": {"/Users": {}}}', "--contract", "Its paths: /Users"),
        ("mine.toml", "title = ", "--profile", "is malformed"),
        ("mine.toml", 'title = "t"\ncontract = "gone.json"', "--profile", "gone.json' cannot be read"),
    ],
)
def test_invalid_contract_or_profile(refused, tmp_path, name, text, option, message):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert message in refused("run", "--demo", option, name)
    assert not (tmp_path / "scim-report").exists()
