"""Every row of the survey of real servers is shown by a fault or a variant, or explained."""

import tomllib
from pathlib import Path

from conformance.reference.registry import FAULTS, VARIANTS

SURVEY = tomllib.loads((Path(__file__).parent / "survey.toml").read_text(encoding="utf-8"))
ROWS = {f"{theme}{number}" for theme, last in SURVEY["last_row"].items() for number in range(1, last + 1)}
EXPLAINED = {row["name"]: row["reason"] for row in SURVEY["row"]}
CARRIED = {name for each in (*FAULTS.values(), *VARIANTS.values()) for name in each.aka}


def test_every_survey_row_has_a_fault_or_a_reason() -> None:
    assert sorted(ROWS - CARRIED - EXPLAINED.keys()) == []


def test_no_survey_row_has_both_a_fault_and_a_reason() -> None:
    assert sorted(CARRIED & EXPLAINED.keys()) == []


def test_every_named_row_is_in_the_survey() -> None:
    assert sorted((CARRIED | EXPLAINED.keys()) - ROWS) == []


def test_reasons_are_unique_and_not_empty() -> None:
    assert len(EXPLAINED) == len(SURVEY["row"])
    assert all(len(reason.split()) > 3 for reason in EXPLAINED.values())
