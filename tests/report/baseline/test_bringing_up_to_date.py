"""How a baseline is made of a report, and brought up to date."""

from datetime import date

from conformance.report.baseline.file import written
from conformance.report.baseline.making import made
from conformance.report.model import build
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level, Verdict
from tests.report.baseline.entries import CHECKS, ID, TODAY, baseline, known, report


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
