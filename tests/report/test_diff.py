"""The changes between two reports: their kinds, and that only a worse result is a regression."""

import json

import pytest

from conformance.report.compare.caveats import caveats
from conformance.report.compare.change import Kind, changes
from conformance.report.compare.diff import document, has_regressions, markdown
from conformance.report.model import build
from conformance.report.text import dump
from conformance.requirements import history
from conformance.requirements.verdicts import Level, Verdict

PASS, FAIL, WARN, NOTE = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.NOTE
OPEN, LEFT_OUT = Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE


@pytest.fixture
def report(make):
    """Build a report with one requirement from the verdicts of its checks."""

    def report(level=Level.MUST, requirements=None, findings=None, record=None, **checks):
        findings = findings or [
            make.finding(verdict=verdict, check=name, message=f"{name} says {verdict}")
            for name, verdict in checks.items()
        ]
        requirements = requirements or [make.requirement(level=level)]
        return build(make.record(requirements=requirements, findings=findings, **record or {}))

    return report


def only(old, new):
    [change] = changes(old, new)
    return change


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (PASS, FAIL, Kind.REGRESSED),
        (NOTE, WARN, Kind.REGRESSED),
        (WARN, FAIL, Kind.REGRESSED),
        (FAIL, PASS, Kind.IMPROVED),
        (FAIL, WARN, Kind.IMPROVED),
        (WARN, NOTE, Kind.IMPROVED),
        (PASS, OPEN, Kind.CHANGED),
        (FAIL, OPEN, Kind.CHANGED),
        (OPEN, FAIL, Kind.CHANGED),
        (LEFT_OUT, PASS, Kind.CHANGED),
        (PASS, NOTE, Kind.CHANGED),
    ],
)
def test_kind_of_change_follows_from_both_verdicts(report, was, now, kind):
    old, new = report(check=was), report(check=now)
    change = only(old, new)
    assert (change.kind, change.was, change.now) == (kind, was, now)
    assert change.why == f"check says {now}"
    assert has_regressions(old, new) is (kind is Kind.REGRESSED)


@pytest.mark.parametrize("verdict", [PASS, FAIL, OPEN])
def test_same_verdict_is_no_change(report, verdict):
    old, new = report(check=verdict), report(check=verdict)
    assert changes(old, new) == []
    assert markdown(old, new).startswith("# Nothing changed\n")


def test_new_failing_check_of_a_failed_requirement_is_a_regression(report):
    old, new = report(one=FAIL, other=PASS), report(one=PASS, other=FAIL)
    change = only(old, new)
    assert (change.kind, change.was, change.now) == (Kind.REGRESSED, FAIL, FAIL)
    assert [(check.check, check.was, check.now) for check in change.checks] == [
        ("one", FAIL, PASS),
        ("other", PASS, FAIL),
    ]
    assert "`one`: fail → pass" in markdown(old, new)
    assert "`other`: pass → fail" in markdown(old, new)


def test_fixed_check_of_a_failed_requirement_is_an_improvement(report):
    assert only(report(one=FAIL, other=FAIL), report(one=FAIL, other=PASS)).kind is Kind.IMPROVED


def test_worst_scenario_of_a_check_counts(report, make):
    def run(verdict):
        scenarios = (("a", PASS), ("b", verdict))
        return report(findings=[make.finding(scenario=name, verdict=each) for name, each in scenarios])

    assert only(run(PASS), run(FAIL)).kind is Kind.REGRESSED


def suite(version="0.1.0", catalogue="1"):
    return {"suite_version": version, "catalogue_version": catalogue}


