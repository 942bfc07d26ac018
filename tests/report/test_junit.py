from xml.etree.ElementTree import fromstring

import pytest

from conformance.report.junit import junit
from conformance.report.model import build
from conformance.requirements.verdicts import Verdict

SHAPE = {
    "testsuites": (set(), {"testsuite"}),
    "testsuite": (
        {"name", "hostname", "timestamp", "time", "tests", "failures", "errors", "skipped"},
        {"properties", "testcase", "system-out"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"classname", "name", "time"}, {"properties", "failure", "error", "skipped", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
}
"""The elements of the JUnit format of Jenkins and Surefire, with permitted attributes and children."""


def parsed(report):
    suites = fromstring(junit(report).encode("utf-8"))
    for element in suites.iter():
        attributes, children = SHAPE[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    return suites.find("testsuite")


def test_each_requirement_is_a_test_case(make):
    suite = parsed(build(make.record()))
    case = suite.find("testcase")
    assert case.get("classname") == "RFC7644.3.7.2"
    assert case.get("name") == "BULK-3.7.2-01 A reference to a later operation is resolved"
    properties = {item.get("name"): item.get("value") for item in case.iter("property")}
    assert properties == {
        "requirement": "BULK-3.7.2-01",
        "rfc": "7644",
        "section": "3.7.2",
        "level": "MUST",
        "verdict": "pass",
        "url": "https://www.rfc-editor.org/rfc/rfc7644.html#section-3.7.2",
    }
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("1", "0", "0")


def test_failed_requirement_is_a_failure_with_details(make):
    suite = parsed(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)])))
    failure = suite.find("testcase/failure")
    assert failure.get("message") == "the member was stored as asked"
    assert failure.text.startswith("the member was stored as asked\nRule: BULK-3.7.2-01 ")
    assert "Expected: the id of the created user | 409" in failure.text
    assert "Actual: bulkId:qwerty" in failure.text
    assert suite.get("failures") == "1"


@pytest.mark.parametrize(
    "verdict", ["blocked", "waived", "not-applicable", "deselected", "untested", "inconclusive"]
)
def test_requirement_without_a_result_is_skipped_with_its_reason(make, verdict):
    requirements = [make.requirement(number) for number in (1, 2)]
    settled = {"BULK-3.7.2-01": (Verdict(verdict), "the reason")}
    findings = [make.finding(number) for number in (1, 2)]
    suite = parsed(build(make.record(requirements=requirements, findings=findings, settled=settled)))
    assert suite.find("testcase/skipped").get("message") == f"{verdict}: the reason"
    assert suite.get("skipped") == "1"


@pytest.mark.parametrize("verdict", [Verdict.WARN, Verdict.NOTE])
def test_warning_or_note_passes_with_output(make, verdict):
    suite = parsed(build(make.record(findings=[make.finding(verdict=verdict)])))
    assert suite.get("failures") == suite.get("skipped") == "0"
    assert suite.find("testcase/system-out").text.startswith(f"{verdict}\nthe member was stored as asked\n")


@pytest.mark.parametrize("how", [{"problem": "a check raised KeyError"}, {"interrupted": True}])
def test_void_or_interrupted_run_is_an_error(make, how):
    suite = parsed(build(make.record(**how)))
    assert suite.get("errors") == "1"
    assert suite.get("tests") == "2"


def test_run_that_reached_no_server_is_one_error(make):
    reason = "No server responds at https://scim.example.com/v2."
    requirements = [make.requirement(number) for number in (1, 2)]
    settled = {entry.id: (Verdict.BLOCKED, reason) for entry in requirements}
    suite = parsed(build(make.record(requirements=requirements, findings=[], settled=settled)))
    assert (suite.get("tests"), suite.get("errors"), suite.get("skipped")) == ("1", "1", "0")
    assert reason in suite.find("testcase/error").get("message")


def test_run_that_judged_nothing_is_an_error_beside_its_skipped_cases(make):
    settled = {"BULK-3.7.2-01": (Verdict.NOT_APPLICABLE, "the server claims no Bulk")}
    suite = parsed(build(make.record(findings=[], settled=settled)))
    assert (suite.get("tests"), suite.get("errors"), suite.get("skipped")) == ("2", "1", "1")
    assert "No requirement was judged." in suite.find("testcase/error").get("message")


def test_hostile_text_is_valid_xml(hostile):
    suite = parsed(hostile)
    assert len(suite.findall("testcase")) == 5
    assert "]]>" in suite.find("testcase/failure").text
    assert r"\x1b[31mred" in suite.find("testcase/failure").text


def test_known_failure_is_skipped_with_its_reason(make):
    report = build(make.record(findings=[make.finding(verdict=Verdict.FAIL)]))
    report["requirements"][0]["findings"][0]["known"] = {"reason": "planned for May"}
    suite = parsed(report)
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    assert suite.find("testcase/skipped").get("message") == "known: planned for May"
    assert "Actual: bulkId:qwerty" in suite.find("testcase/skipped").text


def test_stale_baseline_is_an_error(make):
    entry = {"requirement": "BULK-3.7.2-01", "check": "a_check", "state": "passes", "why": "it passes now"}
    report = build(make.record()) | {"baseline": {"file": "known.toml", "entries": [entry]}}
    suite = parsed(report)
    assert suite.get("errors") == "1"
    assert "it passes now" in suite.find("testcase/error").get("message")
    entry["state"] = "known"
    assert parsed(report).get("errors") == "0"


def test_place_and_what_must_be_fixed_first_are_named(make):
    text = junit(make.unjudged())
    assert "Place: exchange 2, operation 1, response /Operations/1/status\n" in text
    assert 'message="inconclusive: no status came. Fix BULK-3.7.2-01 first."' in text
