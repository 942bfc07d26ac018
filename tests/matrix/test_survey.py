"""Every row of the survey of real servers is shown by a fault or a variant, or explained."""

import tomllib
from pathlib import Path

from conformance.reference.registry import FAULTS, VARIANTS

SURVEY = tomllib.loads((Path(__file__).parent / "survey.toml").read_text(encoding="utf-8"))
ROWS = {f"{theme}{number}" for theme, last in SURVEY["last_row"].items() for number in range(1, last + 1)}
EXPLAINED = {row["name"]: row["reason"] for row in SURVEY["row"]}
CARRIED = {name for each in (*FAULTS.values(), *VARIANTS.values()) for name in each.aka}


def test_every_row_is_shown_or_explained() -> None:
    assert sorted(ROWS - CARRIED - EXPLAINED.keys()) == []


def test_no_row_is_both_shown_and_explained() -> None:
    assert sorted(CARRIED & EXPLAINED.keys()) == []


def test_no_row_is_made_up() -> None:
    assert sorted((CARRIED | EXPLAINED.keys()) - ROWS) == []


def test_reasons_are_given_once_and_say_something() -> None:
    assert len(EXPLAINED) == len(SURVEY["row"])
    assert all(len(reason.split()) > 3 for reason in EXPLAINED.values())
