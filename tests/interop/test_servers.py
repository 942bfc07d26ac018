"""Servers of other projects: a new failure and a known failure that no longer occurs both fail the test."""

import re
from dataclasses import replace

import pytest

from conformance.cli import main
from conformance.report.baseline.file import read
from tests.interop.run import run_in_process, run_over_http
from tests.interop.servers import BY_NAME, HERE, NotInstalled, running
from tests.prerequisites import give_up

BASELINES = sorted((HERE / "baselines").glob("*.toml"))


def assert_only_known_failures(result):
    assert result.exit_code == 0, result.describe()
    assert result.report["leftovers"] == []


def assert_traces_get_the_same_verdicts(directory, capsys):
    capsys.readouterr()
    main(["replay", str(directory), "--offline"])
    assert "->" not in capsys.readouterr().out


@pytest.mark.interop
@pytest.mark.parametrize("name", ["scim2-server", "scimmy"])
def test_server_over_http_has_only_known_failures(name, tmp_path, capsys):
    server = BY_NAME[name]
    try:
        with running(server, tmp_path / "home") as base_url:
            result = run_over_http(server, base_url, tmp_path / "report")
    except NotInstalled as error:
        give_up(str(error))
    assert_only_known_failures(result)
    assert_traces_get_the_same_verdicts(tmp_path / "report", capsys)


@pytest.mark.interop
def test_scim2_server_in_process_has_only_known_failures(tmp_path):
    assert_only_known_failures(run_in_process(tmp_path / "report"))


@pytest.mark.parametrize("path", BASELINES, ids=lambda path: path.stem)
def test_each_known_failure_has_a_reason_and_is_on_the_page_of_its_server(path):
    page = (HERE / "findings" / f"{path.stem}.md").read_text(encoding="utf-8")
    failures = read(path).failures
    assert failures
    for failure in failures:
        assert re.search(rf"\b{re.escape(failure.requirement)}\b", page), failure.requirement
        assert "not yet reviewed" not in failure.reason, failure.key


def test_missing_command_is_reported(tmp_path):
    server = replace(BY_NAME["scimmy"], install=("no-such-installer",))
    with pytest.raises(NotInstalled, match="scimmy needs the command 'no-such-installer'"):
        running(server, tmp_path).__enter__()
