"""A scenario may be blocked at any point: its trace so far is judged, and no check raises an exception."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.check.registry import CHECKS, EVERY_EXCHANGE, cases
from conformance.reference.config import ReferenceConfig
from conformance.requirements import catalogue
from conformance.run.live import LiveRun
from conformance.settings import Settings
from conformance.trace.trace import Trace
from tests.matrix.play import LIMITS
from tests.matrix.servers import serving

SENDS_NOTHING = "discovery"
"""A scenario that sends no requests: its trace contains those before the first scenario."""


@pytest.fixture(scope="module")
def traces() -> dict[str, Trace]:
    """The traces of a whole run against the reference server, by scenario."""
    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(report=Path(directory))
        with serving(ReferenceConfig(**LIMITS), settings, over_http=False) as served:
            live = LiveRun(served)
            for case in live.cases():
                live.judge(case)
            seen = live.runner().traces
            live.collect()
    return {name: trace for name, trace in seen.items() if name != SENDS_NOTHING}


def cut(trace: Trace) -> Iterator[Trace]:
    """Yield the trace as if the scenario had ended earlier, at each possible point."""
    longest = max(
        map(
            len, (trace.bulk_requests, trace.single_requests, trace.probes, trace.pairs, trace.generated_jobs)
        )
    )
    for length in range(longest):
        yield replace(
            trace,
            bulk_requests=trace.bulk_requests[:length],
            single_requests=dict([*trace.single_requests.items()][:length]),
            probes=trace.probes[:length],
            pairs=trace.pairs[:length],
            generated_jobs=trace.generated_jobs[:length],
        )


def test_no_check_raises_an_exception(traces):
    requirements = {entry.id: entry for entry in catalogue.load()}
    judged, broken = set(), {}
    for case in cases():
        names = traces if case.scenario == EVERY_EXCHANGE else (case.scenario,)
        for earlier in (each for name in names if name in traces for each in cut(traces[name])):
            judged.add(case.check.name)
            try:
                case.check.find([earlier], requirements[case.check.requirement], case.scenario)
            except Exception as error:  # noqa: BLE001 - whatever it breaks by
                broken[case.check.name, case.scenario] = error
    assert broken == {}
    assert len(judged) > 0.9 * len({check.name for check in CHECKS.values()})
