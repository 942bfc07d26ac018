"""Faults and variants: each goes by itself, and with others, without an exception escaping."""

import asyncio
import os
import subprocess
import sys

import pytest

from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault, variant
from conformance.reference.faults import bulk_id_limits
from conformance.reference.registry import FAULTS, VARIANTS, compose

SETTINGS = {
    **{f"fault {name}": {"faults": (name,)} for name in FAULTS},
    **{f"variant {name}": {"variants": (name,)} for name in VARIANTS},
}


@pytest.fixture
def impatient(monkeypatch):
    """Let hangs end at once."""
    monkeypatch.setattr(bulk_id_limits, "HANG", 0)


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("profile", ["rfc7644", "scaikey"])
@pytest.mark.usefixtures("impatient")
def test_every_job_is_answered(serve, user, group, missing, profile, settings):
    client = serve(profile=profile, **settings)
    plain = client.bulk(user("a"), missing(), group("g", "bulkId:a"))
    ring = client.bulk(
        group("x", "bulkId:y"), group("y", "bulkId:x"), group("forward", "bulkId:u"), user("u")
    )
    bad = client.bulk(None, {"method": "GET"}, user("b"), user("b"), fail_on_errors=2)
    assert plain.status_code != 500
    for answer in (plain, ring, bad, client.send("POST", "/Bulk", b"{")):
        assert 200 <= answer.status_code < 600


@pytest.mark.parametrize(
    "declared", [*FAULTS.values(), *VARIANTS.values()], ids=lambda declared: declared.name
)
def test_each_says_in_one_sentence_what_is_seen(declared):
    assert declared.summary
    assert declared.summary.endswith(".")
    assert "\n\n" not in declared.summary


def test_no_fault_gives_a_reason_for_what_it_exists_to_break():
    assert not {name for name, declared in FAULTS.items() if {*declared.breaks} & declared.also_breaks.keys()}


def test_several_go_together_in_one_server(serve, user, missing):
    client = serve(faults=("no-echo", "status-number"), variants=("results-reversed", "no-response-bodies"))
    failed, created = client.results(user("a"), missing())
    assert (failed["status"], created["status"]) == (404, 201)
    assert "bulkId" not in created
    assert "response" not in created


def test_faults_hold_under_both_profiles(serve, user):
    for profile in ("rfc7644", "scaikey"):
        (result,) = serve(profile=profile, faults=("method-absent",)).results(user("a"))
        assert result.get("method") is None


def test_a_server_without_faults_is_the_lawful_one():
    assert type(compose(ReferenceConfig())).__mro__[1] is Behaviour


@pytest.mark.parametrize("declare", [fault, variant])
@pytest.mark.parametrize("taken", ["no-echo", "patch-204"])
def test_a_name_is_declared_once(declare, taken):
    with pytest.raises(ValueError, match=f"{taken!r} is declared twice"):
        declare(taken)(Behaviour)


def test_a_hang_ends_in_a_refusal_and_stores_nothing(serve, group, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    client = serve(faults=("self-reference-hangs",))
    assert client.bulk(group("g", "bulkId:g")).status_code == 503
    assert waited == [bulk_id_limits.HANG]
    assert client.stored("/Groups") == {}


def test_the_reference_knows_nothing_of_the_tester():
    code = (
        "import sys, conformance.reference.app\n"
        "ours = {name.split('.')[1] for name in sys.modules if name.startswith('conformance.')}\n"
        "print(*sorted(ours - {'reference', 'nearest'}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert run.stdout.strip() == ""
