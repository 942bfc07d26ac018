"""What a profile's contract promises is waived: that, and nothing that was seen beside it."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.check.observation import FORBIDDEN, Observation
from conformance.exchange import Exchange
from conformance.requirements.finding import Finding
from conformance.requirements.profile import Waiver
from conformance.requirements.verdicts import Level, Verdict

_MILD = (Verdict.WARN, Verdict.INCONCLUSIVE)
"""Verdicts that every waiver of a requirement lets pass."""


def covers(waiver: Waiver, level: Level, observation: Observation) -> bool:
    """Tell whether an observation shows something broken, and no more than the contract promises."""
    verdict = FORBIDDEN[level] if observation.verdict is Verdict.FAIL else observation.verdict
    at = observation.exchange
    return at is not None and verdict in _waivable(waiver) and _promised(waiver, at)


def waived(finding: Finding, waiver: Waiver, exchanges: Mapping[int, Exchange]) -> Finding:
    """Let a finding pass that only shows what the contract promises; both texts are told.

    Args:
        finding: What was found.
        waiver: The waiver of its requirement.
        exchanges: All of the run, by number.
    """
    shown = [exchanges[number] for number in finding.exchanges]
    promised = bool(shown) and all(_promised(waiver, each) for each in shown)
    if finding.verdict not in _waivable(waiver) or not promised:
        return finding
    message = f"{waiver.contract} The RFC asks otherwise: {finding.message}"
    return replace(finding, verdict=Verdict.WAIVED, message=message)


def _waivable(waiver: Waiver) -> tuple[Verdict, ...]:
    return (Verdict.FAIL, *_MILD) if waiver.failures else _MILD


def _promised(waiver: Waiver, exchange: Exchange) -> bool:
    response = exchange.response
    return (
        response is not None
        and waiver.status in (None, response.status)
        and waiver.media_type in ("", response.media_type)
    )
