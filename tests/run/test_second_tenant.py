"""Runs with and without a second tenant, a weaker token and an expired token."""

from dataclasses import replace

import pytest

from conformance.client.client import Target
from conformance.reference.server import ReferenceConfig, ReferenceServer
from conformance.requirements.verdicts import Verdict, combine
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun
from conformance.settings import OtherTenant, Secret, Settings

OTHERS = ("SECURITY-2-04", "SECURITY-2-05", "SECURITY-7.4-01")


@pytest.fixture
def play(tmp_path):
    """Return a function that judges the requirements of authorization and returns the result."""

    def run(settings, **changes):
        live = LiveRun(replace(settings, requirement=OTHERS, report=tmp_path, **changes))
        for case in live.cases():
            live.judge(case)
        return live.collect()

    return run


@pytest.fixture
def server():
    with ReferenceServer(ReferenceConfig()) as running:
        yield running


@pytest.fixture
def settings(server):
    return introduced(Settings(), server)


def verdicts(result):
    of = {name: [each.verdict for each in result.findings if each.requirement == name] for name in OTHERS}
    return {name: combine(found) for name, found in of.items()}


def test_reference_server_passes_with_all_three(play, settings):
    result = play(settings)
    assert result.problems == []
    assert verdicts(result) == dict.fromkeys(OTHERS, Verdict.PASS)


def test_nothing_is_left_in_either_tenant(play, settings, tmp_path):
    result = play(settings)
    assert result.leftovers == []
    assert list(tmp_path.glob("*journal*")) == []
    for tenant in (
        settings,
        replace(settings, url=settings.other_tenant.url, token=settings.other_tenant.token),
    ):
        with Target(tenant) as target:
            assert target.send("GET", "/Users", purpose="read").json["totalResults"] == 0


def test_no_token_is_recorded(play, settings):
    recorded = repr(play(settings).exchanges)
    tokens = (settings.token, settings.other_tenant.token, settings.weak_token, settings.expired_token)
    assert [token for token in tokens if token.reveal() in recorded] == []


def test_exchanges_of_both_tenants_are_numbered_together(play, settings):
    exchanges = play(settings).exchanges
    assert [exchange.n for exchange in exchanges] == list(range(1, len(exchanges) + 1))
    asked = {exchange.request.url.split("/scim/")[0] for exchange in exchanges}
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("requirement", "left_out", "setting"),
    [
        ("SECURITY-2-04", "other_tenant", "--scim-other-url"),
        ("SECURITY-2-05", "weak_token", "--scim-weak-token-env"),
        ("SECURITY-7.4-01", "expired_token", "--scim-expired-token-env"),
    ],
)
def test_missing_setting_is_not_applicable_and_named(play, settings, requirement, left_out, setting):
    result = play(settings, **{left_out: None})
    finding = next(each for each in result.findings if each.requirement == requirement)
    assert finding.verdict is Verdict.NOT_APPLICABLE
    assert setting in finding.message


def test_weaker_token_with_all_permissions_is_not_applicable(play, settings):
    result = play(settings, weak_token=settings.token)
    assert verdicts(result)["SECURITY-2-05"] is Verdict.NOT_APPLICABLE


def test_unknown_weaker_token_is_not_applicable(play, settings):
    result = play(settings, weak_token=settings.expired_token)
    finding = next(each for each in result.findings if each.requirement == "SECURITY-2-05")
    assert finding.verdict is Verdict.NOT_APPLICABLE
    assert "401" in finding.message


def test_second_tenant_that_rejects_its_token_blocks(play, settings):
    other = replace(settings.other_tenant, token=settings.expired_token)
    assert verdicts(play(settings, other_tenant=other))["SECURITY-2-04"] is Verdict.BLOCKED


def test_resource_of_the_tested_tenant_with_the_same_id_is_unchanged(play):
    config = ReferenceConfig(variants=("sequential-ids",))
    with ReferenceServer(config) as server, ReferenceServer(config) as second:
        settings = introduced(Settings(), server)
        other = OtherTenant(second.base_url, Secret(second.token))
        body = b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "somebody"}'
        with Target(settings) as target:
            target.send("POST", "/Users", purpose="prepare", body=body)
            before = target.send("GET", "/Users/1", purpose="read").json
            result = play(settings, other_tenant=other)
            assert target.send("GET", "/Users/1", purpose="read").json == before
    finding = next(each for each in result.findings if each.requirement == "SECURITY-2-04")
    assert finding.verdict is Verdict.NOT_APPLICABLE
    assert "both tenants have a resource" in finding.message


def test_second_tenant_on_another_host_gets_no_token_of_the_first(play):
    with ReferenceServer() as server, ReferenceServer() as second:
        settings = introduced(Settings(), server)
        other = OtherTenant(second.base_url, Secret(second.token))
        result = play(settings, other_tenant=other)
        assert verdicts(result)["SECURITY-2-04"] is Verdict.PASS
        assert result.leftovers == []
    there = [each for each in result.exchanges if each.request.url.startswith(other.url)]
    assert there
    assert {each.status for each in there}.isdisjoint({401, 403})


def test_second_tenant_in_process_is_a_path_of_the_same_application(play, monkeypatch, tmp_path):
    module = "from conformance.reference.app import create_app\napp = create_app()\n"
    (tmp_path / "two_tenants.py").write_text(module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    import two_tenants

    token = two_tenants.app.state.tokens.issue
    root = "http://localhost/api/v1/tenants/{}/scim/v2"
    settings = Settings(
        url=root.format("acme"),
        app="two_tenants:app",
        token=Secret(token("acme")),
        other_tenant=OtherTenant(root.format("globex"), Secret(token("globex"))),
    )
    result = play(settings)
    assert result.problems == []
    assert verdicts(result)["SECURITY-2-04"] is Verdict.PASS
    assert result.leftovers == []
