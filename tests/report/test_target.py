"""Every output names the tested target."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from conformance.report.allure import allure
from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.model import build
from conformance.report.target import target_arguments, target_name
from conformance.report.terminal import show, show_verdict

URL = "https://scim.example.com/v2"
TARGETS = [
    ({}, URL, [URL]),
    ({"demo": True}, f"the bundled reference server at {URL}", ["--demo"]),
    ({"app": "shop.web:app"}, f"shop.web:app at {URL}", ["--app", "shop.web:app", "--url", "/v2"]),
]


@pytest.fixture(params=TARGETS, ids=["URL", "demo", "application"])
def target(request, make):
    changes, name, arguments = request.param
    return build(make.record(**changes)), name, arguments


def printed(function, report, *arguments):
    stream = io.StringIO()
    function(report, Console(file=stream, width=40), *arguments)
    return stream.getvalue().splitlines()


def test_target_has_a_name_and_command_line_arguments(target):
    report, name, arguments = target
    assert target_name(report) == name
    assert target_arguments(report) == arguments


def test_terminal_names_the_target_in_its_first_and_last_line(target):
    report, name, _ = target
    lines = printed(show, report, Path("scim-report"))
    assert lines[0] == lines[-1] == f"Target   {name}"


def test_quiet_mode_names_the_target_in_its_only_line(target):
    report, name, _ = target
    [line] = printed(show_verdict, report)
    assert line.startswith("Conformant: ")
    assert line.endswith(f" Target: {name}")


def test_quiet_mode_names_the_target_before_and_after_the_baseline(target):
    report, name, _ = target
    lines = printed(show_verdict, report | {"baseline": {"file": "known.toml", "entries": []}})
    assert lines[0] == f"Target   {name}"
    assert lines[1].startswith("Baseline known.toml")
    assert lines[-1].endswith(f" Target: {name}")


@pytest.mark.parametrize("form", [junit, html, markdown])
def test_output_file_names_the_target(target, form):
    report, name, _ = target
    assert name in form(report)


def test_allure_names_the_target(target):
    report, name, _ = target
    assert f"target = {name}" in allure(report)["environment.properties"].replace("\\", "")
