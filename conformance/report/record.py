"""The record of a run, from which its report is built."""

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
    """All data about one run.

    Attributes:
        suite_version: Version of scim-conformance.
        catalogue_version: Version of the requirement catalogue.
        base_url: The tested server's SCIM base URL, without credentials.
        app: The application in this process, as ``module:attribute``; empty if a URL was tested.
        demo: The bundled reference server was tested.
        profile: Name of the profile of the run.
        contract: Title of the published contract that was tested as well; empty for none.
        effort: ``quick``, ``standard`` or ``thorough``.
        seed: The seed of all generated data.
        started: When the run began, with a time zone.
        duration_s: Duration in seconds.
        requests: Number of HTTP requests sent.
        operations: Number of Bulk operations sent.
        requirements: The catalogue, in its order.
        findings: The results of the checks, in the order of the run.
        exchanges: Every recorded exchange.
        shapes: The models of generated bulk requests as JSON values, by exchange number.
        selection: What the run was limited to, such as ``{"section": ["3.7.2"]}``; empty for all.
        capabilities: The result of discovery, as JSON values.
        settled: Verdict and reason of requirements whose verdict does not depend on findings, by requirement
            id: deselected, not applicable, blocked or waived.
        leftovers: Test resources that were not deleted, each with the reason.
        interrupted: The run was stopped early, or the server did not respond at its end.
        problem: An error of this suite, or why the run could not start; empty otherwise.
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
    app: str = ""
    demo: bool = False

    def __post_init__(self) -> None:
        """Reject an inconsistent record.

        Raises:
            ValueError: ``started`` has no time zone, or a finding or a settled verdict names an unknown
                requirement.
        """
        if self.started.tzinfo is None:
            raise ValueError(
                f"started is {self.started!r}, which has no time zone. Add one, such as datetime.now(UTC)."
            )
        known = {requirement.id for requirement in self.requirements}
        for name in [*(finding.requirement for finding in self.findings), *self.settled]:
            if name not in known:
                raise ValueError(
                    f"There is a verdict for {name!r}, which is not a requirement of this run. "
                    "Add it to the catalogue."
                )
