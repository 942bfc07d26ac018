"""What a run hands over for its report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conformance.exchange import Exchange
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """Everything that is known about one run.

    Attributes:
        suite_version: Version of scim-conformance.
        catalogue_version: Version of the catalogue.
        base_url: The tested server's SCIM base URL, without credentials.
        profile: Name of the profile that was judged under.
        contract: The published contract that was judged too, in a few words; empty for none.
        effort: ``quick``, ``standard`` or ``thorough``.
        seed: The seed of everything that was generated.
        started: When the run began; must know its time zone.
        duration_s: How long it took, in seconds.
        requests: Number of HTTP requests sent.
        operations: Number of Bulk operations sent.
        requirements: The catalogue, in its order.
        findings: What the checks said, in the order in which they said it.
        exchanges: Every recorded exchange.
        shapes: The shapes of generated jobs as JSON values, by the number of the exchange.
        selection: What the run was narrowed to, such as ``{"section": ["3.7.2"]}``; empty for all.
        capabilities: What discovery found, as JSON values.
        settled: Verdicts that stand whatever the findings say, with the reason in a sentence, by
            requirement: deselected, not applicable, blocked or waived.
        leftovers: URLs of resources that could not be deleted again.
        interrupted: The run was stopped before its end, or the server no longer answered at its end.
        problem: Our own error, or why the run could not be made; empty when all went well.
    """

    suite_version: str
    catalogue_version: str
    base_url: str
    profile: str
    effort: str
    seed: int
    started: datetime
    duration_s: float
    requests: int
    operations: int
    requirements: Sequence[Requirement]
    findings: Sequence[Finding] = ()
    exchanges: Sequence[Exchange] = ()
    shapes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    selection: Mapping[str, Any] = field(default_factory=dict)
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    settled: Mapping[str, tuple[Verdict, str]] = field(default_factory=dict)
    leftovers: Sequence[str] = ()
    interrupted: bool = False
    problem: str = ""
    contract: str = ""

    def __post_init__(self) -> None:
        """Refuse a record that would lose something.

        Raises:
            ValueError: ``started`` has no time zone, or a finding or a settled verdict names a requirement
                that is not among the requirements.
        """
        if self.started.tzinfo is None:
            raise ValueError(f"started is {self.started!r}: give it a time zone, such as datetime.now(UTC)")
        known = {requirement.id for requirement in self.requirements}
        for name in [*(finding.requirement for finding in self.findings), *self.settled]:
            if name not in known:
                raise ValueError(
                    f"{name!r} was judged but is no requirement of this run: add it to the catalogue"
                )