def test_failure_of_a_check_of_a_newer_suite_is_no_regression(report):
    old, newer = report(one=PASS), report(one=PASS, added=FAIL, record=suite("0.2.0"))
    change = only(old, newer)
    assert change.kind is Kind.CHANGED
    assert change.note == "version 0.1.0 of the suite does not have added"
    assert only(old, report(one=PASS, added=FAIL)).kind is Kind.REGRESSED
    assert only(old, report(one=FAIL, added=FAIL, record=suite("0.2.0"))).kind is Kind.REGRESSED


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [(WARN, FAIL, Kind.CHANGED), (PASS, FAIL, Kind.REGRESSED), (WARN, PASS, Kind.IMPROVED)],
)
def test_changed_level_is_not_a_regression_by_itself(report, was, now, kind):
    change = only(report(Level.SHOULD, check=was), report(Level.MUST, check=now, record=suite(catalogue="2")))
    assert (change.kind, change.note) == (kind, "the level changed from SHOULD to MUST")


def test_new_and_removed_requirements_are_no_regressions(report, make, monkeypatch):
    first, second = make.requirement(1), make.requirement(2)
    versions = [
        {"version": "1", "added": [f"{first.id} MUST 3.7.2"]},
        {"version": "2", "added": [f"{second.id} MUST 3.7.2"], "retired": {first.id: "replaced"}},
    ]
    monkeypatch.setattr(history, "load", lambda: history.from_versions(versions))
    old = report(requirements=[first], findings=[make.finding(1)])
    new = report(requirements=[second], findings=[make.finding(2, FAIL)], record=suite(catalogue="2"))
    found = changes(old, new)
    assert [(change.kind, change.requirement["id"]) for change in found] == [
        (Kind.NEW, second.id),
        (Kind.GONE, first.id),
    ]
    assert [change.note for change in found] == [
        "added in catalogue version 2",
        "retired in catalogue version 2: replaced",
    ]
    assert not has_regressions(old, new)
    text = markdown(old, new)
    assert text.startswith("# 1 new, 1 gone\n")
    assert "Different versions of the catalogue (1 | 2)" in text.replace("\\", "")
    assert "so they are no regressions" in text


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            {"base_url": "https://other.example.com/v2"},
            "Different targets (https://scim.example.com/v2 | https",
        ),
        ({"profile": "scaikey"}, "Different profiles (rfc7644 | scaikey)"),
        ({"contract": "An API"}, "Different contracts (none | An API)"),
        ({"effort": "quick"}, "Different efforts (standard | quick)"),
        ({"seed": 8}, "Different seeds (7 | 8)"),
        ({"selection": {"section": ["3.7.2"]}}, "Different selections (everything | section 3.7.2)"),
        (suite("0.2.0"), "Different versions of the suite (0.1.0 | 0.2.0)"),
        (suite(catalogue="2"), "Different versions of the catalogue (1 | 2)"),
        ({"interrupted": True}, "was interrupted"),
        ({"problem": "an error of ours"}, "is void"),
    ],
)
def test_each_difference_between_the_runs_is_a_caveat(report, record, expected):
    old, new = report(check=PASS), report(check=PASS, record=record)
    assert caveats([old, old], one_server=True) == []
    [caveat] = caveats([old, new], one_server=True)
    assert expected in caveat
    assert document(old, new)["caveats"] == [caveat]


def test_swapped_reports_are_a_caveat(report):
    old, new = report(check=PASS), report(check=PASS)
    new["started"] = "2020-01-01T00:00:00+00:00"
    assert "check the order of the two reports" in markdown(old, new)


def test_json_contains_every_change(report):
    found = json.loads(dump(document(report(check=PASS), report(check=FAIL))))
    assert found["summary"] == {"regressed": 1, "improved": 0, "changed": 0, "new": 0, "gone": 0}
    [change] = found["changes"]
    assert (change["kind"], change["was"], change["now"]) == ("regressed", "pass", "fail")
    assert change["checks"] == [
        {"check": "check", "was": "pass", "now": "fail", "message": "check says fail"}
    ]


def test_hostile_text_is_escaped_in_markdown(report, hostile):
    text = markdown(report(check=PASS), hostile)
    assert "<img" not in text.replace("\\<", "")
    assert "\x1b" not in text
    assert "https://evil" not in text
