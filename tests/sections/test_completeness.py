"""Every check has a table with a pass and a failure."""

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.sections.tables import every_table, folder_of

GENERATED = "generated"
"""The folder whose checks have a test of their own, `test_generated_checks.py`."""

WITHOUT_FAULT: dict[tuple[str, str], str] = {}
"""Checks that cannot fail, with the reason; their tables need only a pass."""


def covered_checks():
    sections.load()
    return [pytest.param(key, id=" ".join(key)) for key in CHECKS if folder_of(*key) != GENERATED]


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


def test_exceptions_are_checks_without_a_fault_row(tables):
    for key in WITHOUT_FAULT:
        assert not {row.verdict for row in tables[key]} & {Verdict.FAIL, Verdict.WARN}
