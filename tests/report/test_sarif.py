import json
from hashlib import sha256
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conformance.report.markdown import escape
from conformance.report.model import build
from conformance.report.sarif import sarif
from conformance.report.text import dump
from conformance.requirements.verdicts import Level, Verdict

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def run_of(report):
    """Return the run in the SARIF of a report after validation."""
    document = json.loads(sarif(report))
    Draft202012Validator(SCHEMA).validate(document)
    return document["runs"][0]


def region(report, place):
    """Return the JSON value at the lines of the report that a physical location names."""
    lines = dump(report).split("\n")
    named = place["physicalLocation"]["region"]
    text = "\n".join(lines[named["startLine"] - 1 : named["endLine"]])
    return json.loads(text.rstrip(","))


@pytest.fixture
def mixed(make):
    verdicts = [Verdict.FAIL, Verdict.WARN, Verdict.NOTE, Verdict.PASS]
    findings = [make.finding(n, verdict) for n, verdict in enumerate(verdicts, 1)]
    findings += [make.finding(1, Verdict.FAIL, scenario="another", exchanges=(2, 1, 2))]
    requirements = [make.requirement(n) for n in range(1, 6)]
    settled = {"BULK-3.7.2-05": (Verdict.BLOCKED, "no group could be created")}
    return build(make.record(requirements=requirements, findings=findings, settled=settled))


def test_requirements_are_rules(make):
    readings = ("each reference is resolved", "the job may be refused")
    run = run_of(build(make.record(requirements=[make.requirement(readings=readings)])))
    rule = run["tool"]["driver"]["rules"][0]
    assert rule["id"] == "BULK-3.7.2-01"
    assert rule["helpUri"] == "https://www.rfc-editor.org/rfc/rfc7644.html#section-3.7.2"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert f"[RFC 7644 section 3.7.2, MUST]({rule['helpUri']})" in rule["help"]["markdown"]
    assert "Reading 2: the job may be refused" in rule["help"]["markdown"]


def test_rule_shows_usual_cause_and_fix(make):
    explained = make.requirement(4, cause="The reference is *not* replaced.", fix="Replace it.")
    run = run_of(build(make.record(requirements=[explained, make.requirement(99)], findings=[])))
    known, unknown = (rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"])
    assert "Usual cause: " + escape("The reference is *not* replaced.", 2000) in known
    assert "Fix: Replace it." in known
    assert "Usual cause" not in unknown


@pytest.mark.parametrize(
    ("level", "shown"), [("MUST", "error"), ("SHOULD", "warning"), ("MAY", "note"), ("ADVICE", "note")]
)
def test_severity_of_a_rule_follows_from_its_level(make, level, shown):
    run = run_of(build(make.record(requirements=[make.requirement(level=Level(level))])))
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == shown


def test_failures_warnings_and_notes_are_results(mixed):
    results = run_of(mixed)["results"]
    found = [(result["ruleId"], result["level"]) for result in results]
    assert found == [
        ("BULK-3.7.2-01", "error"),
        ("BULK-3.7.2-01", "error"),
        ("BULK-3.7.2-02", "warning"),
        ("BULK-3.7.2-03", "note"),
    ]
    assert (
        "Expected: the id of the created user | 409\nActual: bulkId:qwerty" in results[0]["message"]["text"]
    )


def test_result_is_located_at_its_lines_in_the_report(mixed):
    run = run_of(mixed)
    assert run["artifacts"][0]["hashes"]["sha-256"] == sha256(dump(mixed).encode()).hexdigest()
    for result in run["results"]:
        requirement = mixed["requirements"][result["ruleIndex"]]
        assert requirement["id"] == result["ruleId"]
        assert region(mixed, result["locations"][0]) in requirement["findings"]
        for place in result["relatedLocations"]:
            assert region(mixed, place)["n"] == place["id"]
    cited = run["results"][1]
    assert [place["id"] for place in cited["relatedLocations"]] == [2, 1]
    assert cited["message"]["text"].endswith("Exchanges: [2](2), [1](1).")


def test_fingerprints_are_stable_and_unique(mixed, make):
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run_of(mixed)["results"]]
    assert len(set(marks)) == len(marks)
    again = run_of(build(make.record(seed=8, findings=[make.finding(1, Verdict.FAIL, message="another")])))
    assert again["results"][0]["partialFingerprints"]["primaryLocationLineHash"] == marks[0]
    twice = run_of(build(make.record(findings=[make.finding(1, Verdict.FAIL)] * 2)))["results"]
    assert twice[0]["partialFingerprints"] != twice[1]["partialFingerprints"]


