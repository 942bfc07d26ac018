"""Check that a report is consistent: verdicts follow from findings, levels are those of the catalogue."""

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.report.document import Report
from conformance.report.text import one_line
from conformance.requirements import catalogue, history, profile
from conformance.requirements.catalogue import Catalogue, Requirement
from conformance.requirements.judgement import claims, class_results, run_verdict
from conformance.requirements.verdicts import Verdict, combine

_WITHOUT_FINDINGS = (
    Verdict.BLOCKED,
    Verdict.WAIVED,
    Verdict.NOT_APPLICABLE,
    Verdict.DESELECTED,
    Verdict.UNTESTED,
)
"""Verdicts that a requirement without findings may have."""


def inconsistencies(report: Report, requirements: Catalogue) -> Iterator[str]:
    """Yield a sentence for each inconsistency of a report.

    Args:
        report: A report that is valid by its schema.
        requirements: The catalogue of this version. A report of another catalogue version cannot be checked.
    """
    version = report["suite"]["catalogue"]
    if version != catalogue.VERSION:
        yield (
            f"The report has catalogue version {one_line(version, 40)}, this scim-conformance has "
            f"{catalogue.VERSION}. Use scim-conformance {one_line(report['suite']['version'], 40)}."
        )
        return
    entries = {entry["id"]: entry for entry in report["requirements"]}
    own = history.load().standing  # a report may be made without the sections of other packages
    for absent in (entry.id for entry in requirements if entry.id in own and entry.id not in entries):
        yield f"The requirement {absent} is missing in the report."
    if len(entries) < len(report["requirements"]):
        yield "The report contains a requirement twice."
    for name, entry in entries.items():
        if name not in requirements:
            yield f"The report contains {one_line(name, 40)}, which is not in the catalogue."
        else:
            yield from _of_requirement(entry, requirements[name])
    yield from _waivers(report)
    yield from _of_run(report, requirements)


def _waivers(report: Report) -> Iterator[str]:
    """Yield invalid waivers. Only profiles of this package are checked, since others are not available."""
    if report["profile"] not in profile.names():
        return
    granted = profile.load(report["profile"])
    for entry in report["requirements"]:
        waived = any(each["verdict"] == Verdict.WAIVED for each in (entry, *entry["findings"]))
        if waived and not granted.waiver(entry["id"]):
            yield f"{one_line(entry['id'], 40)} is waived, but the profile {granted.name} does not waive it."


def _of_requirement(entry: Mapping[str, Any], requirement: Requirement) -> Iterator[str]:
    for name in ("rfc", "section", "level"):
        if entry[name] != getattr(requirement, name):
            yield (
                f"{requirement.id} has {name} {one_line(str(entry[name]), 40)} in the report, but "
                f"{getattr(requirement, name)} in the catalogue."
            )
    follows = combine(Verdict(finding["verdict"]) for finding in entry["findings"])
    if entry["findings"] and entry["verdict"] != follows:
        yield f"{requirement.id} has the verdict {entry['verdict']}, but its findings result in {follows}."
    if not entry["findings"] and entry["verdict"] not in _WITHOUT_FINDINGS:
        yield f"{requirement.id} has the verdict {entry['verdict']}, but no findings."


def _of_run(report: Report, requirements: Catalogue) -> Iterator[str]:
    verdicts = [Verdict(entry["verdict"]) for entry in report["requirements"]]
    if report["summary"] != {verdict.value: verdicts.count(verdict) for verdict in Verdict}:
        yield "The summary of the report does not match its requirements."
    judged = [
        (requirements[entry["id"]], verdict)
        for entry, verdict in zip(report["requirements"], verdicts, strict=True)
        if entry["id"] in requirements
    ]
    results = class_results(judged, claims(report["capabilities"]))
    follows = run_verdict(results, problem=report["problem"], interrupted=report["interrupted"])
    if report["verdict"] != follows:
        yield f"The run has the verdict {report['verdict']}, but its requirements result in {follows}."
