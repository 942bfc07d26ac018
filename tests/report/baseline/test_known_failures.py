"""The failures that a baseline covers, and when an entry is stale."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from conformance.package_data import schemas
from conformance.report.baseline.gate import STALE, State, apply_baseline, has_new_failures, with_state
from conformance.report.baseline.words import summary_lines
from conformance.report.markdown import markdown
from conformance.report.model import build
from conformance.report.text import dump
from conformance.report.words import known_reason, sentences
from conformance.requirements.verdicts import Level, Verdict
from tests.report.baseline.entries import CHECK, ID, TODAY, baseline, known, report, state


def test_known_failure_stays_a_failure_with_its_reason(make):
    entry = known(issue="https://example.com/7", expires=date(2027, 4, 1))
    done = apply_baseline(baseline(entry), report(make, Verdict.FAIL), TODAY)
    assert done["requirements"][0]["verdict"] == done["requirements"][0]["findings"][0]["verdict"] == "fail"
    assert done["requirements"][0]["findings"][0]["known"] == {
        "reason": "old",
        "issue": "https://example.com/7",
        "expires": "2027-04-01",
    }
    assert done["verdict"] == "not-conformant"
    assert not has_new_failures(done, "must")
    assert known_reason(done["requirements"][0]) == "old (https://example.com/7, until 2027-04-01)"
    assert sentences(done).endswith(" 1 requirement failed, all of them known.")


@pytest.mark.parametrize(
    "changes", [{"check": "other_check"}, {"requirement": "BULK-3.7.2-02"}, {"verdict": Verdict.WARN}]
)
def test_entry_covers_no_other_check_and_no_worse_verdict(make, changes):
    done = apply_baseline(baseline(known(**changes)), report(make, Verdict.FAIL), TODAY)
    assert has_new_failures(done, "must")
    assert "known" not in done["requirements"][0]["findings"][0]
    assert known_reason(done["requirements"][0]) == ""


def test_requirement_is_known_only_if_all_deciding_findings_are(make):
    findings = [make.finding(verdict=Verdict.FAIL), make.finding(verdict=Verdict.FAIL, check="other_check")]
    done = apply_baseline(baseline(), build(make.record(findings=findings)), TODAY)
    assert has_new_failures(done, "must")
    assert known_reason(done["requirements"][0]) == ""


@pytest.mark.parametrize(
    ("level", "fail_on", "fails"),
    [
        (Level.MUST, "must", False),
        (Level.MUST, "should", True),
        (Level.SHOULD, "should", True),
        (Level.SHOULD, "must", False),
        (Level.ADVICE, "should", False),
    ],
)
def test_warning_fails_a_run_with_fail_on_should_unless_known_or_advice(make, level, fail_on, fails):
    plain = report(make, Verdict.WARN, level=level)
    assert has_new_failures(plain, fail_on) is fails
    assert not has_new_failures(apply_baseline(baseline(known(Verdict.WARN)), plain, TODAY), fail_on)


def test_entry_expires_after_its_last_day(make):
    entry = known(expires=TODAY)
    assert state(make, baseline(entry), Verdict.FAIL) == State.KNOWN
    assert state(make, baseline(entry), Verdict.FAIL, today=date(2027, 4, 1)) == State.EXPIRED
    assert state(make, baseline(entry), Verdict.INCONCLUSIVE, today=date(2027, 4, 1)) == State.UNSEEN


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([Verdict.PASS], State.PASSES),
        ([Verdict.NOTE], State.PASSES),
        ([Verdict.WARN], State.PASSES),
        ([Verdict.PASS, Verdict.NOT_APPLICABLE], State.PASSES),
        ([Verdict.PASS, Verdict.FAIL], State.KNOWN),
        ([Verdict.PASS, Verdict.INCONCLUSIVE], State.UNSEEN),
        ([Verdict.INCONCLUSIVE], State.UNSEEN),
        ([Verdict.BLOCKED], State.UNSEEN),
        ([Verdict.WAIVED], State.UNSEEN),
        ([Verdict.NOT_APPLICABLE], State.UNSEEN),
        ([], State.UNSEEN),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_entry_is_stale_only_if_the_check_ran_and_passed(make, verdicts, expected):
    assert state(make, baseline(), *verdicts, examined=1) == expected


@pytest.mark.parametrize(
    "record",
    [
        {"effort": "quick"},
        {"selection": {"scenario": ["forward-reference"]}},
        {"interrupted": True},
        {"problem": "an error of ours"},
    ],
)
def test_narrower_run_makes_no_entry_stale(make, record):
    assert state(make, baseline(), Verdict.PASS, record=record) == State.UNSEEN
    assert state(make, baseline(), Verdict.WARN, record=record) == State.UNSEEN
    assert state(make, baseline(), Verdict.FAIL, record=record) == State.KNOWN


def test_generated_bulk_requests_of_another_seed_make_no_entry_stale(make):
    generated = {"scenario": "generated-jobs"}
    assert state(make, baseline(seed=8), Verdict.PASS, **generated) == State.UNSEEN
    assert state(make, baseline(seed=8), Verdict.PASS) == State.PASSES
    assert state(make, baseline(seed=7), Verdict.PASS, **generated) == State.PASSES


def test_entry_of_a_deselected_requirement_is_not_stale(make):
    settled = {ID: (Verdict.DESELECTED, "the run selected other requirements")}
    done = apply_baseline(baseline(), build(make.record(findings=[], settled=settled)), TODAY)
    assert with_state(done, *STALE) == []
    assert summary_lines(done) == [
        "Baseline base.toml: 0 known, 0 stale, 1 not tested in this run.",
        "Not tested, so not stale: 1 entry: deselected: the run selected other requirements.",
    ]


def test_stale_entries_are_listed_with_the_next_step(make):
    done = apply_baseline(baseline(), report(make, Verdict.PASS), TODAY)
    head, stale, following = summary_lines(done)
    assert "1 stale" in head
    assert stale == f"Stale: {ID} {CHECK}: it passes now."
    assert "scim-conformance baseline REPORT -o FILE" in following
    assert "## Baseline" in markdown(done)
    assert summary_lines(report(make, Verdict.PASS)) == []


def test_report_with_a_baseline_is_valid(make):
    schema = json.loads((schemas() / "report.schema.json").read_text(encoding="utf-8"))
    entry = known(issue="https://example.com/7", expires=TODAY)
    done = apply_baseline(baseline(entry), report(make, Verdict.FAIL), TODAY)
    Draft202012Validator(schema).validate(json.loads(dump(done)))
