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


def test_each_request_is_printed_in_the_order_of_the_run_and_counted(capsys):
    said = printed(capsys, URL, *ONE)
    assert said.startswith(f"Target: {URL}. This dry run sends nothing to it.\n")
    headings = re.findall(r"^([a-z-]+):$", said, re.MULTILINE)
    assert headings == ["discovery", "bulk-control-requests", "forward-reference", "clean-up"]
    methods = REQUEST.findall(said)
    assert {"GET", "POST", "DELETE"} == set(methods)
    assert re.search(
        rf"^{len(methods)} requests: .*, {methods.count('POST')} POST\. None was sent\.$", said, re.M
    )
    assert re.search(r'^  POST /Bulk \{"schemas": .*\.\.\. \(\d+ bytes\)$', said, re.M)


def test_no_secret_is_printed_and_nothing_is_kept(capsys, tmp_path):
    said = printed(
        capsys, f"{URL}?code=sesame", "--token-env", "SECRET", "--header-env", "X-Key=SECRET", *ONE
    )
    assert [word for word in (SECRET, "sesame", "Bearer", "127.0.0.1") if word in said] == []
    assert list(tmp_path.iterdir()) == []


def test_a_second_tenant_is_in_it_where_the_run_has_one(capsys):
    across = ("--scenario", "reaching-into-another-tenant")
    other = "https://scim.example.com/other"
    with_it = printed(capsys, URL, "--other-url", other, "--other-token-env", "SECRET", *across)
    assert re.search(rf"^  POST {other}/Users ", with_it, re.MULTILINE)
    assert "reaching-into-another-tenant" not in printed(capsys, URL, *across)


def test_generated_jobs_are_left_out(capsys):
    said = printed(capsys, URL, "--scenario", "generated-jobs")
    assert said.count("POST /Bulk ") == 1  # the control request
    assert "bulk-control-requests:\n  POST /Bulk " in said
    assert "generated bulk requests are not" in said


def test_a_demo_is_named_as_the_target(capsys):
    said = printed(capsys, "--demo", *ONE)
    assert said.startswith("Target: the bundled reference server. ")
    assert REQUEST.findall(said)


def test_what_is_said_of_verdicts_has_no_place_in_it(capsys):
    assert main(["run", URL, "--dry-run", "-n", "2"]) == 3
    assert "-n" in capsys.readouterr().err
