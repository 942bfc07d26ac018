"""Explore a reference server in this process with generated requests only, without fixed scenarios."""

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
"""The scenarios that send generated requests."""

MOST_REQUESTS = 50_000
"""More requests than thorough exploration sends, so that its own budget ends it."""


def alike(body: bytes | str) -> str:
    """Return a bulk request whose unique parts of names and ids are replaced, without escapes."""
    text = json.dumps(json.loads(body))
    return re.sub(r"scimconf-[0-9a-f]{8}|[0-9a-f]{32}|W/\W*[0-9a-f]+", "~", text)


@dataclass(frozen=True)
class Explored:
    """The result of exploring one server.

    Attributes:
        name: Its fault or variant; empty for the reference server without either.
        findings: Every finding.
        exchanges: Every request with its response.
        problems: Errors of the suite itself.
        leftovers: Resources that the run could not delete.
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
        """True if a requirement failed or warned."""
        return bool(self.findings_with(*BAD))

    @property
    def requests(self) -> int:
        """Number of requests."""
        return len(self.exchanges)

    @property
    def jobs(self) -> list[str]:
        """The bodies of the bulk requests, as `alike` returns them."""
        return [alike(each.request.body or b"") for each in self.exchanges if each.purpose == "bulk"]

    @property
    def smallest(self) -> int | None:
        """Operations in the smallest bulk request of a failing or warning finding; None without any."""
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
        name: Its fault or variant; empty for the reference server without either.
        own: Further faults that the package does not have, by name.
        effort: The effort of the exploration.
        seed: The seed of the generated requests.
        scenarios: The scenarios to play, if the effort includes them.
        report: The directory that stores failing examples; None for a temporary one.
        seconds: Timeout of a request.
        most: Most requests, without the requests that delete resources at the end.
        profile: The profile of the server; None for that of its fault or variant.
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
