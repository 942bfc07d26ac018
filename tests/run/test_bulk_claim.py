"""What discovery declares about Bulk, and the responses to the control requests."""

import json

import pytest

from conformance.client.features import Feature
from conformance.control.bulk_claim import decide, refusal, said
from conformance.exchange import Exchange, Failure, Request, Response

RESULTS = {"Operations": [{"method": "DELETE", "status": "404"}]}
CLAIMED = Feature(True, "it claims Bulk", 1)
DISCLAIMED = Feature(False, "it claims no Bulk", 1)
SILENT = Feature(None, "it does not say", 1)


def answered(status: int, body: object = None, number: int = 9) -> Exchange:
    request = Request("POST", "https://scim.example.com/v2/Bulk", (), b"")
    content = b"" if body is None else json.dumps(body).encode()
    return Exchange(number, "single", request, Response(status, (), content, 1.0))


def lost() -> Exchange:
    request = Request("POST", "https://scim.example.com/v2/Bulk", (), b"")
    return Exchange(9, "single", request, None, Failure("timeout", "no answer within 30 s"))


def times(status: int, number: int = 3) -> list[Exchange]:
    return [answered(status, {"detail": "not today"}) for _ in range(number)]


def test_a_server_that_disclaims_bulk_is_taken_at_its_word_whatever_it_answers() -> None:
    for exchange in (answered(501), answered(200, RESULTS), answered(400), lost()):
        assert decide(DISCLAIMED, [exchange]).supported is False
    found = decide(DISCLAIMED, [answered(501, {"detail": "No Bulk here."})])
    assert found.reason == 'it claims no Bulk; POST /Bulk got HTTP 501 ("No Bulk here.")'


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_where_discovery_is_silent_a_bulk_that_is_not_served_is_not_claimed(status: int) -> None:
    found = decide(SILENT, times(status))
    assert found.supported is False
    assert f"POST /Bulk got HTTP {status}" in found.reason


@pytest.mark.parametrize("sent", [times(400), times(500), [lost()], [answered(404), answered(400)], []])
def test_where_discovery_is_silent_another_error_decides_nothing(sent: list[Exchange]) -> None:
    assert decide(SILENT, sent) is SILENT


def test_where_discovery_is_silent_a_processed_request_is_as_good_as_a_claim() -> None:
    found = decide(SILENT, [answered(404), answered(200, RESULTS)])
    assert found.supported is True
    assert not found.blocked
    assert "processes a bulk request" in found.reason


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 415, 500, 501])
def test_a_claim_with_the_same_error_to_every_request_blocks_what_needs_bulk(status: int) -> None:
    found = decide(CLAIMED, times(status))
    assert found.supported is True
    assert not found.usable
    assert f'HTTP {status} ("not today")' in found.blocked


@pytest.mark.parametrize(
    "sent",
    [
        [answered(200, RESULTS)],
        [answered(404), answered(200, RESULTS)],
        [answered(400), answered(500), answered(400)],
        times(404, 1),
        times(429),
        times(503),
        [lost()],
        [answered(404), lost()],
        [answered(200, {}), answered(200, {})],
        [],
    ],
)
def test_a_claim_stands_where_the_errors_are_few_differ_or_pass(sent: list[Exchange]) -> None:
    assert decide(CLAIMED, sent) is CLAIMED


def test_the_same_error_is_one_status_and_no_results() -> None:
    assert refusal(times(400)) == 400
    assert refusal([answered(400), answered(404)]) is None
    assert refusal([answered(400, RESULTS)]) is None
    assert refusal([lost()]) is None
    assert refusal([answered(200)]) is None


def test_a_quoted_error_is_one_line_and_short() -> None:
    assert said(answered(400)) == "HTTP 400"
    assert said(answered(200, RESULTS)) == "HTTP 200"
    assert said(answered(500, {"detail": "out\n of  order"})) == 'HTTP 500 ("out of order")'
    assert len(said(answered(500, {"detail": "long " * 1000}))) < 250
    assert said(lost()) == "no answer within 30 s"
