"""The results of the processes of a run, each by itself and merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.exchange import Exchange
from conformance.requirements.finding import Finding


@dataclass
class WorkerResult:
    """The result of one process of a run.

    Attributes:
        findings: Its findings.
        exchanges: Its exchanges, numbered from 1.
        shapes: The models of its generated bulk requests as JSON values, by the number of the exchange.
        capabilities: The capabilities of the server as JSON values.
        leftovers: Resources that could not be deleted, as text.
        problems: Errors of the suite itself.
        cut_short: By id of a requirement, why it was not examined in all of its scenarios.
        lost: True if the server no longer responded at the end.
        requests: Number of requests sent.
        operations: Number of operations in the bulk requests sent.
        base_url: The base URL of the server.
        unfit: Why nothing could be tested; empty if something was.
        unfit_exit_code: The documented exit code for that.
        traces: Its recording, as `conformance.trace.serialization` writes it; empty if nothing was tested.
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
    unfit_exit_code: int = 0
    traces: bytes = b""


def merge(results: Sequence[WorkerResult]) -> WorkerResult:
    """Merge the results of several processes, and number their exchanges anew."""
    merged = WorkerResult()
    findings: list[Finding] = []
    exchanges: list[Exchange] = []
    shapes: dict[int, Mapping[str, Any]] = {}
    for result in results:
        shift = len(exchanges)
        shapes |= {n + shift: shape for n, shape in result.shapes.items()}
        exchanges += [replace(exchange, n=exchange.n + shift) for exchange in result.exchanges]
        findings += [
            replace(
                finding,
                evidence=tuple(replace(each, exchange=each.exchange + shift) for each in finding.evidence),
            )
            for finding in result.findings
        ]
        merged.capabilities = merged.capabilities or result.capabilities
        merged.leftovers = [*merged.leftovers, *result.leftovers]
        merged.problems = [*merged.problems, *result.problems]
        merged.lost |= result.lost
        merged.requests += result.requests
        merged.operations += result.operations
        merged.base_url = merged.base_url or result.base_url
        if result.unfit and not merged.unfit:
            merged.unfit, merged.unfit_exit_code = result.unfit, result.unfit_exit_code
        merged.cut_short = {**merged.cut_short, **result.cut_short}
        merged.traces = merged.traces or result.traces
    merged.findings, merged.exchanges, merged.shapes = findings, exchanges, shapes
    return merged
