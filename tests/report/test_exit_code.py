"""How a run ends follows from its report: what is new outweighs what is stale, and that what stayed open."""

from datetime import date

import pytest

from conformance.report.baseline.gate import applied
from conformance.report.baseline.model import Baseline, Known
from conformance.report.model import build
from conformance.requirements.verdicts import Level, Verdict
from conformance.run.exit_codes import exit_code

PASS, FAIL, WARN, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE
CHECK = "forward_reference_is_resolved"


@pytest.fixture
def ends(make):
    """Return the exit code of a run whose requirements have these verdicts."""

    def ends(*verdicts, known=(), fail_on="must", level=Level.MUST, **changes):
        requirements = [make.requirement(n, level=level) for n, _ in enumerate(verdicts, 1)]
        findings = [make.finding(n, verdict, exchanges=(n,)) for n, verdict in enumerate(verdicts, 1)]
        report = build(make.record(requirements=requirements, findings=findings, **changes))
        entries = [Known(requirements[n].id, CHECK, FAIL, "old") for n in known]
        if entries:
            report = applied(Baseline("1", "standard", 7, entries), report, date(2027, 3, 31))
        return exit_code(report, fail_on, {entry.id: entry for entry in requirements})

    return ends


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [([PASS], 0), ([PASS, WARN], 0), ([PASS, OPEN], 2), ([OPEN], 2), ([PASS, FAIL], 1), ([FAIL, OPEN], 1)],
)
def test_without_a_baseline_the_verdict_decides(ends, verdicts, code):
    assert ends(*verdicts) == code


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
def test_a_warning_about_what_binds_fails_a_run_that_is_told_so_whatever_else_is_open(
    ends, level, verdicts, code
):
    assert ends(*verdicts, level=level, fail_on="should") == code


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
def test_with_a_baseline_what_is_known_counts_as_if_it_were_kept(ends, verdicts, known, code):
    assert ends(*verdicts, known=known) == code


def test_an_error_of_our_own_outweighs_all(ends):
    assert ends(PASS, FAIL, known=[0], problem="an error of ours") == 5
