"""The oracle permits what lawful servers do and forbids what faulty ones do."""

import logging
import random
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from conformance.jobs.strategies import shapes as drawn_shapes
from conformance.oracle.bulk import CITED, JobModel, OracleResult, Permission, Seen, judge
from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements import catalogue
from tests.oracle.bench import PALETTES, Bench
from tests.oracle.servers import BEYOND, OUT_OF_SCOPE, SERVERS, processing_faults, variants
from tests.oracle.small_scope import shapes

EXISTING = {"e0": "User", "e1": "User", "g0": "Group"}
SEED = 7644
OF_ALL, OF_EACH, AT_MOST = 500, 60, 3000
"""Shapes of the scope that are tried: on the reference server, on a variant, on a fault at most."""


@cache
def shuffled() -> tuple[JobModel, ...]:
    found = list(shapes())
    random.Random(SEED).shuffle(found)
    return tuple(found)


@pytest.fixture(autouse=True)
def quiet():
    """Keep what faulty servers log out of the tests' output."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def reference() -> Bench:
    return Bench()


def told(shape: JobModel, seen: Seen, oracle_result: OracleResult) -> str:
    return f"{shape}\n{seen}\n{oracle_result}"


def test_the_reference_server_is_lawful_under_every_reading():
    for shape in shuffled()[:OF_ALL]:
        seen, oracle_result = reference().judge(shape)
        assert oracle_result.stand is Permission.PERMITTED, told(shape, seen, oracle_result)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(drawn_shapes(existing=EXISTING, most=8, boundary_values=PALETTES))
def test_generated_jobs_of_the_reference_server_are_lawful(shape: JobModel):
    seen, oracle_result = reference().judge(shape)
    assert oracle_result.stand is Permission.PERMITTED, told(shape, seen, oracle_result)


@pytest.mark.parametrize("name", variants())
def test_no_variant_is_accused(name: str):
    bench = Bench(variants=(name,))
    for shape in shuffled()[:OF_EACH]:
        seen, oracle_result = bench.judge(shape)
        assert oracle_result.stand is not Permission.FORBIDDEN, told(shape, seen, oracle_result)


@pytest.mark.parametrize("name", [fault.name for fault in processing_faults()])
def test_each_fault_of_processing_is_forbidden(name: str):
    bench = Bench(faults=(name,))
    stands = (bench.judge(shape)[1].stand for shape in shuffled()[:AT_MOST])
    assert any(stand is not Permission.PERMITTED for stand in stands)


def test_what_is_out_of_scope_is_a_fault_and_has_a_reason():
    assert set(OUT_OF_SCOPE.values()) <= BEYOND.keys()
    assert not OUT_OF_SCOPE.keys() & {fault.name for fault in processing_faults()}
    assert OUT_OF_SCOPE.keys() <= FAULTS.keys()


def test_variants_left_out_exist():
    assert {*SERVERS["variants"]["about_resources"]} <= VARIANTS.keys()


def test_the_oracle_cites_what_it_says_it_can_cite():
    folder = Path(judge.__code__.co_filename).parent
    sources = "".join(
        path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "laws.py"
    )
    assert set(re.findall(r'"([A-Z]+-[0-9.]+-[0-9]+)"', sources)) == CITED
    known = {entry.id for entry in catalogue.load() if entry.testable}
    assert known >= CITED
