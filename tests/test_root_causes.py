"""In a run against several faults, the requirements that one fault violates are one problem."""

import os
import subprocess
import sys
from pathlib import Path

from conformance.reference.registry import FAULTS
from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.report.causes import problems
from conformance.report.saved import load
from tests.matrix import expected

CARRIED = (
    "members-literal",
    "no-location-on-success",
    "status-number",
    "fail-on-errors-ignored",
    "no-challenge",
)


def test_each_fault_is_one_problem(tmp_path):
    with ReferenceServer(ReferenceConfig(faults=CARRIED)) as server:
        subprocess.run(
            [Path(sys.executable).with_name("scim-conformance"), "run", server.base_url],
            cwd=tmp_path,
            env=os.environ | {"SCIM_TOKEN": server.token, "SCIM_TOKEN_ENV": "SCIM_TOKEN"},
            capture_output=True,
            timeout=300,
        )
    found = {problem.lead["id"]: problem for problem in problems(load(tmp_path / "scim-report"))}
    assert set(found) == {name for fault in CARRIED for name in FAULTS[fault].breaks}
    for fault in map(FAULTS.get, CARRIED):
        with_it = {each["id"] for each in found[fault.breaks[0]].others}
        assert with_it <= expected.load()[fault.name].keys() - {*fault.breaks}, fault.name
    assert len(found["BULK-3.7.2-03"].others) >= 4
