"""Every check of a covered section has a table that shows it pass and shows it find a fault."""

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.sections.tables import every_table, folder_of

COVERED = {
    "contract",
    "rfc7644.s3_2_endpoints",
    "rfc7644.s3_3_resources",
    "rfc7644.s3_7_1_circular_references",
    "rfc7644.s3_7_2_bulk_ids",
    "rfc7644.s3_7_3_responses",
    "rfc7644.s3_7_4_limits",
    "rfc7644.s3_7_bulk",
    "rfc7644.s3_8_formats",
    "rfc7644.s3_12_errors",
    "rfc7644.s3_14_versions",
    "rfc7644.s4_discovery",
    "rfc7644.s7_security",
}
"""Folders below conformance/sections whose checks all have a table; ``generated`` has its own test."""

WITHOUT_FAULT: dict[tuple[str, str], str] = {}
"""Checks that can find no fault, with the reason; the table then needs a pass only."""


def covered_checks():
    sections.load()
    return [pytest.param(key, id=" ".join(key)) for key in CHECKS if folder_of(*key) in COVERED]


@pytest.fixture(scope="module")
def tables():
    return every_table()


@pytest.mark.parametrize("key", covered_checks())
def test_check_has_a_table_with_a_pass_and_a_fault(key, tables):
    assert key in tables, "no table names this check"
    verdicts = {row.verdict for row in tables[key]}
    if catalogue.load()[key[0]].level is Level.MAY:
        assert Verdict.NOTE in verdicts
        return
    assert verdicts & {Verdict.PASS, Verdict.NOTE}
    assert verdicts & {Verdict.FAIL, Verdict.WARN} or key in WITHOUT_FAULT


def test_tables_name_checks_that_exist(tables):
    assert tables.keys() <= CHECKS.keys()


def test_covered_folders_exist():
    folders = {
        name.removeprefix(f"{sections.__name__}.").rpartition(".")[0] for name in sections.modules("checks")
    }
    assert folders >= COVERED


def test_exceptions_are_checks_without_a_fault_row(tables):
    for key in WITHOUT_FAULT:
        assert not {row.verdict for row in tables[key]} & {Verdict.FAIL, Verdict.WARN}
