"""Plays the whole suite against a reference server with faults or variants."""

import functools
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from conformance.reference.config import Profile
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.reference.server import ReferenceConfig
from conformance.requirements import catalogue
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict, combine
from conformance.run.judge import Judge
from conformance.run.live import LiveRun
from conformance.settings import Settings
from conformance.trace.serialization import load
from tests.matrix import cache
from tests.matrix.servers import serving

LIMITS = {"max_operations": 60, "max_payload_size": 64 * 1024}
"""Limits that are small enough for a fast run and large enough for every scenario."""

SECONDS = 2.5
"""Timeout of a request in seconds, shorter than the delay of faults that hang."""

GENERATED = "generated-jobs"
"""The scenarios of exploration. The matrix plays fixed scenarios only; see `tests.exploration`."""

ONLY_GENERATED = sorted(name for name, fault in FAULTS.items() if fault.generated)
"""Faults that only generated requests show, by a boundary value or an unusual encoding."""

ON_THE_WIRE: frozenset[str] = frozenset()
"""Faults that do not show if client and server share a process."""

BAD = (Verdict.FAIL, Verdict.WARN)
OPEN = (Verdict.INCONCLUSIVE, Verdict.BLOCKED)


@dataclass(frozen=True)
class Played:
    """The result of the suite for one server.

    Attributes:
        verdicts: The verdict of each requirement.
        findings: The findings of each requirement.
        leftovers: The resources that could not be deleted.
        problems: Errors of the suite itself.
        purposes: The purpose of each exchange.
    """

    verdicts: dict[str, Verdict]
    findings: dict[str, list[Finding]]
    leftovers: tuple[str, ...]
    problems: tuple[str, ...]
    purposes: tuple[str, ...] = ()

    def bad(self) -> dict[str, Verdict]:
        """Return the requirements that failed or warned."""
        return {id_: verdict for id_, verdict in self.verdicts.items() if verdict in BAD}

    def left_open(self) -> dict[str, Verdict]:
        """Return the selected requirements without a verdict."""
        return {id_: verdict for id_, verdict in self.verdicts.items() if verdict in OPEN}

    def messages(self, requirement: str) -> list[str]:
        """Return the messages of the failing and warning findings of a requirement."""
        return [f"{f.check}: {f.message} -> {f.got}" for f in self.findings[requirement] if f.verdict in BAD]


def play(
    faults: tuple[str, ...] = (),
    variants: tuple[str, ...] = (),
    requirement: tuple[str, ...] = (),
    profile: Profile = "rfc7644",
    *,
    exploring: bool = False,
    over_http: bool = False,
    **limits: int,
) -> Played:
    """Run the suite, or the checks of the named requirements, against a reference server.

    Args:
        faults: Names of the faults that it carries.
        variants: Names of the variants that it takes.
        requirement: Ids of the requirements; none means all.
        profile: The profile under which it is judged.
        exploring: Whether generated jobs are sent as well as the scenarios that are fixed.
        over_http: Whether the server is behind a socket; without one a run takes 0.6 of the time.
        limits: Limits of the server other than the usual ones.
    """
    server = {"faults": faults, "variants": variants, **LIMITS, **limits}
    config = ReferenceConfig(profile=profile, **server)
    name = "-".join([*faults, *variants, *map(str, limits.values()), profile, "generated" * exploring])
    kept = None if requirement or over_http else cache.load(name)
    with tempfile.TemporaryDirectory() as directory:
        plain = Settings(timeout=SECONDS, report=Path(directory), requirement=requirement, profile=profile)
        with serving(config, plain, over_http=over_http) as settings:
            live = LiveRun(settings)
            cases = [case for case in live.cases() if exploring or case.scenario != GENERATED]
            if kept is None:
                for case in cases:
                    live.runner().play_for(case, live.catalogue[case.check.requirement])
            result = live.collect(judge_rest=False)
    if kept is None:
        rest = {"leftovers": [*result.leftovers], "problems": [*result.problems]}
        kept = result.traces, rest
        if not requirement and not over_http:
            cache.save(name, *kept)
    traces, rest = kept
    recording = load(traces, contract=live.declared.contract)
    judge = Judge(recording, live.catalogue, live.declared.profile)
    judge.judge_rest(cases)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in judge.findings:
        findings[finding.requirement].append(finding)
    verdicts = {entry.id: combine(f.verdict for f in findings[entry.id]) for entry in catalogue.load()}
    return Played(
        verdicts,
        dict(findings),
        tuple(rest["leftovers"]),
        (*rest["problems"], *judge.problems),
        tuple(exchange.purpose for exchange in recording.exchanges.values()),
    )


def play_named(name: str, requirement: tuple[str, ...] = (), *, over_http: bool = False) -> Played:
    """Play the server of a fault or a variant under its profile; without a name, the conforming one."""
    declared = FAULTS.get(name) or VARIANTS.get(name)
    return play(
        (name,) if name in FAULTS else (),
        (name,) if name in VARIANTS else (),
        requirement,
        declared.profile if declared else "rfc7644",
        exploring=name in ONLY_GENERATED,
        over_http=over_http or name in ON_THE_WIRE,
    )


@functools.cache
def clean(profile: Profile = "rfc7644") -> Played:
    """Return the result of the suite for the conforming reference server."""
    return play(profile=profile, over_http=True)
