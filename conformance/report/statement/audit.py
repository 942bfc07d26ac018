"""Whether a report bears itself out: verdicts follow from findings, levels are those of the catalogue."""

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.requirements import catalogue, history, profile
from conformance.requirements.catalogue import Catalogue, Requirement
from conformance.requirements.judgement import run_verdict
from conformance.requirements.verdicts import Verdict, combine

_UNSEEN = (Verdict.BLOCKED, Verdict.WAIVED, Verdict.NOT_APPLICABLE, Verdict.DESELECTED, Verdict.UNTESTED)
"""Verdicts that a requirement without findings may have."""


def contradictions(report: Report, law: Catalogue) -> Iterator[str]:
    """Yield a sentence for each thing in a report that does not follow; none where it bears itself out.

    Args:
        report: A report that keeps its schema.
        law: The catalogue of this version. A report that was made by another one cannot be held against it.
    """
    made_by = report["suite"]["catalogue"]
    if made_by != catalogue.VERSION:
        yield (
            f"The report was made by catalogue {one_line(made_by, 40)}, and this version has "
            f"{catalogue.VERSION}: use scim-conformance {one_line(report['suite']['version'], 40)}."
        )
        return
    entries = {entry["id"]: entry for entry in report["requirements"]}
    own = history.load().standing  # a report may be made without the sections of other packages
    for absent in (entry.id for entry in law if entry.id in own and entry.id not in entries):
        yield f"The report does not have {absent}."
    if len(entries) < len(report["requirements"]):
        yield "The report has a requirement twice."
    for name, entry in entries.items():
        if name not in law:
            yield f"The report has {one_line(name, 40)}, which is no requirement."
        else:
            yield from _of_one(entry, law[name])
    yield from _waivers(report)
    yield from _of_all(report, law)


def _waivers(report: Report) -> Iterator[str]:
    """Yield what is waived without ground. Only the package's own profiles are known here, not a user's."""
    if report["profile"] not in profile.names():
        return
    granted = profile.load(report["profile"])
    for entry in report["requirements"]:
        waived = any(each["verdict"] == Verdict.WAIVED for each in (entry, *entry["findings"]))
        if waived and not granted.waiver(entry["id"]):
            yield f"{one_line(entry['id'], 40)} is waived, and the profile {granted.name} does not waive it."


def _of_one(entry: Mapping[str, Any], requirement: Requirement) -> Iterator[str]:
    for name in ("rfc", "section", "level"):
        if entry[name] != getattr(requirement, name):
            yield (
                f"{requirement.id} has the {name} {one_line(str(entry[name]), 40)} in the report, and "
                f"{getattr(requirement, name)} in the catalogue."
            )
    follows = combine(Verdict(finding["verdict"]) for finding in entry["findings"])
    if entry["findings"] and entry["verdict"] != follows:
        yield f"{requirement.id} is called {entry['verdict']}, and its findings come to {follows}."
    if not entry["findings"] and entry["verdict"] not in _UNSEEN:
        yield f"{requirement.id} is called {entry['verdict']}, and nothing was found about it."


def _of_all(report: Report, law: Catalogue) -> Iterator[str]:
    verdicts = [Verdict(entry["verdict"]) for entry in report["requirements"]]
    if report["summary"] != {verdict.value: verdicts.count(verdict) for verdict in Verdict}:
        yield "The summary of the report does not count its requirements."
    judged = [
        (law[entry["id"]], verdict)
        for entry, verdict in zip(report["requirements"], verdicts, strict=True)
        if verdict is not Verdict.DESELECTED and entry["id"] in law
    ]
    follows = run_verdict(judged, problem=report["problem"], interrupted=report["interrupted"])
    if report["verdict"] != follows:
        yield f"The run is called {report['verdict']}, and its requirements come to {follows}."
