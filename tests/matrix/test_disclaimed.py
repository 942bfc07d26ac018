"""Servers without Bulk, or that claim Bulk but do not serve it: verdicts of classes and verdict line."""

from typing import Any

import pytest

from conformance.report.words import verdict_line
from tests.matrix.reported import entries, report, with_verdict

JUDGED_WITHOUT_BULK = (
    *("RESOURCE-3.3-01", "RESOURCE-3.3-04", "RESOURCE-3.3-05", "RESOURCE-3.5.1-01", "RESOURCE-3.5.1-02"),
    *("RESOURCE-3.5.2-01", "RESOURCE-3.5.2-02", "RESOURCE-3.5.2-03", "RESOURCE-3.6-03", "RESOURCE-3.6-04"),
    *("RESOURCE-3.3-02", "RESOURCE-3.3-03", "RESOURCE-3.6-01", "RESOURCE-3.6-02"),
    *("CORE-2.1-01", "CORE-3.1-01", "CORE-3.1-02", "CORE-3.1-03", "CORE-4.1-01"),
    *("ERROR-3.12-01", "ERROR-3.12-02", "ERROR-3.12-03", "ERROR-3.12-04", "ERROR-3.12-05", "ERROR-3.12-06"),
    *("ERROR-3.12-07", "ERROR-3.12-08", "ERROR-3.12-09", "ERROR-3.12-10", "ERROR-3.12-11"),
    *("FORMAT-3.8-01", "FORMAT-3.8-02", "FORMAT-3.8-03", "FORMAT-3.8-04", "FORMAT-3.8-05"),
    *("FORMAT-3.8-07", "FORMAT-3.8-08"),
    *("VERSION-3.14-01", "VERSION-3.14-02", "VERSION-3.14-03", "VERSION-3.14-04", "VERSION-3.14-05"),
)


def classes(found: dict[str, Any]) -> dict[str, str]:
    """Return the verdicts of the classes that were judged, and of Bulk."""
    return {
        each["name"]: each["verdict"]
        for each in found["classes"]
        if each["verdict"] != "not-judged" or each["name"] == "bulk"
    }


CONFORMANT = {"core": "conformant", "patch": "conformant", "etag": "conformant"}

HONEST = {
    "bulk-not-supported": 501,
    "bulk-not-supported-404": 404,
    "bulk-not-supported-403": 403,
    "bulk-not-supported-405": 405,
}


@pytest.mark.parametrize("name", HONEST)
def test_server_that_disclaims_bulk_is_conformant_in_core(name: str) -> None:
    found = report(name)
    assert (found["verdict"], found["exit_code"]) == ("conformant", 0)
    assert classes(found) == {**CONFORMANT, "bulk": "not-judged"}
    assert verdict_line(found).startswith(
        "Conformant: core, patch, etag. Not claimed by the server: bulk, cursor pagination."
    )
    assert with_verdict(found, "fail") == with_verdict(found, "warn") == set()
    assert set(JUDGED_WITHOUT_BULK) <= with_verdict(found, "pass")


@pytest.mark.parametrize("name", HONEST)
def test_requirement_of_bulk_is_not_applicable_with_the_claim_of_the_server(name: str) -> None:
    found = report(name)
    of_bulk = entries(found, "bulk")
    assert len(of_bulk) > 100
    assert {entry["verdict"] for entry in of_bulk.values()} == {"not-applicable"}
    reason = of_bulk["BULK-3.7-01"]["reason"]
    assert "bulk.supported is false in /ServiceProviderConfig" in reason
    assert f"POST /Bulk got HTTP {HONEST[name]}" in reason


@pytest.mark.parametrize("name", HONEST)
def test_note_quotes_the_status_of_the_only_bulk_request(name: str) -> None:
    found = report(name)
    assert with_verdict(found, "note") == {"DISCOVERY-5-04", "FORMAT-3.8-06"}
    (finding,) = entries(found, "core")["DISCOVERY-5-04"]["findings"]
    assert finding["message"] == f"POST /Bulk gets HTTP {HONEST[name]}"
    sent = [each for each in found["exchanges"] if each["request"]["url"].endswith("/Bulk")]
    assert [each["request"]["method"] for each in sent] == ["POST"]


def test_server_without_configuration_and_bulk_is_not_judged_in_bulk() -> None:
    found = report("no-config-and-no-bulk")
    assert (found["verdict"], found["exit_code"]) == ("partial", 2)
    assert classes(found) == {**CONFORMANT, "core": "partial", "bulk": "not-judged"}
    assert "Not claimed by the server: bulk." in verdict_line(found)
    assert {entry["verdict"] for entry in entries(found, "bulk").values()} == {"not-applicable"}
    assert with_verdict(found, "fail") == with_verdict(found, "warn") == set()
    assert with_verdict(found, "inconclusive") <= {*entries(found, "core")}


def test_server_without_configuration_that_processes_bulk_requests_is_judged_in_bulk() -> None:
    found = report("no-config")
    assert classes(found)["bulk"] == "partial"
    assert found["capabilities"]["bulk"]["supported"] is True
    assert "BULK-3.7-01" in with_verdict(found, "pass")
    assert len(with_verdict(found, "pass") & {*entries(found, "bulk")}) > 80
    assert with_verdict(found, "fail") == set()


