"""Concurrent runs do not affect each other."""

import json
import subprocess

import pytest

from conformance.client.journal import RUN_PREFIX
from tests.killed.killing import SCRIPT, served


@pytest.fixture(scope="module")
def server():
    with served() as server:
        yield server


def begin(server, directory, *options):
    command = [SCRIPT, "run", "-q", "--section", "3.7.2", "--report", str(directory), *server.arguments]
    return subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True, env=server.environment)


def ended(process, directory):
    """Return the exit code, the verdict of each requirement, and the leftovers."""
    process.communicate(timeout=120)
    report = json.loads((directory / "report.json").read_text(encoding="utf-8"))
    verdicts = {entry["id"]: entry["verdict"] for entry in report["requirements"]}
    return process.returncode, verdicts, report["leftovers"]


def test_concurrent_runs_have_the_same_findings(server, tmp_path):
    places = [tmp_path / name for name in ("alone", "one", "another")]
    alone = ended(begin(server, places[0]), places[0])
    together = [begin(server, place) for place in places[1:]]
    found = [ended(process, place) for process, place in zip(together, places[1:], strict=True)]
    assert alone[0] == 0
    assert "pass" in alone[1].values()
    assert found == [alone, alone]
    assert server.stored() == 0


def test_processes_of_one_run_are_independent(server, tmp_path):
    process = begin(server, tmp_path, "-n", "2")
    process.communicate(timeout=120)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    sent = json.dumps([each["request"]["body"] for each in report["exchanges"]])
    assert process.returncode == 0
    assert len(set(RUN_PREFIX.findall(sent))) == 2
    assert (report["leftovers"], server.stored()) == ([], 0)
