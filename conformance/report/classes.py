"""What every output says of the conformance classes: for which the verdict holds, and which were not judged.

Reports of older versions have no classes; nothing is said of them then.
"""

from collections.abc import Iterator, Sequence

from conformance.report.document import ClassEntry, Report
from conformance.requirements.verdicts import ClassVerdict, RunVerdict

_TITLES = {"cursor": "cursor pagination", "me": "/Me"}
"""Names of classes that read otherwise in a sentence."""

_CONFORMANT = (ClassVerdict.CONFORMANT, ClassVerdict.CONFORMANT_WITH_WARNINGS)

_OF_RUN = {
    RunVerdict.CONFORMANT: _CONFORMANT,
    RunVerdict.CONFORMANT_WITH_WARNINGS: _CONFORMANT,
    RunVerdict.PARTIAL: (ClassVerdict.PARTIAL,),
    RunVerdict.NOT_CONFORMANT: (ClassVerdict.NOT_CONFORMANT,),
    RunVerdict.VOID: (),
}
"""Verdicts of the classes that a run's verdict holds for."""


def decisive(verdict: str, judged: Sequence[ClassEntry]) -> str:
    """Return the classes that a run's verdict holds for, separated by commas; empty for none."""
    return _with_verdict(judged, *_OF_RUN[RunVerdict(verdict)])


def others(report: Report) -> Iterator[str]:
    """Yield a sentence for the other classes of each kind: judged otherwise, not claimed, not judged."""
    verdict = RunVerdict(report["verdict"])
    if verdict is RunVerdict.VOID:
        return
    groups = {}
    if not report["interrupted"]:
        groups = {"Conformant": _CONFORMANT, "Partial": (ClassVerdict.PARTIAL,)}
    for title, verdicts in groups.items():
        if verdicts != _OF_RUN[verdict] and (named := _with_verdict(report.get("classes", []), *verdicts)):
            yield f"{title}: {named}."
    if named := _not_judged(report, claimed=False):
        yield f"Not claimed by the server: {named}."
    if named := _not_judged(report, claimed=True):
        yield f"Claimed but not judged: {named}."


def partial(report: Report) -> list[tuple[str, str]]:
    """Return the classes that are partial, each with what that rests on."""
    found = (each for each in report.get("classes", ()) if each["verdict"] == ClassVerdict.PARTIAL)
    return [(_title(each["name"]), each["reason"]) for each in found]


def _with_verdict(judged: Sequence[ClassEntry], *verdicts: ClassVerdict) -> str:
    return ", ".join(_title(each["name"]) for each in judged if each["verdict"] in verdicts)


def _not_judged(report: Report, *, claimed: bool) -> str:
    found = (each for each in report.get("classes", ()) if each["verdict"] == ClassVerdict.NOT_JUDGED)
    return ", ".join(_title(each["name"]) for each in found if each["claimed"] is claimed)


def _title(name: str) -> str:
    return _TITLES.get(name, name)
