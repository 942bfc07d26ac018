"""Findings as outcomes of pytest: passed, failed, skipped or xfailed."""

import pytest

from conformance.exchange import Exchange
from conformance.report.curl import curl
from conformance.report.text import one_line, visible
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict
from conformance.run.live import LiveRun

OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED, Verdict.NOT_APPLICABLE, Verdict.UNTESTED, Verdict.WAIVED)


def settle(live: LiveRun, finding: Finding, exchange: Exchange | None) -> None:
    """Raise the outcome that pytest shows for a finding; return if the requirement passed.

    Args:
        live: The run.
        finding: The finding.
        exchange: The first exchange that shows it; None if there is none.

    Raises:
        pytest.fail.Exception: The server fails the requirement.
        pytest.skip.Exception: The requirement was not judged.
        pytest.xfail.Exception: The baseline knows the failure.
    """
    if finding.verdict is Verdict.FAIL:
        if known := live.known(finding):
            pytest.xfail(f"known: {known.reason}")
        pytest.fail(block(live, finding, exchange), pytrace=False)
    if finding.verdict in OPEN:
        pytest.skip(one_line(f"{finding.verdict}: {finding.message}"))


def block(live: LiveRun, finding: Finding, exchange: Exchange | None) -> str:
    """Return a failure as text: the requirement, the expected and actual values, and a curl command."""
    requirement = live.catalogue[finding.requirement]
    lines = [
        f"{requirement.id} {requirement.title}",
        f"{requirement.source}, {requirement.level}: {finding.message}",
        f"Expected: {finding.expected}",
        f"Actual:   {finding.got}",
    ]
    return visible("\n".join([*lines, curl(exchange.request)] if exchange else lines))
