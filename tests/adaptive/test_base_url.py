"""A base URL with a query: every request has it, even if the locations of the server do not."""

from dataclasses import replace
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.reference.server import ReferenceServer
from conformance.requirements.verdicts import Verdict
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun
from conformance.settings import Settings

SCENARIOS = ("every-method", "forward-reference", "discovery")


class VersionAsked:
    """Accept a request only if its query has the version of the interface exactly once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode()).get("api-version")
        await (self._app if asked == ["2"] else PlainTextResponse("which?", 400))(scope, receive, send)


def test_query_of_the_base_url_is_sent_with_every_request(tmp_path):
    server = ReferenceServer()
    server._app.add_middleware(VersionAsked)
    with server:
        settings = introduced(Settings(report=tmp_path, scenario=SCENARIOS), server)
        live = LiveRun(replace(settings, url=f"{settings.url}?api-version=2"))
        for case in live.cases():
            live.judge(case)
        result = live.collect()
    assert [finding for finding in result.findings if finding.verdict is Verdict.FAIL] == []
    assert sum(finding.verdict is Verdict.PASS for finding in result.findings) > 30
    assert all("api-version=2" in exchange.request.url for exchange in result.exchanges)
    assert list(result.leftovers) == []
