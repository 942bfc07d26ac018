"""Verdicts about TLS, for which there is no fault, and about requests to a local listener."""

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


def discovered(url, **answer):
    discovery = Exchange(1, "discovery", Request("GET", url, (), b""), **answer)
    single = SingleInteraction("discovery", Operation("GET", "/ServiceProviderConfig"), discovery)
    return Trace("s", single_requests={"discovery": single})


ANSWER = Response(200, (), b"{}", 1.0)


@pytest.mark.parametrize(
    ("trace", "verdict"),
    [
        (discovered("https://scim.example.com/v2", response=ANSWER), Verdict.PASS),
        (discovered("http://scim.example.com/v2", response=ANSWER), Verdict.WARN),
        (discovered("https://scim.example.com/v2", failure=Failure("tls", "no")), Verdict.INCONCLUSIVE),
        (Trace("s"), Verdict.INCONCLUSIVE),
    ],
)
def test_server_over_http_is_warned(trace, verdict):
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
def test_agreement_to_outdated_tls_is_warned(handshake, verdict):
    trace = Trace("s", handshake=handshake)
    assert judge("SECURITY-7.2-02", "outdated_tls_is_rejected", trace).verdict is verdict


@pytest.mark.parametrize("name", ["transport-security", "outdated-tls"])
def test_local_server_without_tls_is_not_judged(name, tmp_path):
    settings = Settings(url="http://127.0.0.1:1")
    with Target(settings) as target, Journal(tmp_path / "journal", "scimconf-00000815-") as journal:
        ctx = ScenarioContext(target, discover(target), settings, journal, name, "scimconf-00000815-")
        with pytest.raises(Inapplicable):
            SCENARIOS[name].act(ctx)


@pytest.mark.parametrize(
    ("calls", "verdict"),
    [((), Verdict.PASS), (("GET /Users/1 HTTP/1.1",), Verdict.FAIL), (None, Verdict.UNTESTED)],
)
def test_request_to_the_local_listener_fails(calls, verdict):
    request = Request("POST", "http://127.0.0.1:1/Bulk", (), b"")
    run = BulkInteraction(BulkResponse(Exchange(1, "bulk", request, ANSWER), None), Snapshot(), Snapshot())
    trace = Trace("s", (run,), calls=calls)
    assert judge("BULK-3.7-42", "no_other_host_is_called", trace).verdict is verdict
