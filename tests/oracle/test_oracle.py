"""The oracle permits the outcomes of conforming servers and forbids those of faulty ones."""

import logging
import random
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from conformance.jobs.strategies import shapes as drawn_shapes
from conformance.oracle.bulk import CITED, JobModel, Observed, OracleResult, Permission, judge
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements import catalogue
from tests.oracle.in_process import BOUNDARY_VALUES, InProcessServer
from tests.oracle.servers import BEYOND, OUT_OF_SCOPE, SERVERS, processing_faults, variants
from tests.oracle.small_scope import shapes

EXISTING = {"e0": "User", "e1": "User", "g0": "Group"}
SEED = 7644
OF_ALL, OF_EACH, AT_MOST = 500, 60, 3000
"""Numbers of models: for the reference server, for each variant, for each fault at most."""


@cache
def shuffled() -> tuple[JobModel, ...]:
    found = list(shapes())
    random.Random(SEED).shuffle(found)
    return tuple(found)


@pytest.fixture(autouse=True)
def quiet():
    """Keep the log of faulty servers out of the test output."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def reference() -> InProcessServer:
    return InProcessServer()


def details(shape: JobModel, seen: Observed, oracle_result: OracleResult) -> str:
    return f"{shape}\n{seen}\n{oracle_result}"


def test_reference_server_is_permitted_under_every_reading():
    for shape in shuffled()[:OF_ALL]:
        seen, oracle_result = reference().judge(shape)
        assert oracle_result.permission is Permission.PERMITTED, details(shape, seen, oracle_result)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(drawn_shapes(existing=EXISTING, most=8, boundary_values=BOUNDARY_VALUES))
def test_generated_requests_to_the_reference_server_are_permitted(shape: JobModel):
    seen, oracle_result = reference().judge(shape)
    assert oracle_result.permission is Permission.PERMITTED, details(shape, seen, oracle_result)


@pytest.mark.parametrize("name", variants())
def test_variant_is_not_forbidden(name: str):
    server = InProcessServer(variants=(name,))
    for shape in shuffled()[:OF_EACH]:
        seen, oracle_result = server.judge(shape)
        assert oracle_result.permission is not Permission.FORBIDDEN, details(shape, seen, oracle_result)


@pytest.mark.parametrize("name", [fault.name for fault in processing_faults()])
def test_processing_fault_is_detected(name: str):
    server = InProcessServer(faults=(name,))
    permissions = (server.judge(shape)[1].permission for shape in shuffled()[:AT_MOST])
    assert any(permission is not Permission.PERMITTED for permission in permissions)


def test_each_fault_out_of_scope_exists_and_has_a_reason():
    assert set(OUT_OF_SCOPE.values()) <= BEYOND.keys()
    assert not OUT_OF_SCOPE.keys() & {fault.name for fault in processing_faults()}
    assert OUT_OF_SCOPE.keys() <= FAULTS.keys()


def test_excluded_variants_exist():
    assert {*SERVERS["variants"]["about_resources"]} <= VARIANTS.keys()


def test_cited_ids_are_those_in_the_sources_and_in_the_catalogue():
    folder = Path(judge.__code__.co_filename).parent
    sources = "".join(
        path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "requirements.py"
    )
    assert set(re.findall(r'"([A-Z]+-[0-9.]+-[0-9]+)"', sources)) == CITED
    known = {entry.id for entry in catalogue.load() if entry.testable}
    assert known >= CITED
