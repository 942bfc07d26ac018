"""Testers that others wrote, against the reference server: what they say of it, and where they are wrong."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from conformance.reference.server import ReferenceConfig, ReferenceServer

SCIM_SANITY = Path(sys.executable).with_name("scim-sanity")

LAWFUL_204 = {
    "PATCH /Users/{id}",
    "PATCH /Groups/{id}",
    "PATCH /Groups/{id} add member",
    "PATCH /Groups/{id} remove members",
}
"""What scim-sanity fails where PATCH answers 204, as RFC 7644 section 3.5.2 allows; see `peers.md`."""


def run_scim2_tester(**config: tuple[str, ...]) -> tuple[int, list[tuple[str, str | None]]]:
    """Return the number of results, and of those that are no success the title and the reason."""
    with ReferenceServer(ReferenceConfig(**config)) as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        with httpx2.Client(base_url=server.base_url, headers=headers) as client:
            results = check_server(SyncSCIMClient(client))
    return len(results), [(each.title, each.reason) for each in results if each.status is not Status.SUCCESS]


def run_scim_sanity(**config: tuple[str, ...]) -> tuple[int, set[str]]:
    """Return the number that passed, and the names of those that did not; skips are neither."""
    with ReferenceServer(ReferenceConfig(**config)) as server:
        command = [SCIM_SANITY, "probe", server.base_url, "--token", server.token]
        options = ["--i-accept-side-effects", "--json-output"]
        ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    results = json.loads(ended.stdout)["results"]
    wrong = {each["name"] for each in results if each["status"] not in ("pass", "skip")}
    return sum(each["status"] == "pass" for each in results), wrong


def test_scim2_tester_finds_no_fault_in_the_reference_server():
    results, wrong = run_scim2_tester()
    assert results > 100
    assert wrong == []


def test_scim2_tester_detects_a_fault():
    _, wrong = run_scim2_tester(faults=("single-delete-200",))
    assert wrong == [("object_deletion", "Unexpected response status code: 200")] * 2


def test_scim_sanity_finds_no_fault_in_the_reference_server():
    passed, wrong = run_scim_sanity()
    assert passed > 20
    assert wrong == set()


def test_scim_sanity_detects_a_fault():
    _, wrong = run_scim_sanity(faults=("single-post-200",))
    assert wrong == {"POST /Users", "POST /Groups"}


def test_wrong_findings_of_scim_sanity_are_known():
    _, wrong = run_scim_sanity(variants=("patch-204",))
    assert wrong == LAWFUL_204
