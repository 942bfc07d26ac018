"""The pytest plugin: the same verdicts as the command, also narrowed, spread or interrupted."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.requirements import catalogue

SCRIPT = Path(sys.executable).with_name("scim-conformance")
SUITE = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--pyargs", "conformance.suite")
QUICK = ("--scim-effort", "quick")
"""Fewer generated bulk requests; the fixed scenarios are the same."""
INTERRUPTED = 130


@pytest.fixture(scope="module")
def reference():
    """Serve with a fault and a variant, so that there are several verdicts."""
    with ReferenceServer(ReferenceConfig(faults=("no-echo",), variants=("no-scim-types",))) as server:
        yield server


def environment(server=None):
    mine = {
        name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_", "COV_"))
    }
    return {**mine, "SCIM_TOKEN": server.token, "SCIM_TOKEN_ENV": "SCIM_TOKEN"} if server else mine


def played(command, directory, server=None):
    """Run a command and return its exit code and its report."""
    done = subprocess.run(
        [*command, "--scim-report", "report"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        cwd=directory,
        env=environment(server),
    )
    document = directory / "report" / "report.json"
    assert document.is_file(), done.stdout + done.stderr
    return done.returncode, json.loads(document.read_text(encoding="utf-8"))


def completed(command, directory, server=None):
    """Run a command, with the token of a server, and return its exit code and output."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        cwd=directory,
        env=environment(server),
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_pytest_without_a_target_ends_with_3_and_says_how_to_name_one(tmp_path, spread):
    code, output = completed((*SUITE, *spread), tmp_path)
    assert code == 3, output
    assert "No server to test is given. Name one" in output
    assert "--scim-demo" in output
    assert list(tmp_path.iterdir()) == []


def test_pytest_names_the_demo_before_and_after_the_tests(tmp_path):
    code, output = completed((*SUITE, "-q", "--scim-demo", "--scim-requirement", "BULK-3.7.4-03"), tmp_path)
    assert code == 0, output
    assert output.startswith("scim-conformance tests the bundled reference server\n")
    assert "\nTarget: the bundled reference server at http://127.0.0.1:" in output


def verdicts(report):
    return {entry["id"]: entry["verdict"] for entry in report["requirements"]}


@pytest.fixture(scope="module")
def run_report(reference, tmp_path_factory):
    """Return the exit code and the report of the command ``run``."""
    return played((SCRIPT, "run", reference.base_url, *QUICK), tmp_path_factory.mktemp("run"), reference)


def outcomes(output):
    """Return each test with its outcome, and the line of counts without its duration."""
    tests = re.findall(r"^(PASSED|FAILED|XFAIL|SKIPPED) (.*)$", output, re.MULTILINE)
    [counts] = re.findall(r"^=+ (.* passed.*) in .* =+$", output, re.MULTILINE)
    return sorted(tests), counts


def test_two_processes_show_the_same_failures_and_counts_as_one(reference, tmp_path):
    narrowed = ("--scim-scenario", "forward-reference", "--scim-scenario", "ring-of-two-groups")
    command = (*SUITE, "-rA", "--scim-url", reference.base_url, *narrowed)
    files = {"one": tmp_path / "one.xml", "two": tmp_path / "two.xml"}
    one = completed((*command, f"--junitxml={files['one']}"), tmp_path, reference)
    two = completed((*command, f"--junitxml={files['two']}", "-n", "2"), tmp_path, reference)
    assert one[0] == two[0] == 1, two[1]
    assert outcomes(two[1]) == outcomes(one[1])
    failed = re.findall(r"^FAILED .*every-exchange/(.*)\]", two[1], re.MULTILINE)
    assert failed == ["BULK-3.7-13"]
    assert f"\nBULK-3.7-13 {catalogue.load()['BULK-3.7-13'].title}\n" in two[1]
    counts = [
        {
            name: ElementTree.parse(file).find("testsuite").get(name)
            for name in ("tests", "failures", "skipped")
        }
        for file in files.values()
    ]
    assert counts[0] == counts[1]

    baseline = completed((SCRIPT, "baseline", "scim-report", "-o", "known.toml"), tmp_path)
    assert baseline[0] == 0, baseline[1]
    known = [
        completed((*command, "--scim-baseline", "known.toml", *more), tmp_path, reference)
        for more in ((), ("-n", "2"))
    ]
    assert known[0][0] == known[1][0], known[1][1]
    assert outcomes(known[1][1]) == outcomes(known[0][1])
    assert "1 xfailed" in outcomes(known[1][1])[1]


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_pytest_and_run_give_the_same_verdicts(run_report, reference, tmp_path, spread):
    code, expected = run_report
    command = (*SUITE, *QUICK, "--scim-url", reference.base_url, *spread)
    other_code, report = played(command, tmp_path, reference)
    assert verdicts(report) == verdicts(expected)
    assert (other_code, report["verdict"]) == (code, expected["verdict"]) == (1, "not-conformant")
    assert report["leftovers"] == []


