"""Servers with other resource types: instead of users and groups, and besides them."""

import pytest

from conformance.requirements.verdicts import Verdict
from tests.matrix.play import Played, play

pytestmark = pytest.mark.matrix

PROCESSING = (
    "BULK-3.7-02",
    "BULK-3.7-23",
    "BULK-3.7-26",
    "BULK-3.7-33",
    "BULK-3.7-34",
    "BULK-3.7-35",
    "BULK-3.7-38",
    "BULK-3.7.2-01",
    "BULK-3.7.2-02",
    "BULK-3.7.2-04",
    "BULK-3.7.2-08",
    "BULK-3.7.2-09",
    "BULK-3.7.3-01",
    "BULK-3.7.3-05",
    "BULK-3.7.3-10",
    "BULK-3.7.3-11",
    "BULK-3.7.4-03",
    "BULK-3.7.4-04",
    "RESOURCE-3.3-01",
    "RESOURCE-3.6-01",
    "VERSION-3.14-02",
)


@pytest.fixture(scope="module")
def inventory() -> Played:
    return play(variants=("inventory",))


@pytest.mark.parametrize("requirement", PROCESSING)
def test_processing_is_tested_with_devices_and_sites(inventory: Played, requirement: str) -> None:
    assert inventory.verdicts[requirement] is Verdict.PASS


def test_custom_resource_types_have_no_failures_and_no_leftovers(inventory: Played) -> None:
    assert inventory.bad() == {}
    assert inventory.problems == ()
    assert inventory.leftovers == ()


def test_missing_features_are_not_applicable_with_a_reason(inventory: Played) -> None:
    reasons = {
        "BULK-3.7.2-06": "lists only /Devices, /Sites",
        "BULK-3.7.1-04": "may not refer to /Sites",
        "CORE-4.1-01": "no password for /Devices",
    }
    for requirement, reason in reasons.items():
        assert inventory.verdicts[requirement] is Verdict.NOT_APPLICABLE
        assert any(reason in finding.message for finding in inventory.findings[requirement])


def test_fault_is_detected_with_custom_resource_types() -> None:
    bad = play(faults=("fail-on-errors-ignored",), variants=("inventory",)).bad()
    assert bad["BULK-3.7-34"] is Verdict.FAIL


def test_further_types_are_tested_too() -> None:
    played = play(variants=("printers-too",))
    assert (played.bad(), played.problems, played.leftovers) == ({}, (), ())
    verdicts = {found.scenario: found.verdict for found in played.findings["RESOURCE-3.6-01"]}
    assert verdicts["other-resource-types"] is Verdict.PASS


def test_fault_shows_in_a_further_type() -> None:
    played = play(faults=("soft-delete",), variants=("printers-too",), requirement=("RESOURCE-3.6-01",))
    verdicts = {found.scenario: found.verdict for found in played.findings["RESOURCE-3.6-01"]}
    assert verdicts["other-resource-types"] is Verdict.FAIL


def test_server_without_discovery_has_no_failures() -> None:
    played = play(variants=("no-discovery",))
    assert played.bad() == {}
    assert played.verdicts["BULK-3.7.2-01"] is Verdict.PASS
    assert played.verdicts["DISCOVERY-5-01"] is Verdict.INCONCLUSIVE


def test_immutable_attribute_is_not_used_for_changes() -> None:
    played = play(variants=("display-name-read-only",))
    assert played.verdicts["BULK-3.7-38"] is Verdict.PASS
    assert played.verdicts["BULK-3.7-23"] is Verdict.PASS
