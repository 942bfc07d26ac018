"""Explores a reference server, in this process, with generated jobs alone: no fixed scenario is played."""

import json
import logging
import re
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from conformance import sections
from conformance.exchange import Exchange
from conformance.reference.behaviour import Behaviour
from conformance.reference.config import Profile
from conformance.reference.declare import Fault
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.reference.server import ReferenceConfig
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict
from conformance.run.live import LiveRun
from conformance.scenario.registry import SCENARIOS
from conformance.settings import Settings
from tests.matrix.play import BAD, GENERATED, LIMITS, SECONDS
from tests.matrix.servers import serving

EXPLORING = (GENERATED, "generated-sequences")
"""The scenarios that explore."""

MOST_REQUESTS = 50_000
"""More than thorough exploration sends: its own budget ends it."""


def alike(body: bytes | str) -> str:
    """Return a job with unique parts of names and ids made alike, and without escapes."""
    text = json.dumps(json.loads(body))
    return re.sub(r"scimconf-[0-9a-f]{8}|[0-9a-f]{32}|W/\W*[0-9a-f]+", "~", text)


@dataclass(frozen=True)
class Explored:
    """What exploration alone said of one server.

    Attributes:
        name: Its fault or variant; empty for the reference server as it should be.
        findings: Every finding.
        exchanges: Everything sent and received.
        problems: Errors of the suite's own.
        leftovers: What was left behind.
    """

    name: str
    findings: tuple[Finding, ...]
    exchanges: tuple[Exchange, ...]
    problems: tuple[str, ...]
    leftovers: tuple[str, ...]

    def findings_with(self, *verdicts: Verdict) -> list[Finding]:
        """Return the findings with one of the verdicts."""
        return [finding for finding in self.findings if finding.verdict in verdicts]

    @cached_property
    def killed(self) -> bool:
        """Whether anything failed or warned."""
        return bool(self.findings_with(*BAD))

    @property
    def requests(self) -> int:
        """Number of requests that were sent."""
        return len(self.exchanges)

    @property
    def jobs(self) -> list[str]:
        """The bodies of the jobs that were sent, each with unique parts of names and ids made alike."""
        return [alike(each.request.body or b"") for each in self.exchanges if each.purpose == "bulk"]

    @property
    def smallest(self) -> int | None:
        """The fewest operations in a job that a failing or warning finding shows; None where none does."""
        shown = (
            re.search(r"request with (\d+) operation", finding.message)
            for finding in self.findings_with(*BAD)
        )
        return min((int(match[1]) for match in shown if match), default=None)


def explore(
    name: str = "",
    *,
    own: Mapping[str, type[Behaviour]] | None = None,
    effort: str = "standard",
    seed: int = 0,
    scenarios: tuple[str, ...] = EXPLORING,
    report: Path | None = None,
    seconds: float = SECONDS,
    most: int = MOST_REQUESTS,
    profile: Profile | None = None,
) -> Explored:
    """Explore one server.

    Args:
        name: Its fault or variant; empty for the reference server as it should be.
        own: Behaviours that are no fault of the package, by the name that they have meanwhile.
        effort: How much is explored.
        seed: What the jobs are drawn with.
        scenarios: What is played; only what the effort allows.
        report: The directory that remembers what failed; None for one that is thrown away.
        seconds: What a request may take.
        most: Requests that may be sent; what they created is deleted by some more.
        profile: What the server promises; None for what its fault or variant asks.
    """
    sections.load()
    known = {**FAULTS, **{key: Fault(key, "", behaviour) for key, behaviour in (own or {}).items()}}
    declared = known.get(name) or VARIANTS.get(name)
    config = ReferenceConfig(
        profile=profile or (declared.profile if declared else "rfc7644"),
        faults=(name,) if name in known else (),
        variants=(name,) if name in VARIANTS else (),
        **LIMITS,
    )
    with ExitStack() as stack:
        logging.disable(logging.CRITICAL)
        stack.callback(logging.disable, logging.NOTSET)
        stack.enter_context(patch.dict(FAULTS, known))
        directory = report or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(
            timeout=seconds,
            report=directory,
            scenario=tuple(name for name in scenarios if _worth(name, effort)),
            effort=effort,
            seed=seed,
            profile=config.profile,
            max_requests=most,
        )
        live = LiveRun(stack.enter_context(serving(config, settings, over_http=False)))
        for case in live.cases():
            live.judge(case)
        result = live.collect()
    return Explored(
        name, tuple(result.findings), tuple(result.exchanges), tuple(result.problems), tuple(result.leftovers)
    )


def _worth(name: str, effort: str) -> bool:
    return name in SCENARIOS and (effort == "thorough" or SCENARIOS[name].effort != "thorough")