@pytest.mark.parametrize(
    ("selection", "keeps"),
    [
        (("--scim-section", "3.7.1"), lambda entry: entry["section"] == "3.7.1"),
        (("--scim-level", "should"), lambda entry: entry["level"] == "SHOULD"),
        (("--scim-requirement", "BULK-3.7.2-01"), lambda entry: entry["id"] == "BULK-3.7.2-01"),
        (("--scim-requirement", "BULK-3.7.3-03"), lambda entry: entry["id"] == "BULK-3.7.3-03"),
        (("--scim-requirement", "BULK-3.7.3-03", "-n", "2"), lambda entry: entry["id"] == "BULK-3.7.3-03"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_selected_requirements_get_the_same_verdicts_as_in_a_whole_run(
    run_report, reference, tmp_path, selection, keeps
):
    _, whole = run_report
    _, report = played((*SUITE, *QUICK, "--scim-url", reference.base_url, *selection), tmp_path, reference)
    judged = [entry for entry in whole["requirements"] if entry["verdict"] != "deselected"]
    left = [entry["id"] for entry in report["requirements"] if entry["verdict"] != "deselected"]
    assert left == [entry["id"] for entry in judged if keeps(entry)] != []
    expected = verdicts(whole)
    assert {id_: verdicts(report)[id_] for id_ in left} == {id_: expected[id_] for id_ in left}


@pytest.mark.parametrize(("fail_on", "code"), [("must", 0), ("should", 1)])
def test_warning_fails_a_run_only_with_fail_on_should(tmp_path, fail_on, code):
    with ReferenceServer(ReferenceConfig(faults=("location-on-failed-post",))) as server:
        arguments = ("--scim-url", server.base_url, "--scim-section", "3.7.3", "--scim-fail-on", fail_on)
        found, report = played((*SUITE, *arguments), tmp_path, server)
    assert (found, report["verdict"]) == (code, "conformant-with-warnings")


def total(server, endpoint):
    headers = {"Authorization": f"Bearer {server.token}"}
    answer = httpx.get(server.base_url + endpoint, headers=headers, trust_env=False)
    return answer.json()["totalResults"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    "command",
    [(SCRIPT, "run"), SUITE, (*SUITE, "-n", "2")],
    ids=["run", "pytest", "pytest in two processes"],
)
def test_interrupted_run_writes_a_report_and_deletes_its_resources(tmp_path, command, number):
    with ReferenceServer(ReferenceConfig(variants=("slow-but-sure",))) as server:
        with subprocess.Popen(
            [*command, "--scim-url", server.base_url, "--scim-report", "report"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            env=environment(server),
            start_new_session=True,
        ) as process:
            while not total(server, "/Users") and process.poll() is None:
                time.sleep(0.1)
            # A terminal signals the whole process group, also the processes of pytest-xdist.
            os.killpg(process.pid, number)
            output, _ = process.communicate(timeout=120)
        left = total(server, "/Users"), total(server, "/Groups")
    assert process.returncode == INTERRUPTED, output
    assert server.token not in output
    report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert report["interrupted"]
    assert report["verdict"] in ("partial", "not-conformant")
    assert (left, report["leftovers"]) == ((0, 0), [])


ASGI = """
from conformance.reference.app import create_app

reference = create_app()
token = reference.state.tokens.issue("acme", scopes=("scim:read", "scim:write"), lifetime=600)


async def app(scope, receive, send):
    scope["headers"] = [*scope.get("headers", ()), (b"authorization", f"Bearer {token}".encode())]
    await reference(scope, receive, send)
"""

WSGI = """
from scim2_models import ScimProvider
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

provider = ScimProvider.from_discovery(
    load_default_schemas().values(),
    load_default_resource_types().values(),
    config=load_default_service_provider_config(),
)
app = WSGIApplication(InMemoryStorage(), provider)
"""


def test_asgi_application_is_tested_in_process(tmp_path):
    (tmp_path / "service.py").write_text(ASGI, encoding="utf-8")
    path = "/api/v1/tenants/acme/scim/v2"
    code, report = played((*SUITE, *QUICK, "--scim-app", "service:app", "--scim-url", path), tmp_path)
    assert (code, report["verdict"]) == (0, "conformant")
    assert report["target"]["base_url"] == f"http://localhost{path}"


def test_wsgi_application_is_tested_in_process(tmp_path):
    (tmp_path / "service.py").write_text(WSGI, encoding="utf-8")
    _, report = played((*SUITE, *QUICK, "--scim-app", "service:app", "--scim-url", "/v2"), tmp_path)
    assert report["summary"]["pass"] >= 40
    assert report["leftovers"] == []
