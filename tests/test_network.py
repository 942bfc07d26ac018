"""The package connects to no other machine than that of the tested server."""

import subprocess
import sys
from pathlib import Path

from tests.guarded import FORBIDDEN

ELSEWHERE = "https://scim.example.com/v2"


def guarded(directory, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.guarded", *arguments],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
        env={"SCIM_REPORT": str(directory)},
    )


def test_importing_every_module_opens_no_connection(tmp_path):
    done = guarded(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_demo_connects_to_no_other_machine(tmp_path):
    done = guarded(tmp_path, "run", "--demo", "-q", "--section", "3.7.1")
    assert (done.returncode, done.stderr) == (0, "")


def test_dry_run_does_not_connect_to_its_target(tmp_path):
    done = guarded(tmp_path, "run", ELSEWHERE, "--dry-run", "--section", "3.7.1")
    assert (done.returncode, done.stderr) == (0, "")


def test_connection_to_another_machine_is_detected(tmp_path):
    done = guarded(tmp_path, "run", ELSEWHERE, "--allow-writes", "--section", "3.7.1")
    assert done.returncode == FORBIDDEN
