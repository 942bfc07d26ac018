"""What is said of TLS, which no fault of the reference server shows, and of calls to a listener of ours."""

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.client.client import Target
from conformance.client.discovery import discover
from conformance.client.journal import Journal
from conformance.exchange import Exchange, Failure, Handshake, Request, Response
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Verdict
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Inapplicable
from conformance.scenario.registry import SCENARIOS
from conformance.scim.bulk_request import Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.settings import Settings
from conformance.trace.interaction import BulkInteraction, SingleInteraction
from conformance.trace.snapshot import Snapshot
from conformance.trace.trace import Trace

sections.load()


def judge(requirement, name, trace):
    return CHECKS[requirement, name].find([trace], catalogue.load()[requirement], "s")


def asked(url, **answer):
    discovery = Exchange(1, "discovery", Request("GET", url, (), b""), **answer)
    single = SingleInteraction("discovery", Operation("GET", "/ServiceProviderConfig"), discovery)
    return Trace("s", single_requests={"discovery": single})


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
    assert judge("SECURITY-7.2-01", "server_uses_tls", trace).verdict is verdict


@pytest.mark.parametrize(
    ("handshake", "verdict"),
    [
        (Handshake("TLSv1.1"), Verdict.WARN),
        (Handshake(), Verdict.PASS),
        (Handshake(problem="the handshake did not finish in time"), Verdict.INCONCLUSIVE),
        (None, Verdict.INCONCLUSIVE),
    ],
)
def test_outdated_tls_is_warned_of(handshake, verdict):
    trace = Trace("s", handshake=handshake)
    assert judge("SECURITY-7.2-02", "outdated_tls_is_rejected", trace).verdict is verdict


@pytest.mark.parametrize("name", ["transport-security", "outdated-tls"])
def test_a_server_on_this_machine_without_tls_is_not_judged(name, tmp_path):
    settings = Settings(url="http://127.0.0.1:1")
    with Target(settings) as target, Journal(tmp_path / "journal", "scimconf-00000815-") as journal:
        ctx = ScenarioContext(target, discover(target), settings, journal, name, "scimconf-00000815-")
        with pytest.raises(Inapplicable):
            SCENARIOS[name].act(ctx)


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [((), Verdict.PASS), (("GET /Users/1 HTTP/1.1",), Verdict.FAIL), (None, Verdict.UNTESTED)],
)
def test_a_call_to_a_listener_of_ours_is_a_failure_and_without_a_listener_nothing_is_said(calls, verdict):
    request = Request("POST", "http://127.0.0.1:1/Bulk", (), b"")
    run = BulkInteraction(BulkResponse(Exchange(1, "bulk", request, ANSWER), None), Snapshot(), Snapshot())
    trace = Trace("s", (run,), calls=calls)
    assert judge("BULK-3.7-42", "no_other_host_is_called", trace).verdict is verdict
