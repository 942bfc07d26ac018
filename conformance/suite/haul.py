"""What the processes of a run bring home, each by itself and all together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.law.finding import Finding
from conformance.target.evidence import Exchange


@dataclass
class Haul:
    """What one process of a run brings home.

    Attributes:
        findings: Its findings.
        exchanges: Its exchanges, numbered from 1.
        shapes: The shapes of its generated jobs as JSON values, by the number of the exchange.
        capabilities: What discovery found, as JSON values.
        leftovers: What could not be deleted.
        problems: Errors of our own.
        cut_short: Why requirements were not looked at in all of their scenarios, by their ids.
        lost: The server no longer answered at the end.
        requests: Number of requests sent.
        operations: Number of operations in the jobs sent.
        base_url: The server.
        unfit: Why nothing could be tested, empty where it could.
    """

    findings: Sequence[Finding] = ()
    exchanges: Sequence[Exchange] = ()
    shapes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    capabilities: Mapping[str, Any] | None = None
    leftovers: Sequence[str] = ()
    problems: Sequence[str] = ()
    cut_short: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False
    requests: int = 0
    operations: int = 0
    base_url: str = ""
    unfit: str = ""


def merge(hauls: Sequence[Haul]) -> Haul:
    """Put together what several processes found, exchanges numbered anew."""
    merged = Haul()
    findings: list[Finding] = []
    exchanges: list[Exchange] = []
    shapes: dict[int, Mapping[str, Any]] = {}
    for haul in hauls:
        shift = len(exchanges)
        shapes |= {n + shift: shape for n, shape in haul.shapes.items()}
        exchanges += [replace(exchange, n=exchange.n + shift) for exchange in haul.exchanges]
        findings += [
            replace(finding, exchanges=tuple(n + shift for n in finding.exchanges))
            for finding in haul.findings
        ]
        merged.capabilities = merged.capabilities or haul.capabilities
        merged.leftovers = [*merged.leftovers, *haul.leftovers]
        merged.problems = [*merged.problems, *haul.problems]
        merged.lost |= haul.lost
        merged.requests += haul.requests
        merged.operations += haul.operations
        merged.base_url = merged.base_url or haul.base_url
        merged.unfit = merged.unfit or haul.unfit
        merged.cut_short = {**merged.cut_short, **haul.cut_short}
    merged.findings, merged.exchanges, merged.shapes = findings, exchanges, shapes
    return merged
