"""Credentials of every kind, a server that sends back all it gets, and what of it is written anywhere."""

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
    """Return what alone must not be told of a secret: a password, a cookie's value, the whole."""
    return [secret, *(part for part in re.split("[:=; ]", secret) if len(part) > 10)]


def spelled(text: str) -> Iterator[str]:
    """Yield a text as it is, and as URLs, JSON, HTML and base64 have it."""
    yield from (text, json.dumps(text)[1:-1], quote(text), quote(text, safe=""), quote_plus(text))
    yield from (html.escape(text), base64.b64encode(text.encode()).decode().rstrip("="))


def telling(asked: Asked) -> Reply:
    """Let everybody in, and put all that was sent, spelled in every way, into headers, results and bodies."""
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
    reply = let_in(asked).lawful()
    document = json.loads(reply.body) if reply.body else None
    if isinstance(document, dict):
        for result in document.get("Operations", []):
            result |= {"location": f"/{back}", "response": back}  # wrong, so that findings show it
        reply = replace(reply, body=json.dumps({**document, "told": back}).encode())
    names = {re.sub("[^0-9A-Za-z-]", "", part)[:99] or "x": "told" for part in sent}
    values = {f"X-Told-{name}": value for name, value in asked.headers.items()}
    return replace(reply, headers=reply.headers | names | values | {"Set-Cookie": f"a={sent[-1]}"})


def let_in(asked: Asked) -> Asked:
    """Return the request with credentials that the lawful server behind knows."""
    headers = Message()
    for name, value in asked.headers.items():
        if name.lower() != "authorization":
            headers[name] = value
    tenant = "globex" if "/globex/" in asked.path else "acme"
    headers["Authorization"] = f"Bearer {asked.server.behind.token_for(tenant)}"
    return replace(asked, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
def test_credentials_are_never_written(kind, tmp_path):
    with Hostile(telling) as server:
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
            server.passwords.clear()  # those of another run are the server's own to tell
            seen += command(tmp_path / name, arguments)
            hidden |= server.passwords
    report = json.loads(Path(saved, "report.json").read_text("utf-8"))
    assert report["verdict"] == "not-conformant"
    assert "[redacted]" in json.dumps([entry["findings"] for entry in report["requirements"]])
    assert any(secret.startswith("Pw1!") for secret in hidden)
    files = {str(path): content(path) for path in tmp_path.rglob("*") if path.is_file()}
    told = [
        (path, spelling)
        for path, content in {**files, "ps": seen}.items()
        for secret in hidden
        for spelling in spelled(secret)
        if spelling.encode() in content
    ]
    assert told == []


def command(directory: Path, arguments: list[str]) -> bytes:
    """Run a command, and return what `ps` would have shown meanwhile of every process there was."""
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
    told = "".join(capsys.readouterr())
    assert told
    assert "s3cret" not in told.lower()
