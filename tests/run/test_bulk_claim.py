"""What discovery declares about Bulk, and the responses to the control requests."""

import json

import pytest

from conformance.client.features import Feature
from conformance.control.bulk_claim import decide, refusal, said
from conformance.exchange import Exchange, Failure, Request, Response

RESULTS = {"Operations": [{"method": "DELETE", "status": "404"}]}
CLAIMED = Feature(True, "it claims Bulk", 1)
UNSUPPORTED = Feature(False, "it claims no Bulk", 1)
UNDECLARED = Feature(None, "it does not say", 1)


def responded(status: int, body: object = None, number: int = 9) -> Exchange:
    request = Request("POST", "https://scim.example.com/v2/Bulk", (), b"")
    content = b"" if body is None else json.dumps(body).encode()
    return Exchange(number, "single", request, Response(status, (), content, 1.0))


def lost() -> Exchange:
    request = Request("POST", "https://scim.example.com/v2/Bulk", (), b"")
    return Exchange(9, "single", request, None, Failure("timeout", "no answer within 30 s"))


def times(status: int, number: int = 3) -> list[Exchange]:
    return [responded(status, {"detail": "not today"}) for _ in range(number)]


def test_declared_lack_of_bulk_is_believed_for_every_response() -> None:
    for exchange in (responded(501), responded(200, RESULTS), responded(400), lost()):
        assert decide(UNSUPPORTED, [exchange]).supported is False
    found = decide(UNSUPPORTED, [responded(501, {"detail": "No Bulk here."})])
    assert found.reason == 'it claims no Bulk; POST /Bulk got HTTP 501 ("No Bulk here.")'


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_bulk_is_not_supported_if_undeclared_and_not_served(status: int) -> None:
    found = decide(UNDECLARED, times(status))
    assert found.supported is False
    assert f"POST /Bulk got HTTP {status}" in found.reason


@pytest.mark.parametrize("sent", [times(400), times(500), [lost()], [responded(404), responded(400)], []])
def test_another_error_decides_nothing_if_bulk_is_undeclared(sent: list[Exchange]) -> None:
    assert decide(UNDECLARED, sent) is UNDECLARED


def test_processed_request_counts_as_a_claim_if_bulk_is_undeclared() -> None:
    found = decide(UNDECLARED, [responded(404), responded(200, RESULTS)])
    assert found.supported is True
    assert not found.blocked
    assert "processes a bulk request" in found.reason


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 415, 500, 501])
def test_claimed_bulk_is_blocked_if_every_request_gets_the_same_error(status: int) -> None:
    found = decide(CLAIMED, times(status))
    assert found.supported is True
    assert not found.usable
    assert f'HTTP {status} ("not today")' in found.blocked


@pytest.mark.parametrize(
    "sent",
    [
        [responded(200, RESULTS)],
        [responded(404), responded(200, RESULTS)],
        [responded(400), responded(500), responded(400)],
        times(404, 1),
        [lost()],
        [responded(404), lost()],
        [responded(200, {}), responded(200, {})],
        [],
    ],
)
def test_claim_stands_if_errors_are_few_or_different(sent: list[Exchange]) -> None:
    assert decide(CLAIMED, sent) is CLAIMED


@pytest.mark.parametrize("status", [429, 503])
def test_bulk_is_blocked_if_every_request_is_turned_away(status: int) -> None:
    found = decide(CLAIMED, times(status))
    assert (found.supported, found.usable) == (True, False)
    assert f"every control request to POST /Bulk got HTTP {status}" in found.blocked


def test_same_error_needs_one_status_and_no_results() -> None:
    assert refusal(times(400)) == 400
    assert refusal([responded(400), responded(404)]) is None
    assert refusal([responded(400, RESULTS)]) is None
    assert refusal([lost()]) is None
    assert refusal([responded(200)]) is None


def test_quoted_error_is_one_short_line() -> None:
    assert said(responded(400)) == "HTTP 400"
    assert said(responded(200, RESULTS)) == "HTTP 200"
    assert said(responded(500, {"detail": "out\n of  order"})) == 'HTTP 500 ("out of order")'
    assert len(said(responded(500, {"detail": "long " * 1000}))) < 250
    assert said(lost()) == "no answer within 30 s"
