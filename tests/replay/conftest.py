"""A report about a faulty server, and fixtures that replay it."""

import copy
import json

import pytest

from conformance.cli import main
from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.report.saved import load
from conformance.run.live import LiveRun
from conformance.settings import Secret, Settings

FAULTS = ("members-literal", "status-number")
SCENARIOS = (
    "forward-reference",
    "confusable-bulk-ids",
    "current-versions",
    "generated-jobs",
    "changes-in-turn",
)


@pytest.fixture(scope="session")
def servers():
    """A server with faults, and the same server without them."""
    with ReferenceServer(ReferenceConfig(faults=FAULTS)) as broken, ReferenceServer() as repaired:
        yield {"broken": broken, "repaired": repaired}


@pytest.fixture(scope="session")
def saved(servers, tmp_path_factory):
    """The file of a report about the faulty server."""
    server = servers["broken"]
    directory = tmp_path_factory.mktemp("saved")
    settings = Settings(
        url=server.base_url, token=Secret(server.token), scenario=SCENARIOS, effort="quick", report=directory
    )
    live = LiveRun(settings)
    for case in live.cases():
        live.judge(case)
    live.report(live.collect(), interrupted=False)
    return directory / "report.json"


@pytest.fixture(scope="session")
def document(saved):
    return load(saved)


@pytest.fixture
def replay(saved, servers, tmp_path, monkeypatch, capsys):
    """Replay the report, against one of the servers if one is named, and return exit code and output."""

    def run(server, *arguments, file=saved):
        where = [servers[server].base_url] if server else []
        token = servers[server or "broken"].token
        monkeypatch.setenv("REPLAY_TOKEN", token)
        monkeypatch.chdir(tmp_path)
        code = main(["replay", str(file), *where, "--token-env", "REPLAY_TOKEN", *arguments])
        out, err = capsys.readouterr()
        assert token not in out + err
        return code, out, err

    return run


@pytest.fixture
def changed(document, tmp_path):
    """Write a changed copy of the report and return its path."""

    def change(send_malformed):
        spoilt = copy.deepcopy(document)
        send_malformed(spoilt)
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(spoilt), encoding="utf-8")
        return path

    return change
