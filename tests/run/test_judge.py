"""Judging needs only the recording of a run, no server and no network, and gets the same verdicts."""

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
    """Return an evenly spread sample of the faults or variants of the default profile."""
    usual = sorted(name for name, each in names.items() if each.profile == "rfc7644")
    return usual[:: len(usual) // count][:count]


PLAYED = ["", *spread(FAULTS, 2), *spread(VARIANTS, 2)]


@pytest.fixture
def network(monkeypatch):
    """Return a function that makes every later connection an error."""

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