def test_blocked_requirement_is_a_notification(mixed):
    invocation = run_of(mixed)["invocations"][0]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"]
    assert notification["associatedRule"]["id"] == "BULK-3.7.2-05"
    assert notification["message"]["text"] == "blocked: no group could be created"


def test_result_names_the_place_that_shows_it(make):
    (result,) = run_of(make.unjudged())["results"]
    place = "exchange 2, operation 1, response /Operations/1/status"
    assert f"\nPlace: {place}\n" in result["message"]["text"]
    check, value = result["locations"][0]["logicalLocations"]
    assert check["name"] == "forward_reference_is_resolved"
    assert value == {"fullyQualifiedName": place, "kind": "value"}
    assert result["properties"] == {
        "evidence": [
            {
                "exchange": 2,
                "operation": 1,
                "request": "/Operations/1",
                "response": "/Operations/1/status",
            }
        ]
    }


def test_result_and_notification_name_what_must_be_fixed_first(make):
    report = make.unjudged()
    (notification,) = run_of(report)["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == ("inconclusive: no status came. Fix BULK-3.7.2-01 first.")
    report["requirements"][1]["verdict"] = report["requirements"][1]["findings"][0]["verdict"] = "warn"
    result = run_of(report)["results"][1]
    assert "Fix BULK-3.7.2-01 first." in result["message"]["text"].split("\n")
    assert result["properties"]["dependsOn"] == ["BULK-3.7.2-01"]


def test_result_of_an_older_report_has_no_properties(make):
    report = build(make.record(findings=[make.finding(verdict=Verdict.FAIL)]))
    for finding in report["requirements"][0]["findings"]:
        del finding["evidence"], finding["depends_on"]
    (result,) = run_of(report)["results"]
    assert "properties" not in result
    assert len(result["locations"][0]["logicalLocations"]) == 1


@pytest.mark.parametrize("how", [{"problem": "a check raised KeyError"}, {"interrupted": True}])
def test_void_or_interrupted_run_is_not_successful(make, how):
    invocation = run_of(build(make.record(**how)))["invocations"][0]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][-1]["level"] == "error"


def test_known_failure_is_suppressed_with_its_reason(make):
    report = build(make.record(findings=[make.finding(1, Verdict.FAIL)]))
    assert "suppressions" not in run_of(report)["results"][0]
    report["requirements"][0]["findings"][0]["known"] = {"reason": "planned for May"}
    (suppression,) = run_of(report)["results"][0]["suppressions"]
    assert suppression == {"kind": "external", "justification": "planned for May"}


def test_contract_requirement_has_no_help_url(make):
    place = {"id": "CONTRACT-05", "rfc": None, "section": "contract", "lines": None}
    rule = run_of(build(make.record(requirements=[make.requirement(**place)], findings=[])))
    assert "helpUri" not in rule["tool"]["driver"]["rules"][0]


def test_empty_report_is_valid(make):
    assert run_of(build(make.record(requirements=[], findings=[], exchanges=[])))["results"] == []


def test_hostile_text_is_escaped(hostile):
    hostile["requirements"][0]["text"] = "<b>bold</b> [link](https://evil.example)"
    for finding in hostile["requirements"][0]["findings"]:
        finding["message"] = "{0} and {1} [link](https://evil.example) \x1b[31m"
    run = run_of(hostile)
    text = run["results"][0]["message"]["text"]
    assert text.startswith(r"{{0}} and {{1}} [link]\(https://evil.example) \x1b[31m")
    help_text = run["tool"]["driver"]["rules"][0]["help"]["markdown"]
    assert r"\<b\>bold\</b\> \[link\](https\://evil.example)" in help_text
