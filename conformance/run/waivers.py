"""Waive the failures that the contract of a profile declares, and no others."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.check.observation import FORBIDDEN, Observation
from conformance.exchange import Exchange
from conformance.requirements.finding import Finding
from conformance.requirements.profile import Waiver
from conformance.requirements.verdicts import Level, Verdict

_MILD = (Verdict.WARN, Verdict.INCONCLUSIVE)
"""Verdicts that every waiver covers."""


def covers(waiver: Waiver, level: Level, observation: Observation) -> bool:
    """Return True if an observation shows a violation that the contract of the waiver declares."""
    verdict = FORBIDDEN[level] if observation.verdict is Verdict.FAIL else observation.verdict
    at = observation.exchange
    return at is not None and verdict in _waivable(waiver) and _declared(waiver, at)


def waived(finding: Finding, waiver: Waiver, exchanges: Mapping[int, Exchange]) -> Finding:
    """Return a finding as waived if it only shows what the contract declares; its message quotes both texts.

    Args:
        finding: The finding.
        waiver: The waiver of its requirement.
        exchanges: All exchanges of the run, by number.
    """
    shown = [exchanges[number] for number in finding.exchanges]
    declared = bool(shown) and all(_declared(waiver, each) for each in shown)
    if finding.verdict not in _waivable(waiver) or not declared:
        return finding
    message = f"{waiver.contract} The RFC differs: {finding.message}"
    return replace(finding, verdict=Verdict.WAIVED, message=message)


def _waivable(waiver: Waiver) -> tuple[Verdict, ...]:
    return (Verdict.FAIL, *_MILD) if waiver.failures else _MILD


def _declared(waiver: Waiver, exchange: Exchange) -> bool:
    response = exchange.response
    return (
        response is not None
        and waiver.status in (None, response.status)
        and waiver.media_type in ("", response.media_type)
    )
