"""A server that returns all credentials it receives: the tester writes none of them."""

import base64
import html
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from conformance.cli import main
from conformance.reference.config import BASE_PATH
from tests.hostile.kit import Asked, Hostile, Reply
from tests.hostile.play import SCRIPT
from tests.written import content

SECRETS = {
    "TOKEN": "t0ken-of-the-tenant-QmFzZTY0",
    "KEY": "k3y+/=\"\\'<&>%~of-the-gateway",
    "COOKIE": "session=s3ssion-cookie-value; lang=en",
    "BASIC": "probe:p4ssword+of/basic",
    "CLIENT": "cl1ent/secret+of=oauth",
    "WEAK": "w3ak-token-of-another",
    "EXPIRED": "exp1red-token-of-ours",
    "OTHER": "n3ighbour-token-of-globex",
}
FETCHED = "f3tched-token-of-oauth"
KINDS = {
    "bearer": [
        *("--token-env", "TOKEN", "--header-env", "X-Api-Key=KEY", "--header-env", "Cookie=COOKIE"),
        *("--weak-token-env", "WEAK", "--expired-token-env", "EXPIRED", "--other-token-env", "OTHER"),
        *("--other-url", "{origin}" + BASE_PATH.format(tenant_id="globex")),
    ],
    "basic": ["--basic-env", "BASIC"],
    "oauth": [
        *("--oauth-token-url", "{origin}/token", "--oauth-client-id", "probe", "--oauth-secret-env", "CLIENT")
    ],
}
SCENARIOS = (
    *("every-method", "password", "wrong-credentials"),
    *("insufficient-permissions", "access-to-another-tenant"),
)


def parts(secret: str) -> list[str]:
    """Return the parts of a secret that must not be written: the whole, a password, a cookie's value."""
    return [secret, *(part for part in re.split("[:=; ]", secret) if len(part) > 10)]


def spelled(text: str) -> Iterator[str]:
    """Yield a text unchanged, and as encoded in URLs, JSON, HTML and base64."""
    yield from (text, json.dumps(text)[1:-1], quote(text), quote(text, safe=""), quote_plus(text))
    yield from (html.escape(text), base64.b64encode(text.encode()).decode().rstrip("="))


def returning_credentials(asked: Asked) -> Reply:
    """Accept every credential, and return the request in every encoding, in headers, results and bodies."""
    if asked.path == "/token":
        return Reply(json.dumps({"access_token": FETCHED, "token_type": "Bearer"}).encode())
    asked.server.passwords |= set(re.findall(r'"password": "([^"]+)"', asked.body.decode("utf-8", "replace")))
    sent = [part for value in asked.headers.values() for part in parts(value)]
    if (asked.headers.get("Authorization") or "").startswith("Basic "):
        sent += parts(base64.b64decode(asked.headers["Authorization"].split()[1]).decode())
    back = {
        "headers": dict(asked.headers.items()),
        "spelled": [list(spelled(part)) for part in {*sent, *asked.server.passwords}],
        "body": asked.body.decode("utf-8", "replace"),
    }
    reply = with_valid_token(asked).conforming()
    document = json.loads(reply.body) if reply.body else None
    if isinstance(document, dict):
        for result in document.get("Operations", []):
            result |= {"location": f"/{back}", "response": back}  # wrong, so that findings show it
        reply = replace(reply, body=json.dumps({**document, "told": back}).encode())
    names = {re.sub("[^0-9A-Za-z-]", "", part)[:99] or "x": "told" for part in sent}
    values = {f"X-Told-{name}": value for name, value in asked.headers.items()}
    return replace(reply, headers=reply.headers | names | values | {"Set-Cookie": f"a={sent[-1]}"})


