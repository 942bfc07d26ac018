"""Judging needs nothing but what a run recorded: no server, no network, and the verdicts are the same."""

import logging
import socket
import tempfile
from pathlib import Path

import pytest

from conformance.reference.config import ReferenceConfig
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.run.judge import Judge
from conformance.run.live import LiveRun
from conformance.settings import Settings
from conformance.trace.serialization import load
from tests.matrix.play import LIMITS, SECONDS
from tests.matrix.servers import serving


def spread(names, count):
    """Return some of the names that can be judged under the usual profile, spread over all."""
    usual = sorted(name for name, each in names.items() if each.profile == "rfc7644")
    return usual[:: len(usual) // count][:count]


PLAYED = ["", *spread(FAULTS, 2), *spread(VARIANTS, 2)]


@pytest.fixture
def network(monkeypatch):
    """Forbid connections, and return what forbids them."""

    def forbid():
        def refuse(*_):
            raise AssertionError("judging opened a connection")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        monkeypatch.setattr(socket, "create_connection", refuse)

    return forbid


@pytest.mark.parametrize("name", PLAYED)
def test_recording_read_from_a_file_gets_the_same_findings(name, network):
    logging.disable(logging.CRITICAL)
    config = ReferenceConfig(
        faults=(name,) if name in FAULTS else (), variants=(name,) if name in VARIANTS else (), **LIMITS
    )
    with tempfile.TemporaryDirectory() as directory:
        plain = Settings(timeout=SECONDS, report=Path(directory))
        with serving(config, plain, over_http=False) as settings:
            live = LiveRun(settings)
            for case in live.cases():
                live.judge(case)
            result = live.collect()
    network()
    judge = Judge(load(result.traces), live.catalogue, live.declared.profile)
    judge.judge_rest(live.cases())
    logging.disable(logging.NOTSET)
    assert judge.problems == []
    assert judge.findings == list(result.findings)
    assert judge.cut_short == result.cut_short
    assert len(judge.findings) > 300
