"""The command tests a daily sample of the hostile servers; `make hostile` tests all, with more scenarios."""

import os
import subprocess
import sys

import pytest

from tests.hostile.judge import ACTING, complaints
from tests.hostile.kit import Asked, Hostile
from tests.hostile.modes import MODES, Mode
from tests.hostile.play import play
from tests.matrix.sample import HOSTILE, sampled
from tests.written import content

NARROW = [
    f"--scenario={name}"
    for name in ("bulk-control-requests", "every-method", "ring-of-two-groups", "one-operation-too-many")
]
AGAIN = "--scenario=generated-jobs"


@pytest.mark.parametrize("name", sampled(MODES, HOSTILE))
def test_hostile_server_never_passes_and_never_crashes_the_run(name, tmp_path):
    scenarios = [*NARROW, AGAIN] if MODES[name].loses else NARROW
    assert list(complaints(play(MODES[name], tmp_path, *scenarios))) == []


def test_pytest_output_contains_no_active_content(tmp_path):
    with Hostile(MODES["markup-everywhere-to-reads"].answer) as server:
        command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-rA"]
        command += ["--scim-url", server.base_url, "--scim-token-env", "HOSTILE_TOKEN"]
        command += ["--scim-report", "report", "--alluredir", "allure", "--scim-scenario", "every-method"]
        environment = {**os.environ, "HOSTILE_TOKEN": server.reference.token_for("acme")}
        done = subprocess.run(command, capture_output=True, cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 1, done.stdout.decode()
    written = {path: content(path) for path in tmp_path.rglob("*") if path.is_file()}
    texts = {"terminal": done.stdout, **written}
    assert len(written) > 5
    assert [str(name) for name, text in texts.items() if ACTING.search(text.decode("utf-8", "replace"))] == []


def test_conforming_server_is_not_hostile(tmp_path):
    conforming = Mode("conforming", "", Asked.conforming, (1, 2), timeout=None, works=True)
    assert next(complaints(play(conforming, tmp_path, *NARROW, AGAIN))).startswith(
        "exit code 0 instead of (1, 2)"
    )
