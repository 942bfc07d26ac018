"""A documented deviation is waived; any other violation is reported separately."""

from functools import partial

import pytest

from conformance.check.observation import Observation, conclude, expect, inconclusive, lenient
from conformance.check.registry import Check
from conformance.exchange import Exchange, Request, Response
from conformance.requirements.catalogue import Requirement
from conformance.requirements.profile import Waiver
from conformance.requirements.verdicts import Level, Verdict
from conformance.run.waivers import covers, waived
from conformance.trace.trace import Trace

MUST = Requirement("X-1", 7644, "3.7", (1, 1), Level.MUST, "title")
WAIVER = Waiver("X-1", "It is published so.", status=422)


def exchange(n: int, status: int) -> Exchange:
    return Exchange(
        n, "bulk", Request("POST", "http://localhost/Bulk", (), b""), Response(status, (), b"", 1.0)
    )


PROMISED, OTHER = exchange(1, 422), exchange(2, 200)


def bad(at: Exchange) -> Observation:
    return expect(False, at, f"wrong with {at.status}", expected="x", got="y")


@pytest.mark.parametrize(
    ("observation", "failures", "covered"),
    [
        (bad(PROMISED), True, True),
        (bad(OTHER), True, False),
        (bad(PROMISED), False, False),
        (lenient(PROMISED, "m", expected="x", got="y"), False, True),
        (inconclusive(PROMISED, "m"), True, True),
        (inconclusive(None, "m"), True, False),
        (expect(True, PROMISED, "", expected="x", got="x"), True, False),
    ],
)
def test_waiver_covers_only_what_its_contract_declares(
    observation: Observation, *, failures: bool, covered: bool
) -> None:
    waiver = Waiver("X-1", "It is published so.", status=422, failures=failures)
    assert covers(waiver, Level.MUST, observation) is covered


def test_waiver_without_failures_covers_any_violation_of_a_should() -> None:
    assert covers(Waiver("X-1", "", failures=False), Level.SHOULD, bad(PROMISED))


def test_finding_shows_only_what_the_waiver_does_not_cover() -> None:
    seen = [bad(PROMISED), bad(OTHER)]
    check = Check("check", "", "X-1", ("scenario",), lambda _: seen)
    rest = check.find([Trace("scenario")], MUST, "scenario", pardoned=partial(covers, WAIVER, Level.MUST))
    assert (rest.message, rest.exchanges) == ("wrong with 200", (2,))
    assert waived(rest, WAIVER, {each.n: each for each in (PROMISED, OTHER)}) is rest


def test_message_quotes_the_contract_and_the_finding() -> None:
    finding = waived(conclude([bad(PROMISED)], MUST, "check", "scenario"), WAIVER, {PROMISED.n: PROMISED})
    assert finding.verdict is Verdict.WAIVED
    assert finding.message == "It is published so. The RFC differs: wrong with 422"
