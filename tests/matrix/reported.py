"""The report of a run against a reference server in this process."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from conformance.reference.config import Profile, ReferenceConfig
from conformance.reference.registry import FAULTS
from conformance.requirements import catalogue
from conformance.requirements.classes import class_of
from conformance.run.live import LiveRun
from conformance.settings import Settings
from tests.matrix.play import GENERATED, LIMITS, SECONDS
from tests.matrix.servers import serving


@cache
def report(
    *names: str,
    section: str = "",
    requirement: str = "",
    profile: Profile = "rfc7644",
    exploring: bool = False,
) -> dict[str, Any]:
    """Return the report of a run against a server with faults or variants, and its exit code.

    Args:
        names: The faults and variants.
        section: Judge only the requirements of this section.
        requirement: Judge only this requirement.
        profile: The profile of the server, under which it is judged.
        exploring: Send generated bulk requests too.
    """
    faults = tuple(name for name in names if name in FAULTS)
    variants = tuple(name for name in names if name not in FAULTS)
    config = ReferenceConfig(profile=profile, faults=faults, variants=variants, **LIMITS)
    with tempfile.TemporaryDirectory() as directory:
        narrowed = (section,) if section else ()
        only = (requirement,) if requirement else ()
        plain = Settings(
            timeout=SECONDS, report=Path(directory), section=narrowed, requirement=only, profile=profile
        )
        with serving(config, plain, over_http=False) as settings:
            live = LiveRun(settings)
            for case in live.cases():
                if exploring or case.scenario != GENERATED:
                    live.judge(case)
            made = live.report(live.collect(), interrupted=False)
    assert made["problem"] == ""
    assert made["leftovers"] == []
    return made | {"exit_code": live.exit_code}


def entries(found: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """Return the testable requirements of a class, by their ids."""
    known = catalogue.load()
    return {
        entry["id"]: entry
        for entry in found["requirements"]
        if class_of(known[entry["id"]].requires) == name and entry["testable"]
    }


def with_verdict(found: dict[str, Any], verdict: str) -> set[str]:
    """Return the ids of the requirements that ended in a verdict."""
    return {entry["id"] for entry in found["requirements"] if entry["verdict"] == verdict}
