"""Samples of the matrix: stable, disjoint, and together everything."""

import os
from datetime import UTC, datetime

import pytest

from conformance.reference.registry import FAULTS
from tests.matrix import sample


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (sample.ALL, sample.SAMPLE, sample.DAY):
        monkeypatch.delenv(name, raising=False)


def test_samples_of_consecutive_days_are_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    days = []
    for day in range(739000, 739006):
        monkeypatch.setenv(sample.DAY, str(day))
        days.append(sample.sampled(FAULTS, 6))
    assert sorted(name for day in days for name in day) == sorted(FAULTS)
    assert all(len(FAULTS) / 12 < len(day) < len(FAULTS) / 3 for day in days)


def test_named_sample_does_not_depend_on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sample.SAMPLE, "1/4")
    monkeypatch.setenv(sample.DAY, "1")
    first = sample.sampled(FAULTS, 6)
    monkeypatch.setenv(sample.DAY, "2")
    assert sample.sampled(FAULTS, 3) == first
    assert "sample 1/4 of servers" in sample.header()


def test_everything_is_played_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sample.ALL, "all")
    assert sample.sampled(FAULTS, 6) == sorted(FAULTS)
    assert sample.header() == "matrix: everything"


@pytest.mark.parametrize("wrong", ["6/6", "all", "1", "-1/6", "1/0"])
def test_malformed_sample_is_rejected(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(sample.SAMPLE, wrong)
    with pytest.raises(ValueError, match="write it as k/n"):
        sample.sampled(FAULTS, 6)


def test_fixed_day_outlives_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sample.DAY, "739000")
    sample.fix_day()
    assert (sample.today(), sample.chosen(6)) == (739000, (739000 % 6, 6))


def test_day_is_todays_unless_fixed() -> None:
    sample.fix_day()
    assert sample.today() == int(os.environ[sample.DAY])
    assert abs(sample.today() - datetime.now(UTC).toordinal()) <= 1
