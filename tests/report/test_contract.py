"""Requirements of a published contract in every format: they cite no RFC."""

import io
import json
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from conformance import package_data as resources
from conformance.report import terminal
from conformance.report.allure import labels
from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.model import build
from conformance.requirements.verdicts import Verdict

PLACE = {"id": "CONTRACT-05", "rfc": None, "section": "contract", "lines": None}


@pytest.fixture
def report(make):
    failed = make.finding(requirement="CONTRACT-05", verdict=Verdict.FAIL)
    requirements = [make.requirement(), make.requirement(**PLACE)]
    contract = "openapi.yaml, POST /v2/Bulk"
    return build(make.record(requirements=requirements, findings=[failed], contract=contract))


def test_report_with_a_contract_is_valid(report):
    schema = json.loads((resources.schemas() / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(json.dumps(report)))
    assert (report["requirements"][1]["rfc"], report["requirements"][1]["lines"]) == (None, None)
    assert report["contract"] == "openapi.yaml, POST /v2/Bulk"


@pytest.mark.parametrize("write", [html, markdown, junit])
def test_contract_requirement_cites_no_rfc(report, write):
    page = write(report)
    assert "CONTRACT-05" in page
    assert "None" not in page
    assert "RFC 7644 section contract" not in page


def test_contract_requirement_cites_the_published_contract(report, tmp_path):
    output = io.StringIO()
    terminal.show(report, Console(file=output, width=120), tmp_path)
    for page in (markdown(report), output.getvalue()):
        assert "Published contract, MUST" in page
    assert '<span class="level">MUST</span> <span>Published contract</span>' in " ".join(html(report).split())
    assert "`openapi.yaml, POST /v2/Bulk`" in markdown(report)
    assert "openapi.yaml, POST /v2/Bulk" in html(report)


def test_contract_requirements_are_a_group_in_junit_and_allure(report):
    case = ElementTree.fromstring(junit(report)).findall(".//testcase")[1]
    assert case.get("classname") == "contract"
    assert {item.get("name") for item in case.iter("property")} == {
        "requirement",
        "section",
        "level",
        "verdict",
    }
    assert labels(None, "contract", "MUST")["epic"] == "Published contract"
