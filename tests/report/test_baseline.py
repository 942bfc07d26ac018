"""A baseline: what it covers, when an entry is stale, how its file is read, written and renewed."""

import json
import tomllib
from datetime import date

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from conformance.law import catalogue, history
from conformance.law.verdicts import Level, Verdict
from conformance.report.baseline.file import read, written
from conformance.report.baseline.gate import STALE, State, applied, news, with_state
from conformance.report.baseline.making import made
from conformance.report.baseline.model import Baseline, BaselineError, Known
from conformance.report.baseline.unknown import insist_on_known
from conformance.report.baseline.words import told
from conformance.report.markdown import markdown
from conformance.report.model import build
from conformance.report.text import dump
from conformance.report.words import excuse, sentences
from conformance.resources import schemas

ID, CHECK = "BULK-3.7.2-01", "forward_reference_is_resolved"
TODAY = date(2027, 3, 31)
CHECKS = {(ID, CHECK), (ID, "other_check"), ("BULK-3.7.2-02", CHECK)}


def known(verdict=Verdict.FAIL, **changes):
    return Known(**{"requirement": ID, "check": CHECK, "verdict": verdict, "reason": "old", **changes})


def baseline(*failures, effort="standard", seed=7):
    return Baseline("1", effort, seed, failures or (known(),), "base.toml")


def report(make, *verdicts, level=Level.MUST, record=None, **changes):
    findings = [make.finding(verdict=verdict, **changes) for verdict in verdicts]
    return build(make.record(requirements=[make.requirement(level=level)], findings=findings, **record or {}))


def state(make, base, *verdicts, today=TODAY, **changes):
    done = applied(base, report(make, *verdicts, **changes), today)
    return done["baseline"]["entries"][0]["state"]


def test_a_known_failure_stays_a_failure_and_carries_its_reason(make):
    entry = known(issue="https://example.com/7", expires=date(2027, 4, 1))
    done = applied(baseline(entry), report(make, Verdict.FAIL), TODAY)
    assert done["requirements"][0]["verdict"] == done["requirements"][0]["findings"][0]["verdict"] == "fail"
    assert done["requirements"][0]["findings"][0]["known"] == {
        "reason": "old",
        "issue": "https://example.com/7",
        "expires": "2027-04-01",
    }
    assert done["verdict"] == "not-conformant"
    assert not news(done, "must")
    assert excuse(done["requirements"][0]) == "old (https://example.com/7, until 2027-04-01)"
    assert sentences(done) == "The server breaks 1 requirement, all of them known."


@pytest.mark.parametrize(
    "changes", [{"check": "other_check"}, {"requirement": "BULK-3.7.2-02"}, {"verdict": Verdict.WARN}]
)
def test_another_check_another_requirement_and_something_worse_are_news(make, changes):
    done = applied(baseline(known(**changes)), report(make, Verdict.FAIL), TODAY)
    assert news(done, "must")
    assert "known" not in done["requirements"][0]["findings"][0]
    assert excuse(done["requirements"][0]) == ""


def test_a_requirement_is_excused_only_if_all_that_decides_it_is_known(make):
    findings = [make.finding(verdict=Verdict.FAIL), make.finding(verdict=Verdict.FAIL, check="other_check")]
    done = applied(baseline(), build(make.record(findings=findings)), TODAY)
    assert news(done, "must")
    assert excuse(done["requirements"][0]) == ""


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
def test_a_warning_fails_a_run_that_is_told_so_unless_it_is_advice_or_known(make, level, fail_on, fails):
    plain = report(make, Verdict.WARN, level=level)
    assert news(plain, fail_on) is fails
    assert not news(applied(baseline(known(Verdict.WARN)), plain, TODAY), fail_on)


def test_an_entry_counts_through_its_last_day(make):
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
def test_an_entry_is_stale_only_where_the_check_was_made_and_passed(make, verdicts, expected):
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
def test_a_pass_in_a_run_that_looked_at_less_makes_nothing_stale(make, record):
    assert state(make, baseline(), Verdict.PASS, record=record) == State.UNSEEN
    assert state(make, baseline(), Verdict.WARN, record=record) == State.UNSEEN
    assert state(make, baseline(), Verdict.FAIL, record=record) == State.KNOWN


def test_generated_jobs_of_another_seed_make_nothing_stale(make):
    generated = {"scenario": "generated-jobs"}
    assert state(make, baseline(seed=8), Verdict.PASS, **generated) == State.UNSEEN
    assert state(make, baseline(seed=8), Verdict.PASS) == State.PASSES
    assert state(make, baseline(seed=7), Verdict.PASS, **generated) == State.PASSES


