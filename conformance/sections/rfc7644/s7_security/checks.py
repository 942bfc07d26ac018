"""Checks of authentication, and of what responses disclose."""

import re
from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inapplicable, inconclusive
from conformance.check.registry import check
from conformance.client.auth import EXPIRED
from conformance.exchange import Exchange, Place
from conformance.scim.document import pointer
from conformance.sections.rfc7644.s7_security.scenarios import FORGED_HOST
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

INTERNALS = re.compile(
    r"Traceback \(most recent call last\)|\bat [\w$.<>]+\([\w$]+\.(?:java|js|ts|kt|scala|cs):\d+|"
    r"File \"[^\"]+\.py\", line \d+|"
    r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) .{0,80}\b(?:FROM|VALUES|SET|WHERE)\b|"
    r"goroutine \d+ \[|/(?:usr|home|opt|var|app|srv)/[\w./-]+\.(?:(?:py|rb|go|java|php)\b|js:\d)"
)
"""Stack traces of common languages, SQL statements, paths of source files. A web page may name scripts."""


@check("SECURITY-7.4-01", "wrong-credentials")
def expired_token_is_rejected(trace: Trace) -> Iterator[Observation]:
    """The server rejects a bulk request with an expired token, and stores nothing."""
    return (_rejected(bulk) for bulk in trace.bulk_requests if bulk.label == EXPIRED)


@check("SECURITY-2-01", "wrong-credentials")
def invalid_credentials_are_rejected(trace: Trace) -> Iterator[Observation]:
    """The server rejects a bulk request without valid credentials, and stores nothing."""
    return (_rejected(bulk) for bulk in trace.bulk_requests if bulk.label != EXPIRED)


def _rejected(bulk: BulkInteraction) -> Observation:
    """Observe whether a bulk request without valid credentials is rejected and nothing of it is stored."""
    exchange, status = bulk.exchange, bulk.exchange.status
    created = [found.name for found in bulk.after.resources]
    if not created and (status is None or status == 429 or status >= 500):
        return inconclusive(exchange, f"a bulk request with {bulk.label} gets {exchange.outcome}")
    got = f"{exchange.outcome}, created {', '.join(map(str, created)) or 'nothing'}"
    message = f"a bulk request with {bulk.label} is not rejected: {got}"
    holds = not created and status is not None and status >= 300
    return expect(holds, exchange, message, expected="HTTP 401, nothing created", got=got)


@check("SECURITY-2-02", "wrong-credentials")
def unauthorized_has_a_challenge(trace: Trace) -> Iterator[Observation]:
    """A 401 response has a WWW-Authenticate header."""
    for bulk in trace.bulk_requests:
        exchange = bulk.exchange
        if exchange.response and exchange.status == 401:
            got = exchange.response.header("www-authenticate")
            message = f"the 401 response to a bulk request with {bulk.label} has no WWW-Authenticate header"
            at = Place(exchange, header="www-authenticate")
            yield expect(bool(got), at, message, expected="WWW-Authenticate with a challenge", got=got)
        elif exchange.status:
            yield inapplicable(
                exchange, f"a bulk request with {bulk.label} gets HTTP {exchange.status}, not 401"
            )


@check("SECURITY-2-03", "wrong-credentials")
def invalid_credentials_get_401(trace: Trace) -> Iterator[Observation]:
    """The status of the rejection is 401."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if status == 429:
            yield inconclusive(bulk.exchange, "HTTP 429 does not show whether the credentials are valid")
        elif status is not None and 300 <= status < 500:
            message = f"a bulk request with {bulk.label} gets HTTP {status} instead of 401"
            yield expect(status == 401, bulk.exchange, message, expected="HTTP 401", got=f"HTTP {status}")


@check("SECURITY-7-01")
def responses_disclose_no_internals(trace: Trace) -> Iterator[Observation]:
    """No header and no body of a response contains a stack trace, a path of a source file or SQL."""
    for exchange in [*(bulk.exchange for bulk in trace.bulk_requests), *trace.singles.values()]:
        if exchange.response:
            got, header = _internals(exchange)
            message = f"a response discloses internals of the server: {got}"
            at = Place(exchange, header=header)
            yield expect(not got, at, message, expected="no stack trace, source path or SQL", got=got)


def _internals(exchange: Exchange) -> tuple[str, str]:
    """Return the first text of a response that discloses internals, and the header that contains it."""
    if exchange.response is None:
        return "", ""
    for name, value in exchange.response.headers:
        if found := INTERNALS.search(value):
            return found[0], name.lower()
    found = INTERNALS.search(exchange.response.body.decode(errors="replace"))
    return (found[0] if found else ""), ""


@check("SECURITY-7-02", "forged-host")
def locations_ignore_a_forged_host(trace: Trace) -> Iterator[Observation]:
    """No location contains the forged host. A server may reject the request instead."""
    for bulk in trace.bulk_requests:
        exchange, results = bulk.exchange, bulk.answer.results
        if exchange.status is None:
            yield inconclusive(exchange, exchange.problem)
        elif gap := turned_away(exchange):
            yield gap
        elif exchange.status >= 500:
            yield inconclusive(
                exchange, f"a bulk request with a forged Host header gets HTTP {exchange.status}"
            )
        elif not results:
            yield choice(exchange, f"a bulk request with a forged Host header gets HTTP {exchange.status}")
        for result in results:
            if got := result.location:
                at = Place(
                    exchange, response=pointer(exchange.json, "Operations", result.position, "location")
                )
                message = f"the location {got} contains the forged Host header of the request"
                expected = "a URL of the server, or a rejected request"
                yield expect(FORGED_HOST not in got.lower(), at, message, expected=expected, got=got)
