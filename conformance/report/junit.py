"""``junit.xml``: one test case per requirement, for CI servers that show test results."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conformance.report.baseline.gate import STALE, with_state
from conformance.report.baseline.words import summary_lines
from conformance.report.document import Report, RequirementEntry
from conformance.report.target import target_name
from conformance.report.text import visible
from conformance.report.words import (
    NOT_JUDGED,
    OPEN,
    details,
    explanation,
    known_reason,
    reason,
    section_url,
    sentences,
    verdict_line,
)
from conformance.requirements.verdicts import Verdict

_SKIPPED = (*OPEN, *NOT_JUDGED)
_PASSED_WITH_TEXT = (Verdict.WARN, Verdict.NOTE)
_JUDGED = (Verdict.PASS, Verdict.FAIL, *_PASSED_WITH_TEXT)
_NOT_REACHED = (Verdict.BLOCKED, Verdict.DESELECTED, Verdict.UNTESTED)


def junit(report: Report) -> str:
    """Return the report as JUnit XML.

    A failed requirement is a failure. A requirement without a verdict, or whose failure is in the baseline,
    is skipped with the reason. A run that is void or interrupted, that judged nothing, or whose baseline is
    stale, has an error, so that no CI server shows it as passed.
    """
    suites = Element("testsuites")
    suite = SubElement(suites, "testsuite", name=report["suite"]["name"], hostname=_host(report))
    suite.set("timestamp", report["started"].removesuffix("+00:00"))
    suite.set("time", str(report["duration_s"]))
    _properties(
        suite,
        {"target": target_name(report), "base_url": report["target"]["base_url"]}
        | {name: str(report[name]) for name in ("verdict", "profile", "effort", "seed")}
        | {name: str(report["suite"][name]) for name in ("version", "catalogue")},
    )
    reached = [entry for entry in report["requirements"] if entry["verdict"] not in _NOT_REACHED]
    if report["problem"] or report["interrupted"]:
        _error(suite, "the run itself", report["verdict"], sentences(report))
    elif not any(entry["verdict"] in _JUDGED for entry in reached):
        _error(suite, "the run itself", report["verdict"], f"No requirement was judged. {_why(report)}")
    if with_state(report, *STALE):
        _error(suite, "the baseline", "stale", "\n".join(summary_lines(report)))
    for requirement in report["requirements"] if reached else ():
        _case(suite, report, requirement)
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    SubElement(suite, "system-out").text = visible(f"{verdict_line(report)} Target: {target_name(report)}")
    indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _why(report: Report) -> str:
    """Return why the first requirement that was selected could not be judged."""
    blocked = (entry["reason"] for entry in report["requirements"] if entry["verdict"] == Verdict.BLOCKED)
    return next(blocked, sentences(report))


def _host(report: Report) -> str:
    return visible(report["target"]["base_url"].partition("://")[2].partition("/")[0])


def _properties(parent: Element, values: dict[str, str]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in values.items():
        SubElement(properties, "property", name=name, value=visible(value))


def _class(requirement: RequirementEntry) -> str:
    """Return the class name, by which CI servers group test cases."""
    rfc, section = requirement["rfc"], str(requirement["section"])
    return section if rfc is None else f"RFC{rfc}.{section}"


def _error(suite: Element, name: str, kind: str, message: str) -> None:
    case = SubElement(suite, "testcase", classname=suite.get("name", ""), name=name, time="0")
    SubElement(case, "error", type=kind, message=visible(message))


def _case(suite: Element, report: Report, requirement: RequirementEntry) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=_class(requirement),
        name=visible(f"{requirement['id']} {requirement['title']}"),
        time="0",
    )
    values = {name: requirement[name] for name in ("rfc", "section", "level", "verdict")}
    values |= {"requirement": requirement["id"], "url": section_url(requirement) or None}
    _properties(case, {name: str(value) for name, value in values.items() if value is not None})
    verdict = Verdict(requirement["verdict"])
    message = explanation(requirement)
    lines = [message, *(f"{label}: {value}" for label, value in details(report, requirement))]
    text = visible("\n".join(filter(None, lines)))
    if verdict is Verdict.FAIL and (known := known_reason(requirement)):
        SubElement(case, "skipped", message=visible(f"known: {known}")).text = text
    elif verdict is Verdict.FAIL:
        SubElement(case, "failure", type=requirement["level"], message=visible(message)).text = text
    elif verdict in _SKIPPED:
        SubElement(case, "skipped", message=visible(f"{verdict}: {reason(report, requirement)}"))
    elif verdict in _PASSED_WITH_TEXT:
        SubElement(case, "system-out").text = f"{verdict}\n{text}"
