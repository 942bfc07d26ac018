"""The exit code of a run. A new failure has precedence over a stale entry, and that over a partial run."""

from datetime import date

import pytest

from conformance.report.baseline.gate import apply_baseline
from conformance.report.baseline.model import Baseline, Known
from conformance.report.model import build
from conformance.requirements.verdicts import Level, Verdict
from conformance.run.exit_codes import exit_code

PASS, FAIL, WARN, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE
CHECK = "forward_reference_is_resolved"


@pytest.fixture
def exit_code_of(make):
    """Return the exit code of a run whose requirements have these verdicts."""

    def exit_code_of(*verdicts, known=(), fail_on="must", level=Level.MUST, **changes):
        requirements = [make.requirement(n, level=level) for n, _ in enumerate(verdicts, 1)]
        findings = [make.finding(n, verdict, exchanges=(n,)) for n, verdict in enumerate(verdicts, 1)]
        report = build(make.record(requirements=requirements, findings=findings, **changes))
        entries = [Known(requirements[n].id, CHECK, FAIL, "old") for n in known]
        if entries:
            report = apply_baseline(Baseline("1", "standard", 7, entries), report, date(2027, 3, 31))
        return exit_code(report, fail_on, {entry.id: entry for entry in requirements})

    return exit_code_of


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [([PASS], 0), ([PASS, WARN], 0), ([PASS, OPEN], 2), ([OPEN], 2), ([PASS, FAIL], 1), ([FAIL, OPEN], 1)],
)
def test_verdict_decides_without_a_baseline(exit_code_of, verdicts, code):
    assert exit_code_of(*verdicts) == code


@pytest.mark.parametrize(
    ("level", "verdicts", "code"),
    [
        (Level.SHOULD, [PASS, WARN], 1),
        (Level.MUST, [PASS, WARN], 1),
        (Level.MUST, [WARN, OPEN], 1),
        (Level.ADVICE, [PASS, WARN], 0),
        (Level.MUST, [PASS, OPEN], 2),
    ],
)
def test_warning_fails_a_run_with_fail_on_should(exit_code_of, level, verdicts, code):
    assert exit_code_of(*verdicts, level=level, fail_on="should") == code


@pytest.mark.parametrize(
    ("verdicts", "known", "code"),
    [
        ([PASS, FAIL], [1], 0),
        ([FAIL], [0], 0),
        ([FAIL, FAIL], [0], 1),
        ([FAIL, OPEN], [0], 2),
        ([PASS, PASS], [0], 6),
        ([PASS, OPEN], [0], 6),
        ([PASS, FAIL], [0], 1),
        ([OPEN, PASS], [0], 2),
    ],
)
def test_known_failure_counts_as_passed(exit_code_of, verdicts, known, code):
    assert exit_code_of(*verdicts, known=known) == code


def test_error_of_the_suite_has_precedence(exit_code_of):
    assert exit_code_of(PASS, FAIL, known=[0], problem="an error of ours") == 5
