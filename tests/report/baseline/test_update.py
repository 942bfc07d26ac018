"""Creating a baseline from a report, and updating one."""

from datetime import date

from conformance.report.baseline.file import to_toml
from conformance.report.baseline.update import update_baseline
from conformance.report.model import build
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.report.baseline.entries import CHECKS, ID, TODAY, baseline, known, report


def update(document, before=None, fail_on="must", checks=CHECKS):
    return update_baseline(document, known(reason="new"), fail_on, before, checks, TODAY)


def test_new_baseline_contains_each_failing_check_once(make):
    findings = [
        make.finding(verdict=Verdict.FAIL),
        make.finding(verdict=Verdict.FAIL, scenario="another"),
        make.finding(verdict=Verdict.PASS, check="other_check"),
        make.finding(2, verdict=Verdict.WARN),
    ]
    requirements = [make.requirement(1), make.requirement(2, level=Level.SHOULD)]
    document = build(make.record(requirements=requirements, findings=findings))
    assert update(document).baseline.failures == (known(reason="new"),)
    both = update(document, fail_on="should")
    assert both.baseline.failures == both.added
    assert [(entry.requirement, entry.verdict) for entry in both.added] == [
        (ID, "fail"),
        ("BULK-3.7.2-02", "warn"),
    ]
    assert (both.baseline.catalogue, both.baseline.effort, both.baseline.seed) == ("1", "standard", 7)


def test_update_keeps_reasons_and_removes_passing_entries(make):
    edited = known(reason="we know", issue="https://example.com/7", expires=date(2027, 3, 1))
    fixed = known(check="other_check")
    findings = [make.finding(verdict=Verdict.FAIL), make.finding(verdict=Verdict.PASS, check="other_check")]
    result = update(build(make.record(findings=findings)), baseline(edited, fixed))
    assert result.baseline.failures == (edited,)
    assert result.added == ()
    assert result.dropped == ((fixed, "it passes now"),)
    assert result.expired == (edited,)


def test_update_keeps_untested_entries_and_removes_unknown_checks(make):
    unseen, forgotten = known(), known(check="renamed_check")
    document = report(make, Verdict.INCONCLUSIVE, record={"effort": "quick"})
    result = update(document, baseline(unseen, forgotten))
    assert result.baseline.failures == (unseen,)
    assert result.baseline.effort == "standard"
    assert [entry for entry, _ in result.dropped] == [forgotten]


def test_failures_of_unknown_checks_are_left_out(make):
    findings = [make.finding(verdict=Verdict.FAIL, check="of_another_version")] * 2
    result = update(build(make.record(findings=findings)))
    assert result.baseline.failures == ()
    assert result.foreign == ((ID, "of_another_version"),)


def test_entry_with_another_verdict_keeps_its_reason(make):
    worse = update(report(make, Verdict.FAIL), baseline(known(Verdict.WARN, reason="we know")))
    assert worse.baseline.failures == worse.added == (known(Verdict.FAIL, reason="we know"),)
    better = update(
        report(make, Verdict.WARN, level=Level.SHOULD), baseline(known(reason="we know")), fail_on="should"
    )
    assert better.baseline.failures == (known(Verdict.WARN, reason="we know"),)


def test_entries_are_in_catalogue_order_with_their_titles():
    ids = [entry.id for entry in catalogue.load()][:3]
    text = to_toml(baseline(*(known(requirement=id_) for id_ in reversed(ids))))
    assert [text.index(f'"{id_}"') for id_ in ids] == sorted(text.index(f'"{id_}"') for id_ in ids)
    assert f"# {catalogue.load()[ids[0]].title}\n[[failure]]" in text
