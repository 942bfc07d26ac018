"""The exit code of a run, with or without a baseline."""

from collections.abc import Set

from conformance.check.registry import CHECKS
from conformance.report.baseline.file import read
from conformance.report.baseline.gate import STALE, has_new_failures, with_state
from conformance.report.baseline.model import Baseline, BaselineError
from conformance.report.baseline.unknown import require_known_entries
from conformance.report.document import Report, RequirementEntry
from conformance.requirements.catalogue import Catalogue
from conformance.requirements.judgement import claims, class_results, run_verdict
from conformance.requirements.verdicts import RunVerdict, Verdict
from conformance.settings import Settings, SettingsError

EXIT_CODES = {"conformant": 0, "conformant-with-warnings": 0, "not-conformant": 1, "partial": 2, "void": 5}
NOT_CONFORMANT, STALE_BASELINE, INTERRUPTED = 1, 6, 130


def baseline_of(settings: Settings) -> Baseline | None:
    """Return the baseline of a run; None if no baseline is configured.

    Raises:
        SettingsError: The baseline cannot be used.
    """
    if settings.baseline is None:
        return None
    try:
        baseline = read(settings.baseline)
        require_known_entries(baseline, CHECKS)
    except BaselineError as error:
        raise SettingsError(f"The baseline cannot be used. {error}") from None
    return baseline


def exit_code(report: Report, fail_on: str, catalogue: Catalogue) -> int:
    """Return the documented exit code of a complete run.

    Precedence, highest first: a failure that the baseline does not know, a stale entry of the baseline, a
    requirement without a verdict.
    """
    if report["verdict"] == RunVerdict.VOID:
        return EXIT_CODES[RunVerdict.VOID]
    if has_new_failures(report, fail_on):
        return NOT_CONFORMANT
    if with_state(report, *STALE):
        return STALE_BASELINE
    return EXIT_CODES[_verdict_without_known(report, catalogue)]


def _verdict_without_known(report: Report, catalogue: Catalogue) -> RunVerdict:
    """Return the verdict of the run if the failures that the baseline knows were passes."""
    shown = _exchanges_of_known(report)
    judged = (
        (catalogue[entry["id"]], Verdict.PASS if _is_known(entry, shown) else Verdict(entry["verdict"]))
        for entry in report["requirements"]
    )
    results = class_results(judged, claims(report["capabilities"]))
    return run_verdict(results, interrupted=report["interrupted"])


def _exchanges_of_known(report: Report) -> frozenset[int]:
    """Return the numbers of the exchanges that show a known failure."""
    findings = (finding for entry in report["requirements"] for finding in entry["findings"])
    return frozenset(n for finding in findings if "known" in finding for n in finding["exchanges"])


def _is_known(requirement: RequirementEntry, shown: Set[int]) -> bool:
    """Return True if a requirement has a known failure, or is inconclusive only because of one."""
    if requirement["verdict"] == Verdict.FAIL:
        return True
    unseen = [
        found["exchanges"]
        for found in requirement["findings"]
        if found["verdict"] == Verdict.INCONCLUSIVE and found["exchanges"]
    ]
    return (
        requirement["verdict"] == Verdict.INCONCLUSIVE
        and bool(unseen)
        and all(shown >= {*exchanges} for exchanges in unseen)
    )
