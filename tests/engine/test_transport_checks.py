"""What is said of TLS, which no fault of the reference server shows, and of calls to a listener of ours."""

import pytest

from conformance import sections
from conformance.engine.endings import Inapplicable
from conformance.engine.jobrun import JobRun
from conformance.engine.lab import Lab
from conformance.engine.registry import CHECKS, SCENARIOS
from conformance.engine.store import Store
from conformance.engine.trace import Trace
from conformance.jobs.answer import Answer
from conformance.law import catalogue
from conformance.law.verdicts import Verdict
from conformance.settings import Settings
from conformance.target.client import Target
from conformance.target.discovery import discover
from conformance.target.evidence import Exchange, Failure, Request, Response
from conformance.target.journal import Journal
from conformance.target.tls import Handshake

sections.load()


def judge(requirement, name, trace):
    return CHECKS[requirement, name].find([trace], catalogue.load()[requirement], "s")


def asked(url, **answer):
    return Trace("s", singles={"discovery": Exchange(1, "discovery", Request("GET", url, (), b""), **answer)})


ANSWER = Response(200, (), b"{}", 1.0)


@pytest.mark.parametrize(
    ("trace", "verdict"),
    [
        (asked("https://scim.example.com/v2", response=ANSWER), Verdict.PASS),
        (asked("http://scim.example.com/v2", response=ANSWER), Verdict.WARN),
        (asked("https://scim.example.com/v2", failure=Failure("tls", "no")), Verdict.INCONCLUSIVE),
        (Trace("s"), Verdict.INCONCLUSIVE),
    ],
)
def test_a_server_is_asked_by_https(trace, verdict):
    assert judge("SECURITY-7.2-01", "server_is_asked_by_tls", trace).verdict is verdict


@pytest.mark.parametrize(
    ("handshake", "verdict"),
    [
        (Handshake("TLSv1.1"), Verdict.WARN),
        (Handshake(), Verdict.PASS),
        (Handshake(problem="the handshake takes too long"), Verdict.INCONCLUSIVE),
        (None, Verdict.INCONCLUSIVE),
    ],
)
def test_outdated_tls_is_warned_of(handshake, verdict):
    trace = Trace("s", handshake=handshake)
    assert judge("SECURITY-7.2-02", "outdated_tls_is_refused", trace).verdict is verdict


@pytest.mark.parametrize("name", ["transport-security", "outdated-tls"])
def test_a_server_on_this_machine_without_tls_is_not_judged(name, tmp_path):
    settings = Settings(url="http://127.0.0.1:1")
    with Target(settings) as target, Journal(tmp_path / "journal", "scimconf-00000815-") as journal:
        lab = Lab(target, discover(target), settings, journal, name, "scimconf-00000815-")
        with pytest.raises(Inapplicable):
            SCENARIOS[name].act(lab)


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [((), Verdict.PASS), (("GET /Users/1 HTTP/1.1",), Verdict.FAIL), (None, Verdict.UNTESTED)],
)
def test_a_call_to_a_listener_of_ours_is_a_failure_and_without_a_listener_nothing_is_said(calls, verdict):
    request = Request("POST", "http://127.0.0.1:1/Bulk", (), b"")
    run = JobRun(Answer(Exchange(1, "bulk", request, ANSWER), None), Store(), Store())
    trace = Trace("s", (run,), calls=calls)
    assert judge("BULK-3.7-42", "no_other_host_is_called", trace).verdict is verdict