def test_configuration_without_bulk_fails_by_its_own_requirement_alone() -> None:
    found = report("bulk-left-out-of-config")
    assert with_verdict(found, "fail") == {"DISCOVERY-5-01"}
    assert classes(found) == {**CONFORMANT, "core": "not-conformant", "bulk": "not-judged"}
    assert verdict_line(found).startswith(
        "Not conformant: core. Conformant: patch, etag. Not claimed by the server: bulk"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("claimed-but-absent", 'HTTP 404 ("There is nothing here.")'),
        ("claimed-but-always-400", 'HTTP 400 ("The request cannot be read.")'),
        ("claimed-but-always-500", 'HTTP 500 ("The server met an unexpected condition.")'),
    ],
)
def test_claimed_bulk_that_always_answers_the_same_error_is_one_failure(name: str, said: str) -> None:
    found = report(name)
    assert (found["verdict"], found["exit_code"]) == ("not-conformant", 1)
    assert with_verdict(found, "fail") == {"BULK-3.7-01"}
    of_bulk = entries(found, "bulk")
    telling = [each for each in of_bulk["BULK-3.7-01"]["findings"] if each["verdict"] == "fail"]
    assert [each["got"] for each in telling] == [said]
    rest = {entry["verdict"] for id_, entry in of_bulk.items() if id_ != "BULK-3.7-01"}
    assert rest == {"blocked"}
    reasons = [entry["reason"] for id_, entry in of_bulk.items() if id_ != "BULK-3.7-01"]
    assert all(f"every control request to POST /Bulk got {said}" in reason for reason in reasons)
    assert classes(found) == {**CONFORMANT, "bulk": "not-conformant"}
    assert verdict_line(found).startswith("Not conformant: bulk. Conformant: core, patch, etag.")
    assert set(JUDGED_WITHOUT_BULK) <= with_verdict(found, "pass")


def test_published_contract_claims_bulk_where_discovery_is_silent() -> None:
    found = report("no-config-and-no-bulk", profile="scaikey")
    assert with_verdict(found, "fail") == {"BULK-3.7-01"}
    assert "the published contract documents Bulk" in found["capabilities"]["bulk"]["reason"]


def test_bulk_that_is_disclaimed_and_processed_is_a_warning_and_not_judged() -> None:
    found = report("present-but-disclaimed")
    assert with_verdict(found, "warn") == {"DISCOVERY-5-04"}
    assert classes(found)["bulk"] == "not-judged"
    assert {entry["verdict"] for entry in entries(found, "bulk").values()} == {"not-applicable"}


def test_run_narrowed_to_bulk_proves_nothing_of_a_server_without_it() -> None:
    found = report("bulk-not-supported", section="3.7")
    assert (found["verdict"], found["exit_code"]) == ("partial", 2)
    assert verdict_line(found).startswith("Partial. Not claimed by the server: bulk")
    assert "No requirement passed" in verdict_line(found)


@pytest.mark.parametrize(
    ("fault", "requirement"),
    [
        ("single-error-without-schemas", "ERROR-3.12-02"),
        ("single-malformed-500", "ERROR-3.12-08"),
        ("single-charset-415", "FORMAT-3.8-04"),
        ("single-stale-version-overwrites", "VERSION-3.14-02"),
        ("framework-errors", "ERROR-3.12-02"),
    ],
)
def test_fault_in_errors_formats_or_versions_fails_on_a_server_without_bulk(
    fault: str, requirement: str
) -> None:
    found = report("bulk-not-supported", fault)
    assert requirement in with_verdict(found, "fail")


def test_run_narrowed_to_errors_sends_no_bulk_requests_to_a_server_without_bulk() -> None:
    found = report("bulk-not-supported", requirement="ERROR-3.12-01")
    assert with_verdict(found, "pass") == {"ERROR-3.12-01"}
    sent = [each for each in found["exchanges"] if each["request"]["url"].endswith("/Bulk")]
    assert [each["request"]["method"] for each in sent] == ["POST"]


def test_fault_of_single_requests_fails_on_a_server_without_bulk_too() -> None:
    found = report("bulk-not-supported", "single-post-200")
    assert "RESOURCE-3.3-04" in with_verdict(found, "fail")
    assert classes(found)["core"] == "not-conformant"


SINGLE_FAULTS = {
    "conflict-called-invalid-value": "RESOURCE-3.3-02",
    "single-client-id-honoured": "RESOURCE-3.3-03",
    "single-soft-delete": "RESOURCE-3.6-01",
    "id-contains-bulk-id": "CORE-3.1-01",
    "single-location-not-meta-location": "CORE-3.1-02",
    "id-left-out": "CORE-3.1-03",
    "single-password-echoed": "CORE-4.1-01",
    "single-user-name-case-matters": "CORE-2.1-01",
}
"""Faults that one server without Bulk can have at the same time, each with a requirement that it breaks."""


def test_each_fault_of_single_requests_shows_on_a_server_without_bulk() -> None:
    found = report("bulk-not-supported", *SINGLE_FAULTS)
    missing_id = {"QUERY-3.4.1-02"}
    assert with_verdict(found, "fail") == {*SINGLE_FAULTS.values()} - {"CORE-2.1-01"} | missing_id
    assert with_verdict(found, "warn") == {"CORE-2.1-01", "RESOURCE-3.6-02"}
