"""All processes of a run use the same random seed, and the report names it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.reference.server import ReferenceServer
from tests.exploration.play import alike

ROOT = Path(__file__).parent.parent.parent


def played(report, *options):
    """Send generated bulk requests by pytest; return the reported seed and the comparable requests."""
    with ReferenceServer() as server:
        (report / "token").write_text(server.token, encoding="utf-8")
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs"),
                *(
                    "conformance.suite",
                    f"--scim-url={server.base_url}",
                    f"--scim-token-file={report / 'token'}",
                ),
                *(
                    "--scim-scenario=generated-jobs",
                    "--scim-effort=quick",
                    f"--scim-report={report}",
                    *options,
                ),
            ],
            cwd=ROOT,
            check=False,  # the run is partial, because most of the suite is deselected
            capture_output=True,
        )
    document = json.loads((report / "report.json").read_text(encoding="utf-8"))
    bodies = [
        each["request"]["body"]
        for each in document["exchanges"]
        if each["request"]["url"].endswith("Bulk") and each["scenario"] == "generated-jobs"
    ]
    return document["seed"], [alike(body) for body in bodies]


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_run_with_random_seed_is_repeatable_from_its_report(spread, tmp_path):
    (tmp_path / "first").mkdir()
    (tmp_path / "again").mkdir()
    seed, jobs = played(tmp_path / "first", "--scim-seed=random", *spread)
    assert jobs
    assert played(tmp_path / "again", f"--scim-seed={seed}") == (seed, jobs)
