"""``junit.xml``: one test case for each requirement, for CI servers that show tests."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conformance.report.baseline.gate import STALE, with_state
from conformance.report.baseline.words import told
from conformance.report.model import Report
from conformance.report.text import visible
from conformance.report.words import NOT_JUDGED, OPEN, block, excuse, found, headline, law_url, sentences
from conformance.requirements.verdicts import Verdict

_SKIPPED = (*OPEN, *NOT_JUDGED)
_SAID = (Verdict.WARN, Verdict.NOTE)


def junit(report: Report) -> str:
    """Return the report as JUnit XML.

    A failed requirement is a failure, one that was not judged or is known to fail is skipped with its reason.
    A run that was void or interrupted, or whose baseline is stale, has an error, so that no CI server takes
    it for green.
    """
    suites = Element("testsuites")
    suite = SubElement(suites, "testsuite", name=report["suite"]["name"], hostname=_host(report))
    suite.set("timestamp", report["started"].removesuffix("+00:00"))
    suite.set("time", str(report["duration_s"]))
    _properties(
        suite,
        {"base_url": report["target"]["base_url"]}
        | {name: str(report[name]) for name in ("verdict", "profile", "effort", "seed")}
        | {name: str(report["suite"][name]) for name in ("version", "catalogue")},
    )
    if report["problem"] or report["interrupted"]:
        _error(suite, "the run itself", report["verdict"], sentences(report))
    if with_state(report, *STALE):
        _error(suite, "the baseline", "stale", "\n".join(told(report)))
    for requirement in report["requirements"]:
        _case(suite, requirement)
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    SubElement(suite, "system-out").text = visible(f"{headline(report)}. {sentences(report)}")
    indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _host(report: Report) -> str:
    return visible(report["target"]["base_url"].partition("://")[2].partition("/")[0])


def _properties(parent: Element, values: dict[str, str]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in values.items():
        SubElement(properties, "property", name=name, value=visible(value))


def _class(requirement: dict[str, Any]) -> str:
    """Return the group that CI servers show a requirement in."""
    rfc, section = requirement["rfc"], str(requirement["section"])
    return section if rfc is None else f"RFC{rfc}.{section}"


def _error(suite: Element, name: str, kind: str, message: str) -> None:
    case = SubElement(suite, "testcase", classname=suite.get("name", ""), name=name, time="0")
    SubElement(case, "error", type=kind, message=visible(message))


def _case(suite: Element, requirement: dict[str, Any]) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=_class(requirement),
        name=visible(f"{requirement['id']} {requirement['title']}"),
        time="0",
    )
    said = {name: requirement[name] for name in ("rfc", "section", "level", "verdict")}
    said |= {"requirement": requirement["id"], "url": law_url(requirement) or None}
    _properties(case, {name: str(value) for name, value in said.items() if value is not None})
    verdict = Verdict(requirement["verdict"])
    text = visible("\n".join(f"{label}: {said}" for label, said in block(requirement)))
    if verdict is Verdict.FAIL and excuse(requirement):
        SubElement(case, "skipped", message=visible(f"known: {excuse(requirement)}")).text = text
    elif verdict is Verdict.FAIL:
        message = visible(found(requirement))
        SubElement(case, "failure", type=requirement["level"], message=message).text = text
    elif verdict in _SKIPPED:
        SubElement(case, "skipped", message=visible(f"{verdict}: {requirement['reason']}"))
    elif verdict in _SAID:
        SubElement(case, "system-out").text = f"{verdict}\n{text}"
