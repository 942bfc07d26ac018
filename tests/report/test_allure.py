import json
from datetime import UTC, datetime

import pytest

from conformance.report.allure import allure, labels
from conformance.report.model import build
from conformance.requirements.verdicts import Level, Verdict


def results(report):
    """Return the Allure results of a report by name."""
    files = allure(report)
    found = [json.loads(text) for name, text in files.items() if name.endswith("-result.json")]
    for result in found:
        assert {each["source"] for each in result.get("attachments", ())} <= set(files)
        assert f"{result['uuid']}-result.json" in files
    return {result["fullName"]: result for result in found}


def label(result, name):
    return [each["value"] for each in result["labels"] if each["name"] == name]


@pytest.mark.parametrize(
    ("level", "severity"),
    [("MUST", "critical"), ("SHOULD", "normal"), ("MAY", "minor"), ("ADVICE", "trivial")],
)
def test_level_is_shown_as_allure_severity(level, severity):
    found = labels(7644, "3.7.2", Level(level))
    assert found == {"severity": severity, "epic": "RFC 7644", "feature": "Section 3.7.2"}


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        ("pass", "passed"),
        ("note", "passed"),
        ("warn", "passed"),
        ("fail", "failed"),
        ("inconclusive", "skipped"),
    ],
)
def test_each_finding_is_an_allure_result(make, verdict, status):
    (result,) = results(build(make.record(findings=[make.finding(1, Verdict(verdict))]))).values()
    assert result["fullName"] == "BULK-3.7.2-01/forward_reference_is_resolved/forward-reference"
    assert result["status"] == status
    assert label(result, "tag") == [verdict, "MUST"]
    assert "Actual: bulkId:qwerty" in result["statusDetails"]["message"]
    assert result["links"][0]["url"].endswith("rfc7644.html#section-3.7.2")


def test_blocked_requirement_is_skipped_and_deselected_one_is_left_out(make):
    requirements = [make.requirement(n) for n in (1, 2, 3)]
    settled = {
        "BULK-3.7.2-02": (Verdict.BLOCKED, "no group could be created"),
        "BULK-3.7.2-03": (Verdict.DESELECTED, "the run was narrowed"),
    }
    found = results(build(make.record(requirements=requirements, settled=settled)))
    assert len(found) == 2
    assert found["BULK-3.7.2-02"]["status"] == "skipped"
    assert found["BULK-3.7.2-02"]["statusDetails"]["message"] == "no group could be created"


def test_exchange_is_attached_as_http_text(make):
    report = build(make.record())
    (result,) = results(report).values()
    (attachment,) = result["attachments"]
    text = allure(report)[attachment["source"]]
    assert text.startswith("POST https://scim.example.com/v2/Bulk\nAuthorization: [redacted]\n")
    assert "HTTP 200 after 12 ms" in text


def test_result_has_start_and_stop_of_its_exchange(make):
    sent = datetime(2025, 3, 1, 12, 0, 1, tzinfo=UTC)
    (result,) = results(build(make.record(exchanges=[make.exchange(2, sent=sent)]))).values()
    assert result["start"] == sent.timestamp() * 1000
    assert result["stop"] == result["start"] + 12


def test_history_id_is_the_same_in_the_next_run(make):
    (first,) = results(build(make.record())).values()
    later = datetime(2025, 3, 2, tzinfo=UTC)
    (second,) = results(build(make.record(started=later, seed=8))).values()
    assert first["historyId"] == second["historyId"]
    assert first["uuid"] != second["uuid"]


@pytest.mark.parametrize("how", [{"problem": "a check raised KeyError"}, {"interrupted": True}])
def test_void_or_interrupted_run_has_a_broken_result(make, how):
    assert results(build(make.record(**how)))["the run itself"]["status"] == "broken"


def test_environment_names_target_and_profile(make):
    facts = allure(build(make.record(profile="fähre\\n")))["environment.properties"]
    assert "target = https://scim.example.com/v2\n" in facts
    assert "profile = f\\u00e4hre\\\\n\n" in facts


def test_hostile_text_is_escaped(hostile):
    hostile["requirements"][0]["text"] = "<img src=x onerror=alert(1)>"
    files = allure(hostile)
    assert not any(char in text for text in files.values() for char in "\x1b\x00\u202e")
    found = results(hostile)
    assert len(found) == 5
    assert any(result["description"] == r"\<img src=x onerror=alert(1)\>" for result in found.values())


def test_known_failure_is_skipped_with_its_reason(make):
    report = build(make.record(findings=[make.finding(1, Verdict.FAIL)]))
    report["requirements"][0]["findings"][0]["known"] = {"reason": "planned for May"}
    (result,) = results(report).values()
    assert result["status"] == "skipped"
    assert result["statusDetails"]["message"].startswith("known: planned for May\n")


def test_result_names_place_and_what_must_be_fixed_first(make):
    failed, unjudged = results(make.unjudged()).values()
    assert (
        "Place: exchange 2, operation 1, response /Operations/1/status" in failed["statusDetails"]["message"]
    )
    assert " first." not in failed["statusDetails"]["message"]
    assert "Fix BULK-3.7.2-01 first." in unjudged["statusDetails"]["message"]
