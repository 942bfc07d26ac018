import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from conformance.package_data import schemas
from conformance.report.model import build
from conformance.report.text import dump


@pytest.fixture
def validator():
    schema = json.loads((schemas() / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def test_report_is_valid(validator, make):
    validator.validate(json.loads(dump(build(make.record()))))


@pytest.mark.parametrize("target", [{"demo": True}, {"app": "shop.web:app"}])
def test_report_of_a_demo_or_an_application_is_valid(validator, make, target):
    validator.validate(json.loads(dump(build(make.record(**target)))))


def test_empty_void_report_is_valid(validator, make):
    record = make.record(requirements=[], findings=[], exchanges=[], problem="the target refused connections")
    validator.validate(json.loads(dump(build(record))))


def test_hostile_report_is_valid_utf_8(validator, hostile):
    validator.validate(json.loads(dump(hostile).encode("utf-8")))


def test_cut_and_binary_bodies_are_valid(validator, make):
    exchanges = [
        make.exchange(1, body=b"x" * 99_999),
        make.exchange(2, body=b"\xff", answer=b"\xff" * 99_999),
    ]
    validator.validate(json.loads(dump(build(make.record(exchanges=exchanges)))))


@pytest.mark.parametrize(
    "mutate",
    [
        lambda report: report.update(extra=1),
        lambda report: report.pop("seed"),
        lambda report: report.update(verdict="fine"),
        lambda report: report["summary"].pop("untested"),
        lambda report: report["requirements"][0].update(findings=[]),
        lambda report: report["requirements"][0].update(verdict="untested"),
        lambda report: report["requirements"][0]["findings"][0].update(examined=0),
        lambda report: report["requirements"][0]["findings"][0].update(severity="high"),
        lambda report: report["exchanges"][0]["request"].update(body={"text": "a"}),
        lambda report: report["exchanges"][0]["response"].update(status="200"),
    ],
)
def test_invalid_report_is_rejected(validator, make, mutate):
    report = build(make.record())
    mutate(report)
    with pytest.raises(ValidationError):
        validator.validate(report)