def with_valid_token(asked: Asked) -> Asked:
    """Return the request with a valid token of the conforming server."""
    headers = Message()
    for name, value in asked.headers.items():
        if name.lower() != "authorization":
            headers[name] = value
    tenant = "globex" if "/globex/" in asked.path else "acme"
    headers["Authorization"] = f"Bearer {asked.server.reference.token_for(tenant)}"
    return replace(asked, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
def test_credentials_are_never_written(kind, tmp_path):
    with Hostile(returning_credentials) as server:
        flags = [flag.format(origin=server.origin) for flag in KINDS[kind]]
        played = [*flags, *(f"--scenario={name}" for name in SCENARIOS)]
        spread = ["-n", "2"] if kind == "bearer" else []
        saved = str(tmp_path / "run" / "report")
        seen, hidden = b"", {FETCHED, *(part for secret in SECRETS.values() for part in parts(secret))}
        for name, arguments in {
            "run": ["run", server.base_url, *played, *spread],
            "dry": ["run", server.base_url, *played, "--dry-run"],
            "replay": ["replay", saved, server.base_url, *flags],
        }.items():
            server.passwords.clear()  # passwords of an earlier run are data of the server
            seen += command(tmp_path / name, arguments)
            hidden |= server.passwords
    report = json.loads(Path(saved, "report.json").read_text("utf-8"))
    assert report["verdict"] == "not-conformant"
    assert "[redacted]" in json.dumps([entry["findings"] for entry in report["requirements"]])
    assert any(secret.startswith("Pw1!") for secret in hidden)
    files = {str(path): content(path) for path in tmp_path.rglob("*") if path.is_file()}
    leaks = [
        (path, spelling)
        for path, content in {**files, "ps": seen}.items()
        for secret in hidden
        for spelling in spelled(secret)
        if spelling.encode() in content
    ]
    assert leaks == []


def command(directory: Path, arguments: list[str]) -> bytes:
    """Run a command, and return the command lines of all processes in the meantime."""
    directory.mkdir()
    with (directory / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [SCRIPT, *arguments, "--report", directory / "report", "--timeout", "20"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env={**os.environ, **SECRETS},
        )
        seen: set[bytes] = set()
        while process.poll() is None:
            seen |= {line for pid in Path("/proc").glob("[0-9]*") if (line := _command_line(pid))}
            time.sleep(0.05)
    return b"\n".join(seen)


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


URL = "http://127.0.0.1:9/scim"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--token-env", "s3cret-token-typed-here"],
        ["--token-env", "AKIAS3CRETTOKENTYPEDHERE"],
        ["--token-file", "s3cret-token-typed-here"],
        ["--basic-env", "probe:s3cret-token-typed-here"],
        ["--header", "Authorization Bearer s3cret-token-typed-here"],
        ["--header-env", "Bearer s3cret-token-typed-here"],
        ["--header-env", "X-Api-Key=s3cret-token-typed-here"],
        ["--token-env", "BROKEN"],
        ["--basic-env", "WITHOUT_COLON"],
        ["--oauth-token-url", "http://127.0.0.1:9/?s3cret-token", "--oauth-client-id", "x"],
        ["--oauth-token-url", "http://x:s3cret-token@127.0.0.1:9/", "--oauth-client-id", "x"],
        ["--other-url", "http:/x:s3cret-token@127.0.0.1:9/", "--other-token-env", "TOKEN"],
        ["--url", "http:/x:s3cret-token@127.0.0.1:9/"],
        ["--url", "http://127.0.0.1:9/scim?key=s3cret token"],
    ],
)
def test_usage_error_does_not_show_secrets(capsys, monkeypatch, tmp_path, arguments):
    monkeypatch.chdir(tmp_path)
    for name, secret in {"BROKEN": "s3cret\ttoken", "WITHOUT_COLON": "s3cret-token", "TOKEN": "x"}.items():
        monkeypatch.setenv(name, secret)
    url = [] if "--url" in arguments else [URL]
    assert main(["run", *url, *arguments]) == 3
    output = "".join(capsys.readouterr())
    assert output
    assert "s3cret" not in output.lower()
