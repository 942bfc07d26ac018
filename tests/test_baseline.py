"""``baseline``, and runs with a baseline."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.requirements import catalogue
from conformance.run.exit_codes import exit_code

SCRIPT = str(Path(sys.executable).with_name("scim-conformance"))
RUN = (SCRIPT, "run")
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--pyargs", "conformance.suite")
NARROW = ("--scim-section", "3.7.4")
FAULT, BROKEN = "limits-unnamed", "BULK-3.7.4-05"
OPEN, FAILING = "BULK-3.7.1-01", "BULK-3.7.1-04"


def completed(command, directory, server=None):
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_"))}
    if server:
        mine |= {"SCIM_TOKEN": server.token, "SCIM_TOKEN_ENV": "SCIM_TOKEN", "SCIM_URL": server.base_url}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        cwd=directory,
        env=mine,
    )


@pytest.fixture(scope="module")
def faulty():
    with ReferenceServer(ReferenceConfig(faults=(FAULT,))) as server:
        yield server


@pytest.fixture(scope="module")
def worse():
    with ReferenceServer(ReferenceConfig(faults=(FAULT, "413-after-the-deed"))) as server:
        yield server


@pytest.fixture(scope="module")
def fixed():
    with ReferenceServer() as server:
        yield server


@pytest.fixture(scope="module")
def known(faulty, tmp_path_factory):
    """A directory with a report of the faulty server, and a baseline made from it."""
    directory = tmp_path_factory.mktemp("known")
    assert completed((*RUN, *NARROW), directory, faulty).returncode == 1
    made = completed((SCRIPT, "baseline", "scim-report", "-o", "base.toml", "--reason", "we know"), directory)
    assert (made.returncode, made.stdout) == (0, "")
    assert "1 of them new, 0 removed" in made.stderr
    assert f'requirement = "{BROKEN}"' in (directory / "base.toml").read_text(encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    "command", [RUN, PYTEST, (*PYTEST, "-n", "2")], ids=["run", "pytest", "pytest in two processes"]
)
def test_known_failure_does_not_fail_a_run_and_is_shown_with_its_reason(known, faulty, tmp_path, command):
    done = completed((*command, *NARROW, "--scim-baseline", str(known / "base.toml")), tmp_path, faulty)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "scim-report" / "report.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "not-conformant"
    [broken] = [entry for entry in report["requirements"] if entry["verdict"] == "fail"]
    assert broken["id"] == BROKEN
    assert all(finding["known"] == {"reason": "we know"} for finding in broken["findings"])
    assert "Baseline base.toml: 1 known, 0 stale, 0 not tested" in done.stdout
    assert "we know" in (tmp_path / "scim-report" / "summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [RUN, PYTEST], ids=["run", "pytest"])
def test_passing_entry_ends_a_run_with_6_and_is_listed(known, fixed, tmp_path, command):
    done = completed((*command, *NARROW, "--scim-baseline", str(known / "base.toml")), tmp_path, fixed)
    assert done.returncode == 6, done.stdout + done.stderr
    assert f"Stale: {BROKEN} " in done.stdout
    assert "scim-conformance baseline REPORT -o FILE" in done.stdout


def test_new_failure_has_precedence_over_a_stale_entry(known, worse, tmp_path):
    text = (known / "base.toml").read_text(encoding="utf-8")
    (tmp_path / "base.toml").write_text(f"{text}expires = 2020-01-01\n", encoding="utf-8")
    done = completed((*RUN, *NARROW, "--baseline", "base.toml"), tmp_path, worse)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "it expired after 2020-01-01" in done.stdout


def test_entry_that_a_run_does_not_test_is_not_stale(known, fixed, tmp_path):
    narrow = ("--requirement", "BULK-3.7.4-03")
    done = completed((*RUN, *narrow, "--baseline", str(known / "base.toml")), tmp_path, fixed)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not tested, so not stale: 1 entry: deselected" in done.stdout


def test_baseline_is_updated(known, fixed, tmp_path):
    assert completed((*RUN, *NARROW), tmp_path, fixed).returncode == 0
    (tmp_path / "base.toml").write_bytes((known / "base.toml").read_bytes())
    done = completed((SCRIPT, "baseline", "scim-report", "-o", "base.toml"), tmp_path)
    assert done.returncode == 0
    assert "0 known failures, 0 of them new, 1 removed" in done.stderr
    assert "[[failure]]" not in (tmp_path / "base.toml").read_text(encoding="utf-8")


def test_baseline_without_a_file_is_printed(known):
    done = completed((SCRIPT, "baseline", "scim-report", "--expires", "2027-03-31"), known)
    assert "expires = 2027-03-31" in done.stdout
    assert 'reason = "failed on ' in done.stdout


@pytest.mark.parametrize("command", [RUN, PYTEST], ids=["run", "pytest"])
def test_baseline_with_an_unknown_requirement_ends_with_3(known, tmp_path, command):
    text = (known / "base.toml").read_text(encoding="utf-8").replace(BROKEN, "BULK-3.7.4-99")
    (tmp_path / "base.toml").write_text(text, encoding="utf-8")
    done = completed(
        (*command, "--scim-url", "http://127.0.0.1:9/", "--scim-baseline", "base.toml"), tmp_path
    )
    assert done.returncode == 3, done.stdout + done.stderr
    output = done.stdout + done.stderr
    assert "'base.toml', line 10: There is no requirement 'BULK-3.7.4-99'" in output
    assert "Remove the entry" in output


def test_baseline_rejects_other_files_as_input_and_output(known, tmp_path):
    (tmp_path / "mine.toml").write_text("[project]\n", encoding="utf-8")
    for arguments in (
        (str(tmp_path / "mine.toml"),),
        (str(known / "scim-report"), "-o", str(tmp_path / "mine.toml")),
    ):
        done = completed((SCRIPT, "baseline", *arguments), tmp_path)
        assert (done.returncode, done.stdout) == (3, "")
        assert "mine.toml" in done.stderr
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == "[project]\n"


@pytest.mark.parametrize(
    ("seen_in", "interrupted", "code"),
    [([7], False, 0), ([7, 9], False, 2), ([], False, 2), ([7], True, 2)],
    ids=["there", "elsewhere too", "nowhere", "and the server is gone"],
)
def test_open_requirement_in_exchanges_of_a_known_failure_does_not_make_a_run_partial(
    seen_in, interrupted, code
):
    kept = {"id": "BULK-3.7-01", "verdict": "pass", "level": "MUST", "findings": []}
    known = {"verdict": "fail", "exchanges": [7, 8], "known": {"reason": "we know"}}
    undecided = {"verdict": "inconclusive", "exchanges": seen_in}
    core = {"id": "RESOURCE-3.3-01", "verdict": "pass", "level": "MUST", "findings": []}
    report = {
        "verdict": "not-conformant",
        "interrupted": interrupted,
        "capabilities": {},
        "requirements": [
            core,
            kept,
            {"id": OPEN, "verdict": "inconclusive", "level": "MUST", "findings": [undecided]},
            {"id": FAILING, "verdict": "fail", "level": "MUST", "findings": [known]},
        ],
    }
    assert exit_code(report, "must", catalogue.load()) == code
