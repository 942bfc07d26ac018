"""Faults and variants work alone and combined, without an unhandled exception."""

import asyncio
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conformance import sections
from conformance.reference import fault_bases
from conformance.reference.behaviour import Behaviour
from conformance.reference.config import ReferenceConfig
from conformance.reference.declare import fault, variant
from conformance.reference.registry import FAULTS, VARIANTS, compose

SECTIONS = Path(sections.__file__).parent

SETTINGS = {
    **{f"fault {name}": {"faults": (name,)} for name in FAULTS},
    **{f"variant {name}": {"variants": (name,)} for name in VARIANTS},
}


ALWAYS_500 = "claimed-but-always-500"
"""The only fault that returns 500 for every bulk request."""


@pytest.fixture
def impatient(monkeypatch):
    """Shorten the delay of faults that hang."""
    monkeypatch.setattr(fault_bases, "HANG", 0)


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("profile", ["rfc7644", "scaikey"])
@pytest.mark.usefixtures("impatient")
def test_every_bulk_request_gets_a_response(serve, user, group, missing, profile, settings):
    client = serve(profile=profile, **settings)
    plain = client.bulk(user("a"), missing(), group("g", "bulkId:a"))
    ring = client.bulk(
        group("x", "bulkId:y"), group("y", "bulkId:x"), group("forward", "bulkId:u"), user("u")
    )
    bad = client.bulk(None, {"method": "GET"}, user("b"), user("b"), fail_on_errors=2)
    crashes_on_purpose = ALWAYS_500 in settings.get("faults", ())
    assert (plain.status_code == 500) == crashes_on_purpose
    for response in (plain, ring, bad, client.send("POST", "/Bulk", b"{")):
        assert 200 <= response.status_code < 600


@pytest.mark.parametrize(
    "declared", [*FAULTS.values(), *VARIANTS.values()], ids=lambda declared: declared.name
)
def test_each_fault_and_variant_has_a_one_sentence_summary(declared):
    assert declared.summary
    assert declared.summary.endswith(".")
    assert "\n\n" not in declared.summary


FOLDERS = {
    entry["id"]: ".".join(["conformance", "sections", *path.parent.relative_to(SECTIONS).parts])
    for path in SECTIONS.rglob("section.toml")
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["requirement"]
}
"""The package of the section that each requirement belongs to."""


@pytest.mark.parametrize("declared", [*FAULTS.values(), *VARIANTS.values()], ids=lambda each: each.name)
def test_each_fault_and_variant_is_in_the_folder_of_its_section(declared):
    requirements = declared.breaks if declared.name in FAULTS else declared.permits
    folder, _, module = declared.behaviour.__module__.rpartition(".")
    assert module.split("_")[0] == ("faults" if declared.name in FAULTS else "variants")
    assert not requirements or folder == FOLDERS[requirements[0]]


def test_faults_and_variants_can_be_combined(serve, user, missing):
    client = serve(faults=("no-echo", "status-number"), variants=("results-reversed", "no-response-bodies"))
    failed, created = client.results(user("a"), missing())
    assert (failed["status"], created["status"]) == (404, 201)
    assert "bulkId" not in created
    assert "response" not in created


def test_faults_work_in_both_profiles(serve, user):
    for profile in ("rfc7644", "scaikey"):
        (result,) = serve(profile=profile, faults=("method-absent",)).results(user("a"))
        assert result.get("method") is None


def test_server_without_faults_has_the_default_behaviour():
    assert type(compose(ReferenceConfig())).__mro__[1] is Behaviour


@pytest.mark.parametrize("declare", [fault, variant])
@pytest.mark.parametrize("taken", ["no-echo", "patch-204"])
def test_name_cannot_be_declared_twice(declare, taken):
    with pytest.raises(ValueError, match=f"{taken!r} is declared twice"):
        declare(taken)(Behaviour)


def test_hang_ends_with_a_rejection_and_stores_nothing(serve, group, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    client = serve(faults=("self-reference-hangs",))
    assert client.bulk(group("g", "bulkId:g")).status_code == 503
    assert waited == [fault_bases.HANG]
    assert client.stored("/Groups") == {}


def modules_after(statement):
    """Return our modules that are loaded in a new process after a statement, without packages."""
    code = (
        f"{statement}\nimport sys\nprint(*(n for n, m in sys.modules.items() if not hasattr(m, '__path__')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    return {name for name in run.stdout.split() if name.startswith("conformance.")}


def is_fault_or_variant(module):
    return module.rpartition(".")[2].split("_")[0] in ("faults", "variants")


def test_reference_server_does_not_import_the_tester():
    loaded = modules_after("import conformance.reference.app")
    beside_sections = {name for name in loaded if name.startswith("conformance.sections.")}
    assert beside_sections == {each.behaviour.__module__ for each in (*FAULTS.values(), *VARIANTS.values())}
    assert {name.split(".")[1] for name in loaded - beside_sections} == {
        "reference",
        "nearest",
        "section_packages",
    }


def test_tester_does_not_import_faults_or_the_reference_server():
    loaded = modules_after("from conformance import sections; sections.load()")
    assert "conformance.sections.generated.checks" in loaded
    assert not {name for name in loaded if is_fault_or_variant(name) or name.split(".")[1] == "reference"}


def test_importing_sections_imports_none_of_their_modules():
    assert modules_after("import conformance.sections") == {"conformance.section_packages"}
