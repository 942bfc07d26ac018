"""Verdicts that do not follow from findings: of requirements that were deselected or not fully examined."""

from collections.abc import Iterable, Mapping

from conformance.check.registry import cases
from conformance.requirements.catalogue import Catalogue
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict, combine
from conformance.run.selection import Selection


def settle(
    catalogue: Catalogue,
    selection: Selection,
    findings: Iterable[Finding],
    cut_short: Mapping[str, str],
    why_untested: str = "",
) -> dict[str, tuple[Verdict, str]]:
    """Return verdict and reason of each requirement whose verdict does not follow from its findings.

    Args:
        catalogue: The requirements.
        selection: The selection of the run.
        findings: All findings of the run.
        cut_short: By id of a requirement, why it was not examined in all of its scenarios.
        why_untested: Why the run ended before all checks; empty if it is complete.
    """
    findings = list(findings)
    judged = {finding.requirement for finding in findings}
    tested = {case.check.requirement for case in cases()}
    settled: dict[str, tuple[Verdict, str]] = {}
    for entry in catalogue:
        if not selection.takes(entry):
            settled[entry.id] = Verdict.DESELECTED, "the run selected other requirements"
        elif selection.scenarios and entry.id in tested - judged:
            settled[entry.id] = Verdict.DESELECTED, "the run selected other scenarios"
        elif entry.id in tested - judged:
            left_out = Verdict.DESELECTED, f"--scim-effort {selection.effort} does not include it"
            settled[entry.id] = (Verdict.BLOCKED, why_untested) if why_untested else left_out
        elif entry.id in cut_short:
            verdict = combine(found.verdict for found in findings if found.requirement == entry.id)
            if verdict is Verdict.PASS:
                reason = f"it passed in some scenarios, but others were not played: {cut_short[entry.id]}"
                settled[entry.id] = Verdict.BLOCKED, reason
    return settled
