"""The output of ``run --dry-run``."""

import re

import pytest

from conformance.cli import main

URL = "https://scim.example.com/v2"
SECRET = "hunter2-is-a-secret"
ONE = ("--scenario", "forward-reference")
REQUEST = re.compile(r"^  ([A-Z]+) /\S*", re.MULTILINE)


@pytest.fixture(autouse=True)
def _workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET", SECRET)


def printed(capsys, *arguments):
    assert main(["run", "--dry-run", *arguments]) == 0
    return capsys.readouterr().out


def test_requests_are_printed_in_order_and_counted(capsys):
    output = printed(capsys, URL, *ONE)
    assert output.startswith(f"Target: {URL}. This dry run sends nothing to it.\n")
    headings = re.findall(r"^([a-z-]+):$", output, re.MULTILINE)
    assert headings == ["discovery", "bulk-control-requests", "forward-reference", "clean-up"]
    methods = REQUEST.findall(output)
    assert {"GET", "POST", "DELETE"} == set(methods)
    assert re.search(
        rf"^{len(methods)} requests: .*, {methods.count('POST')} POST\. None was sent\.$", output, re.M
    )
    assert re.search(r'^  POST /Bulk \{"schemas": .*\.\.\. \(\d+ bytes\)$', output, re.M)


def test_no_secret_is_printed_and_no_file_is_written(capsys, tmp_path):
    output = printed(
        capsys, f"{URL}?code=sesame", "--token-env", "SECRET", "--header-env", "X-Key=SECRET", *ONE
    )
    assert [word for word in (SECRET, "sesame", "Bearer", "127.0.0.1") if word in output] == []
    assert list(tmp_path.iterdir()) == []


def test_requests_to_a_second_tenant_are_printed_if_it_is_configured(capsys):
    across = ("--scenario", "access-to-another-tenant")
    other = "https://scim.example.com/other"
    with_it = printed(capsys, URL, "--other-url", other, "--other-token-env", "SECRET", *across)
    assert re.search(rf"^  POST {other}/Users ", with_it, re.MULTILINE)
    assert "access-to-another-tenant" not in printed(capsys, URL, *across)


def test_generated_requests_are_not_printed(capsys):
    output = printed(capsys, URL, "--scenario", "generated-jobs")
    assert output.count("POST /Bulk ") == 1  # the control request
    assert "bulk-control-requests:\n  POST /Bulk " in output
    assert "generated bulk requests are not" in output


def test_demo_is_named_as_the_target(capsys):
    output = printed(capsys, "--demo", *ONE)
    assert output.startswith("Target: the bundled reference server. ")
    assert REQUEST.findall(output)


def test_dry_run_rejects_options_about_verdicts(capsys):
    assert main(["run", URL, "--dry-run", "-n", "2"]) == 3
    assert "-n" in capsys.readouterr().err
