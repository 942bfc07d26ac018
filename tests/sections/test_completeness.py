"""Every check of a covered section has a table that shows it pass and shows it find a fault."""

from importlib import import_module
from pkgutil import walk_packages

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests import sections as tests_of_sections
from tests.sections.tables import TABLES

COVERED = {
    "rfc7644.s3_7_1_circular_references",
    "rfc7644.s3_7_2_bulk_ids",
    "rfc7644.s3_7_3_responses",
}
"""Folders below conformance/sections whose checks all have a table."""

WITHOUT_FAULT: dict[tuple[str, str], str] = {}
"""Checks that can find no fault, with the reason; the table then needs a pass only."""


def covered_checks():
    sections.load()
    for key, check in CHECKS.items():
        folder = check.judge.__module__.removeprefix(f"{sections.__name__}.").rpartition(".")[0]
        if folder in COVERED:
            yield pytest.param(key, id=" ".join(key))


@pytest.fixture(scope="module")
def tables():
    for module in walk_packages(tests_of_sections.__path__, f"{tests_of_sections.__name__}."):
        import_module(module.name)
    return TABLES


@pytest.mark.parametrize("key", [*covered_checks()])
def test_check_has_a_table_with_a_pass_and_a_fault(key, tables):
    assert key in tables, "no table names this check"
    verdicts = {row.verdict for row in tables[key]}
    if catalogue.load()[key[0]].level is Level.MAY:
        assert Verdict.NOTE in verdicts
        return
    assert Verdict.PASS in verdicts
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
