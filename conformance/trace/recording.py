"""Everything that one run recorded: the input of the judge."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from conformance.contract.openapi import Contract
from conformance.exchange import Exchange
from conformance.requirements.verdicts import Verdict
from conformance.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a scenario ended early.

    Attributes:
        verdict: ``blocked``, ``untested`` or ``not-applicable``.
        reason: The missing prerequisite, in one sentence.
        cut_short: True if the run as a whole could not continue.
    """

    verdict: Verdict
    reason: str
    cut_short: bool = False


@dataclass
class Recording:
    """What a run sent, received and read back. The judge needs nothing else.

    Attributes:
        traces: The trace of each scenario that was played, by name.
        controls: Traces of control requests, by name; no check judges them.
        endings: Why scenarios ended early, by name of the scenario.
        unmet: Features that the server or the settings lack, each with the reason in a sentence.
        blocked: Features that the server claims but that cannot be judged, each with the reason.
        exchanges: Every recorded exchange by its number.
        contract: The published contract that the run also judged; None without one.
    """

    traces: dict[str, Trace] = field(default_factory=dict)
    controls: dict[str, Trace] = field(default_factory=dict)
    endings: dict[str, Ending] = field(default_factory=dict)
    unmet: dict[str, str] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)
    exchanges: dict[int, Exchange] = field(default_factory=dict)
    contract: Contract | None = None

    def missing(self, features: Iterable[str]) -> str:
        """Return why one of the features is missing; empty if none is known to be missing."""
        return next((self.unmet[name] for name in features if name in self.unmet), "")

    def blocking(self, features: Iterable[str]) -> str:
        """Return why a requirement that needs one of the features cannot be judged; empty if it can."""
        return next((self.blocked[name] for name in features if name in self.blocked), "")

    @property
    def processes_bulk_requests(self) -> bool:
        """True if the server processed at least one bulk request."""
        traces = (*self.traces.values(), *self.controls.values())
        return any(bulk.processed for trace in traces for bulk in trace.bulk_requests)


def joined(recordings: Iterable[Recording]) -> Recording:
    """Join the recordings of several processes of one run.

    Args:
        recordings: Their recordings, whose exchanges have different numbers. If several of them
            played a scenario, the first trace counts.
    """
    whole = Recording()
    exchanges: dict[int, Exchange] = {}
    for place, recording in enumerate(recordings):
        whole.traces = {**recording.traces, **whole.traces}
        whole.controls |= {f"{name} {place}": trace for name, trace in recording.controls.items()}
        whole.endings = {**recording.endings, **whole.endings}
        whole.unmet = {**recording.unmet, **whole.unmet}
        whole.blocked = {**recording.blocked, **whole.blocked}
        whole.contract = whole.contract or recording.contract
        exchanges |= recording.exchanges
    whole.exchanges = exchanges
    return whole
