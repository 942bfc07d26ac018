"""Testers of other projects against the reference server: their results, and their known false findings."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from conformance.reference.server import ReferenceConfig, ReferenceServer

SCIM_SANITY = Path(sys.executable).with_name("scim-sanity")

FALSE_FINDINGS_FOR_204 = {
    "PATCH /Users/{id}",
    "PATCH /Groups/{id}",
    "PATCH /Groups/{id} add member",
    "PATCH /Groups/{id} remove members",
}
"""Probes that scim-sanity fails if PATCH returns 204, which RFC 7644 3.5.2 permits; see `peers.md`."""


def run_scim2_tester(**config: tuple[str, ...]) -> tuple[int, list[tuple[str, str | None]]]:
    """Return the number of results, and the title and reason of each that is not a success."""
    with ReferenceServer(ReferenceConfig(**config)) as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        with httpx2.Client(base_url=server.base_url, headers=headers) as client:
            results = check_server(SyncSCIMClient(client))
    return len(results), [(each.title, each.reason) for each in results if each.status is not Status.SUCCESS]


def run_scim_sanity(**config: tuple[str, ...]) -> tuple[int, set[str]]:
    """Return the number of passed probes, and the names of the failed ones. Skipped probes are in neither."""
    with ReferenceServer(ReferenceConfig(**config)) as server:
        command = [SCIM_SANITY, "probe", server.base_url, "--token", server.token]
        options = ["--i-accept-side-effects", "--json-output"]
        completed = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    results = json.loads(completed.stdout)["results"]
    failed = {each["name"] for each in results if each["status"] not in ("pass", "skip")}
    return sum(each["status"] == "pass" for each in results), failed


def test_scim2_tester_finds_no_fault_in_the_reference_server():
    results, failed = run_scim2_tester()
    assert results > 100
    assert failed == []


def test_scim2_tester_detects_a_fault():
    _, failed = run_scim2_tester(faults=("single-delete-200",))
    assert failed == [("object_deletion", "Unexpected response status code: 200")] * 2


def test_scim_sanity_finds_no_fault_in_the_reference_server():
    passed, failed = run_scim_sanity()
    assert passed > 20
    assert failed == set()


def test_scim_sanity_detects_a_fault():
    _, failed = run_scim_sanity(faults=("single-post-200",))
    assert failed == {"POST /Users", "POST /Groups"}


def test_false_findings_of_scim_sanity_are_known():
    _, failed = run_scim_sanity(variants=("patch-204",))
    assert failed == FALSE_FINDINGS_FOR_204
