"""The types of ``report.json`` have the members of its schema, and the same ones are required."""

from typing import get_type_hints

import pytest

from conformance.report import document
from conformance.report.body import Base64Body, CutText
from conformance.report.saved import schema

REPORT = schema("report")
DEFINED = REPORT["$defs"]
BODIES = DEFINED["body"]["oneOf"]
EXCHANGE = DEFINED["exchange"]["properties"]


@pytest.mark.parametrize(
    ("entry", "described"),
    [
        (document.Report, REPORT),
        (document.SuiteEntry, REPORT["properties"]["suite"]),
        (document.TargetEntry, REPORT["properties"]["target"]),
        (document.ClassEntry, DEFINED["class"]),
        (document.RequirementEntry, DEFINED["requirement"]),
        (document.FindingEntry, DEFINED["finding"]),
        (document.EvidenceEntry, DEFINED["evidence"]),
        (document.KnownEntry, DEFINED["known"]),
        (document.BaselineEntry, DEFINED["baseline"]),
        (document.BaselineItem, DEFINED["baseline"]["properties"]["entries"]["items"]),
        (document.ExchangeEntry, DEFINED["exchange"]),
        (document.RequestEntry, EXCHANGE["request"]),
        (document.ResponseEntry, EXCHANGE["response"]),
        (document.FailureEntry, EXCHANGE["failure"]),
        (CutText, BODIES[1]),
        (Base64Body, BODIES[2]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_type_has_the_members_of_the_schema(entry, described):
    assert get_type_hints(entry).keys() == described["properties"].keys()
    assert entry.__required_keys__ == {*described["required"]}