def test_what_was_deselected_is_said_and_not_stale(make):
    settled = {ID: (Verdict.DESELECTED, "the run was narrowed to other requirements")}
    done = applied(baseline(), build(make.record(findings=[], settled=settled)), TODAY)
    assert with_state(done, *STALE) == []
    assert told(done) == [
        "Baseline base.toml: 0 known, 0 stale, 1 not judged in this run.",
        "Not judged, so not stale: 1 entry: deselected: the run was narrowed to other requirements.",
    ]


def test_stale_entries_are_listed_with_the_next_step(make):
    done = applied(baseline(), report(make, Verdict.PASS), TODAY)
    head, stale, following = told(done)
    assert "1 stale" in head
    assert stale == f"Stale: {ID} {CHECK}: it passes now."
    assert "scim-conformance baseline REPORT -o FILE" in following
    assert "## Baseline" in markdown(done)
    assert told(report(make, Verdict.PASS)) == []


def test_a_report_with_a_baseline_is_valid(make):
    schema = json.loads((schemas() / "report.schema.json").read_text(encoding="utf-8"))
    entry = known(issue="https://example.com/7", expires=TODAY)
    done = applied(baseline(entry), report(make, Verdict.FAIL), TODAY)
    Draft202012Validator(schema).validate(json.loads(dump(done)))


