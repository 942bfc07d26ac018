"""How observations become a finding."""

import json

import pytest

from conformance.check.evidence import unclear
from conformance.check.observation import (
    Observation,
    choice,
    conclude,
    expect,
    inapplicable,
    inconclusive,
    lenient,
    show,
    untested,
)
from conformance.exchange import Exchange, Place, Request
from conformance.requirements.catalogue import Requirement
from conformance.requirements.finding import Evidence
from conformance.requirements.verdicts import Level, Verdict
from conformance.scim.bulk_request import Operation
from conformance.trace.builder import TraceBuilder, exchange

SEEN = Exchange(7, "bulk", Request("POST", "http://localhost/Bulk", (), b""))


def requirement(level: Level = Level.MUST) -> Requirement:
    return Requirement("X-1", 7644, "3.7", (1, 1), level, "title")


def good() -> Observation:
    return expect(True, SEEN, "", expected="x", got="x")


def bad() -> Observation:
    return expect(False, SEEN, "it is wrong", expected="x", got="y")


@pytest.mark.parametrize(
    ("observations", "level", "verdict", "examined"),
    [
        ([], Level.MUST, Verdict.INCONCLUSIVE, 0),
        ([good(), good()], Level.MUST, Verdict.PASS, 2),
        ([good(), bad()], Level.MUST, Verdict.FAIL, 2),
        ([good(), bad()], Level.SHOULD, Verdict.WARN, 2),
        ([bad()], Level.MAY, Verdict.NOTE, 1),
        ([bad()], Level.ADVICE, Verdict.WARN, 1),
        ([good(), lenient(SEEN, "m", expected="x", got="y")], Level.MUST, Verdict.WARN, 2),
        ([choice(SEEN, "m")], Level.MAY, Verdict.NOTE, 1),
        ([inconclusive(SEEN, "m")], Level.MUST, Verdict.INCONCLUSIVE, 0),
        ([inconclusive(SEEN, "m"), good()], Level.MUST, Verdict.PASS, 1),
        ([inapplicable(SEEN, "m")], Level.MUST, Verdict.NOT_APPLICABLE, 0),
        ([untested("m")], Level.MUST, Verdict.UNTESTED, 0),
    ],
)
def test_conclusion(observations: list[Observation], level: Level, verdict: Verdict, examined: int) -> None:
    finding = conclude(observations, requirement(level), "check", "scenario")
    assert (finding.verdict, finding.examined) == (verdict, examined)


def test_failure_is_shown_with_its_exchange() -> None:
    finding = conclude([good(), bad(), bad()], requirement(), "check", "scenario")
    assert finding.message == "it is wrong (2 of 3 examined)"
    assert (finding.expected, finding.got, finding.exchanges) == ("x", "y", (7,))


def test_long_and_strange_values_are_shown_short() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert len(show("x" * 10_000)) < 500
    assert show(deep)


def test_note_lists_each_choice_with_its_count() -> None:
    ways = [choice(SEEN, "refused"), choice(SEEN, "taken"), choice(SEEN, "taken")]
    finding = conclude(ways, requirement(Level.MAY), "check", "scenario")
    assert finding.message == "taken (2 of 3); refused (1 of 3)"
    assert finding.examined == 3
    alike = conclude(ways[1:], requirement(Level.MAY), "check", "scenario")
    assert alike.message == "taken (2 of 2 examined)"


def test_empty_text_is_shown_in_quotation_marks() -> None:
    assert (show(""), show("text"), show(None)) == ('""', "text", "null")


def sent(n: int, operations: int, scenario: str = "fixed") -> Exchange:
    body = json.dumps({"Operations": [{"method": "DELETE"}] * operations}).encode()
    return Exchange(n, "bulk", Request("POST", "http://localhost/Bulk", (), body), scenario=scenario)


def test_simplest_evidence_comes_first() -> None:
    exchanges = [sent(1, 1, "generated-jobs"), sent(2, 9), sent(3, 2), sent(4, 2), sent(5, 10)]
    observations = [expect(False, at, f"in {at.n}", expected="x", got="y") for at in exchanges]
    finding = conclude(observations, requirement(), "check", "every-exchange")
    assert finding.exchanges == (3, 4, 2, 5, 1)
    assert finding.message == "in 3 (5 of 5 examined)"


def test_evidence_is_the_operation_and_the_part_of_its_result() -> None:
    trace = TraceBuilder().bulk(Operation("DELETE", "/Users/1"), Operation("DELETE", "/Users/2")).build()
    effect = trace.bulk_requests[0].effects[1]
    observations = [
        expect(False, effect.at("status"), "m", expected="x", got="y"),
        expect(False, effect, "m", expected="x", got="y"),
    ]
    found = conclude(observations, requirement(), "check", "scenario").evidence
    n = effect.exchange.n
    assert found == (
        Evidence(n, 1, "/Operations/1", "/Operations/1/status"),
        Evidence(n, 1, "/Operations/1", "/Operations/1"),
    )


def test_evidence_of_a_single_request_is_a_header_or_a_part_of_the_body() -> None:
    read = exchange("GET", "/Users/1", 200, {"meta": {"version": 1}})
    trace = TraceBuilder().single("read", read).build()
    (effect,) = trace.single_requests["read"].effects
    assert effect.at("version") == Place(effect.exchange, 0, "", header="etag")
    assert effect.at("response", "meta", "version") == Place(effect.exchange, 0, "", "/meta/version")
    assert effect.at("status") == Place(effect.exchange, 0, "")


def test_finding_names_the_requirements_that_it_depends_on() -> None:
    observations = [
        inconclusive(SEEN, "no result", depends_on="X-2"),
        inconclusive(SEEN, "no status", depends_on=("X-3", "X-2")),
    ]
    assert conclude(observations, requirement(), "check", "scenario").depends_on == ("X-2", "X-3")


@pytest.mark.parametrize(
    ("interaction", "message", "depends_on"),
    [
        (
            TraceBuilder().bulk(Operation("DELETE", "/Users/1"), results=[None]).build().bulk_requests[0],
            "operation 0, DELETE /Users/1 has no result",
            ("BULK-3.7.3-01",),
        ),
        (
            TraceBuilder().single("read", exchange("GET", "/Users/1", None)).build().single_requests["read"],
            "GET /Users/1 has no response: no response: timeout",
            (),
        ),
        (
            TraceBuilder().single("read", exchange("GET", "/Users/1", 500)).build().single_requests["read"],
            "GET /Users/1 is reported as 500, a server error",
            (),
        ),
    ],
    ids=["no result", "no response", "server error"],
)
def test_unclear_effect_is_inconclusive(interaction, message, depends_on) -> None:
    observation = unclear(interaction.effects[0])
    assert (observation.message, observation.depends_on) == (message, depends_on)
    assert observation.verdict is Verdict.INCONCLUSIVE
