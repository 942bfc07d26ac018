import json
import os
import shlex
import subprocess

import pytest

from conformance.client.redaction import Redactor
from conformance.exchange import REDACTED, Request
from conformance.report.curl import INLINE_LIMIT, curl

URL = "https://scim.example.com/v2/Bulk"


def request(body=b"", headers=(("Content-Type", "application/scim+json"),), url=URL):
    return Request("POST", url, tuple(headers), body)


@pytest.fixture
def run(tmp_path):
    """Run a command with a fake curl and return its arguments and its input."""
    program = tmp_path / "curl"
    program.write_text(
        "#!/usr/bin/env python3\nimport json, sys\n"
        'sent = sys.stdin.buffer.read().hex() if "@-" in sys.argv else ""\n'
        "print(json.dumps([sys.argv[1:], sent]))\n"
    )
    program.chmod(0o755)

    def execute(line):
        environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "SCIM_TOKEN": "t0ken"}
        done = subprocess.run(
            ["sh", "-c", line], env=environment, capture_output=True, check=True, timeout=60
        )
        arguments, sent = json.loads(done.stdout)
        return arguments, bytes.fromhex(sent)

    return execute


def test_command_sends_method_url_headers_and_body(run):
    body = """{"userName":"O'Neil $HOME `id` \\"é\\" !"}"""
    arguments, _ = run(curl(request(body.encode())))
    assert arguments[-1] == body
    assert arguments[2:5] == ["-X", "POST", URL]
    assert "Content-Type: application/scim+json" in arguments


def test_token_is_read_from_the_environment(run):
    headers = Redactor(["s3cret-token"]).headers([("Authorization", "Bearer s3cret-token")])
    line = curl(request(headers=headers))
    assert "s3cret" not in line
    assert "Authorization: Bearer t0ken" in run(line)[0]


def test_each_secret_header_has_an_environment_variable():
    line = curl(request(headers=[("X-Api-Key", REDACTED), ("Cookie", REDACTED)]))
    assert '"X-Api-Key: $SCIM_X_API_KEY"' in line
    assert '"Cookie: $SCIM_COOKIE"' in line


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a\x00b", b"\x1b[31m", b"one\ntwo", b"@/etc/passwd", "\u202e".encode()]
)
def test_body_with_control_characters_is_sent_unchanged(run, body):
    line = curl(request(body))
    assert "\n" not in line
    assert line.isprintable()
    assert run(line)[1] == body


def test_large_body_is_replaced_by_its_size():
    line = curl(request(b"x" * (INLINE_LIMIT + 1)))
    assert len(line) < 300
    assert f"{INLINE_LIMIT + 1} bytes" in line
    assert shlex.split(line, comments=True)[-1] == "@body.json"


def test_headers_set_by_curl_are_left_out():
    line = curl(request(headers=[("Host", "scim.example.com"), ("Content-Length", "9"), ("User-Agent", "x")]))
    assert "-H" not in line


def test_no_content_type_is_added(run):
    assert "Content-Type:" in run(curl(request(b"{}", headers=())))[0]


@pytest.mark.parametrize(
    ("url", "option"),
    [(f"{URL}/../Users", "--path-as-is"), (f"{URL}/[1-3]", "--globoff"), (f"{URL}/{{a,b}}", "--globoff")],
)
def test_curl_does_not_change_the_url(run, url, option):
    arguments, _ = run(curl(request(url=url)))
    assert url in arguments
    assert option in arguments


def test_plain_url_needs_no_options(run):
    assert not {"--path-as-is", "--globoff"} & set(run(curl(request()))[0])
