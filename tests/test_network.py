"""Nothing but the tested server is ever connected to."""

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


def test_importing_everything_connects_to_nobody(tmp_path):
    done = guarded(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_demo_connects_to_no_other_machine(tmp_path):
    done = guarded(tmp_path, "run", "--demo", "-q", "--section", "3.7.1")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_dry_run_sends_nothing_to_the_server_that_it_is_about(tmp_path):
    done = guarded(tmp_path, "run", ELSEWHERE, "--dry-run", "--section", "3.7.1")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_forbidden_here_would_be_seen(tmp_path):
    done = guarded(tmp_path, "run", ELSEWHERE, "--allow-writes", "--section", "3.7.1")
    assert done.returncode == FORBIDDEN
