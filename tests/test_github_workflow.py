"""A run in a GitHub workflow, with the command and with pytest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.reference.server import ReferenceConfig, ReferenceServer

RUN = (Path(sys.executable).with_name("scim-conformance"), "run")
SUITE = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "conformance.suite")


def lines_of(command, url, directory, *options, **environment):
    """Run a command in a workflow and return what it prints."""
    done = subprocess.run(
        [*command, "--scim-url", url, "--scim-report", directory / "report", *options],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        cwd=directory,
        env=os.environ | {"GITHUB_ACTIONS": "true", **environment},
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("command", [RUN, SUITE], ids=["run", "pytest"])
def test_failure_is_annotated_once_and_in_the_step_summary(tmp_path, command):
    summary = tmp_path / "summary.md"
    narrowed = ("--scim-requirement", "SECURITY-2-02", "--scim-token-env", "SCIM_TOKEN")
    with ReferenceServer(ReferenceConfig(faults=("no-challenge",))) as server:
        secret = {"SCIM_TOKEN": server.token, "GITHUB_STEP_SUMMARY": str(summary)}
        lines = lines_of(command, server.base_url, tmp_path, *narrowed, **secret)
    (error,) = [line for line in lines if line.startswith("::error")]
    assert "::Rule: SECURITY-2-02 " in error
    assert summary.read_text(encoding="utf-8").startswith("# Not conformant")
    if command == RUN:
        assert lines[0].startswith("::stop-commands::")
        assert lines.index(f"::{lines[0].rpartition('::')[2]}::") < lines.index(error)


def test_unreachable_server_is_annotated(tmp_path):
    (line,) = lines_of(RUN, "http://127.0.0.1:9/scim", tmp_path)
    assert line.startswith("::error title=scim-conformance::")