def test_a_file_that_is_written_is_read_again_and_valid(tmp_path):
    entry = known(reason='a "quoted" \\ reason\nin two lines \x1b[31m', issue="https://example.com/7")
    entries = (known(check="other_check", verdict=Verdict.WARN, expires=TODAY), entry)
    file = tmp_path / "base.toml"
    file.write_text(written(baseline(*entries)), encoding="utf-8")
    found = read(file)
    assert (found.catalogue, found.effort, found.seed, found.name) == ("1", "standard", 7, "base.toml")
    assert [each.check for each in found.failures] == [CHECK, "other_check"]
    assert found.failures[0].reason == 'a "quoted" \\ reason\nin two lines \\x1b[31m'
    assert found.failures[1] == entries[0]
    schema = json.loads((schemas() / "baseline.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    document = tomllib.loads(written(baseline(known())))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)


HEAD = 'catalogue = "1"\neffort = "standard"\nseed = 0\n'
ENTRY = f'[[failure]]\nrequirement = "{ID}"\ncheck = "{CHECK}"\nverdict = "fail"\nreason = "r"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("catalogue = ", "is no TOML"),
        ('effort = "standard"\nseed = 0\n', "'catalogue' is a required property"),
        (HEAD + "failures = []\n", "'failures' was unexpected"),
        (HEAD + "failure = 3\n", "3 is not of type 'array'"),
        (HEAD + ENTRY.replace('"fail"', '"broken"'), "line 4: verdict: 'broken'"),
        (HEAD + ENTRY + ENTRY.replace('reason = "r"', ""), "line 9: 'reason' is a required property"),
        (
            HEAD + ENTRY + ENTRY,
            "line 9: BULK-3.7.2-01 forward_reference_is_resolved stands at line 4 already",
        ),
        (HEAD + ENTRY + 'expires = "soon"\n', "line 4: expires: 'soon'"),
        (HEAD + ENTRY + 'expires = "2027-02-30"\n', "line 4: expires is '2027-02-30'"),
        (HEAD + "failure = [{}]\n", "entry 1: 'requirement' is a required property"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_the_place(tmp_path, text, complaint):
    file = tmp_path / "base.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError) as error:
        read(file)
    assert str(file) in str(error.value)
    assert complaint in str(error.value)


@pytest.mark.parametrize("last", ["2027-03-31", '"2027-03-31"'])
def test_a_last_day_is_a_date_or_its_text(tmp_path, last):
    file = tmp_path / "base.toml"
    file.write_text(f"{HEAD}{ENTRY}expires = {last}\n", encoding="utf-8")
    assert read(file).failures[0].expires == TODAY


@pytest.mark.parametrize(
    ("entry", "version", "complaint"),
    [
        (
            {"requirement": "BULK-3.7.2-99"},
            "1",
            "no requirement 'BULK-3.7.2-99' in the catalogue. Did you mean",
        ),
        ({"check": "forward_reference_is_resolvd"}, "1", f"no check .* Did you mean {CHECK}?"),
        (
            {"requirement": "BULK-3.7.2-99"},
            "42",
            "version '42' of the catalogue, and this .* the one that wrote it",
        ),
    ],
)
def test_an_entry_that_is_not_known_is_named_with_the_next_step(entry, version, complaint):
    base = Baseline(version, "standard", 0, [known(place="line 12", **entry)], "base.toml")
    with pytest.raises(BaselineError, match=complaint) as error:
        insist_on_known(base, CHECKS)
    assert "'base.toml', line 12: " in str(error.value)
    assert "Remove the entry" in str(error.value)


def test_an_entry_of_a_retired_requirement_is_told_why(monkeypatch):
    versions = [
        {"version": "1", "added": ["X-01 MUST 3.7"]},
        {"version": "2", "retired": {"X-01": "X-02 says it better"}},
    ]
    monkeypatch.setattr(history, "load", lambda: history.tell(versions))
    with pytest.raises(BaselineError, match="X-01 was retired with version 2 of the catalogue: X-02 says it"):
        insist_on_known(baseline(known(requirement="X-01")), CHECKS)


def bring_up_to_date(document, before=None, fail_on="must", checks=CHECKS):
    return made(document, known(reason="new"), fail_on, before, checks, TODAY)


def test_a_new_baseline_has_every_failing_check_once(make):
    findings = [
        make.finding(verdict=Verdict.FAIL),
        make.finding(verdict=Verdict.FAIL, scenario="another"),
        make.finding(verdict=Verdict.PASS, check="other_check"),
        make.finding(2, verdict=Verdict.WARN),
    ]
    requirements = [make.requirement(1), make.requirement(2, level=Level.SHOULD)]
    document = build(make.record(requirements=requirements, findings=findings))
    assert bring_up_to_date(document).baseline.failures == (known(reason="new"),)
    both = bring_up_to_date(document, fail_on="should")
    assert both.baseline.failures == both.added
    assert [(entry.requirement, entry.verdict) for entry in both.added] == [
        (ID, "fail"),
        ("BULK-3.7.2-02", "warn"),
    ]
    assert (both.baseline.catalogue, both.baseline.effort, both.baseline.seed) == ("1", "standard", 7)


def test_bringing_up_to_date_keeps_what_people_said_and_takes_out_what_passes(make):
    said = known(reason="we know", issue="https://example.com/7", expires=date(2027, 3, 1))
    mended = known(check="other_check")
    findings = [make.finding(verdict=Verdict.FAIL), make.finding(verdict=Verdict.PASS, check="other_check")]
    result = bring_up_to_date(build(make.record(findings=findings)), baseline(said, mended))
    assert result.baseline.failures == (said,)
    assert result.added == ()
    assert result.dropped == ((mended, "it passes now"),)
    assert result.expired == (said,)


def test_what_was_not_seen_stays_and_what_is_not_known_any_more_goes(make):
    unseen, forgotten = known(), known(check="renamed_check")
    document = report(make, Verdict.INCONCLUSIVE, record={"effort": "quick"})
    result = bring_up_to_date(document, baseline(unseen, forgotten))
    assert result.baseline.failures == (unseen,)
    assert result.baseline.effort == "standard"
    assert [entry for entry, _ in result.dropped] == [forgotten]


def test_failures_that_this_version_cannot_see_are_left_out_and_told(make):
    findings = [make.finding(verdict=Verdict.FAIL, check="of_another_version")] * 2
    result = bring_up_to_date(build(make.record(findings=findings)))
    assert result.baseline.failures == ()
    assert result.foreign == ((ID, "of_another_version"),)


def test_what_became_worse_or_better_keeps_its_reason(make):
    worse = bring_up_to_date(report(make, Verdict.FAIL), baseline(known(Verdict.WARN, reason="we know")))
    assert worse.baseline.failures == worse.added == (known(Verdict.FAIL, reason="we know"),)
    better = bring_up_to_date(
        report(make, Verdict.WARN, level=Level.SHOULD), baseline(known(reason="we know")), fail_on="should"
    )
    assert better.baseline.failures == (known(Verdict.WARN, reason="we know"),)


def test_entries_stand_in_the_order_of_the_catalogue_under_their_titles():
    ids = [entry.id for entry in catalogue.load()][:3]
    text = written(baseline(*(known(requirement=id_) for id_ in reversed(ids))))
    assert [text.index(f'"{id_}"') for id_ in ids] == sorted(text.index(f'"{id_}"') for id_ in ids)
    assert f"# {catalogue.load()[ids[0]].title}\n[[failure]]" in text
