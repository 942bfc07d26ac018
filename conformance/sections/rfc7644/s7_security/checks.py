"""Checks of authentication, and of what errors tell."""

import re
from collections.abc import Iterator

from conformance.check.observation import Observation, choice, expect, inapplicable, inconclusive
from conformance.check.registry import check
from conformance.client.auth import EXPIRED
from conformance.sections.rfc7644.s7_security.scenarios import FORGED_HOST
from conformance.trace.interaction import BulkInteraction
from conformance.trace.trace import Trace

INTERNALS = re.compile(
    r"Traceback \(most recent call last\)|\bat [\w$.<>]+\([\w$]+\.(?:java|js|ts|kt|scala|cs):\d+|"
    r"File \"[^\"]+\.py\", line \d+|"
    r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) .{0,80}\b(?:FROM|VALUES|SET|WHERE)\b|"
    r"goroutine \d+ \[|/(?:usr|home|opt|var|app|srv)/[\w./-]+\.(?:(?:py|rb|go|java|php)\b|js:\d)"
)
"""Stack traces of common languages, statements of SQL, paths of source files; a web page may name scripts."""


@check("SECURITY-7.4-01", "wrong-credentials")
def expired_tokens_do_nothing(trace: Trace) -> Iterator[Observation]:
    """The job with a token that has expired is refused and its user does not exist."""
    return (_refused(bulk) for bulk in trace.bulk_requests if bulk.label == EXPIRED)


@check("SECURITY-2-01", "wrong-credentials")
def wrong_credentials_do_nothing(trace: Trace) -> Iterator[Observation]:
    """The job is refused and its user does not exist."""
    for bulk in trace.bulk_requests:
        if bulk.label != EXPIRED:
            yield _refused(bulk)


def _refused(bulk: BulkInteraction) -> Observation:
    """Observe that a job with wrong credentials is refused, and nothing of it is stored."""
    status = bulk.exchange.status
    made = [found.name for found in bulk.after.resources]
    if not made and (status is None or status == 429 or status >= 500):
        return inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
    message = f"a job with {bulk.label} is not refused"
    got = f"HTTP {status}, created {made}"
    holds = not made and status is not None and status >= 300
    return expect(holds, bulk.exchange, message, expected="401, nothing done", got=got)


@check("SECURITY-2-02", "wrong-credentials")
def challenge_is_sent(trace: Trace) -> Iterator[Observation]:
    """A 401 carries WWW-Authenticate."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.response and bulk.exchange.status == 401:
            got = bulk.exchange.response.header("www-authenticate")
            message = f"the 401 of a job with {bulk.label} has no WWW-Authenticate"
            yield expect(bool(got), bulk.exchange, message, expected="WWW-Authenticate: a challenge", got=got)
        elif bulk.exchange.status:
            yield inapplicable(bulk.exchange, f"the response is {bulk.exchange.status}, not 401")


@check("SECURITY-2-03", "wrong-credentials")
def wrong_credentials_answer_401(trace: Trace) -> Iterator[Observation]:
    """The refusal is a 401."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if status == 429:
            yield inconclusive(bulk.exchange, "429 does not say whether the credentials are valid")
        elif status is not None and 300 <= status < 500:
            message = f"a job with {bulk.label} is refused with another code than 401"
            yield expect(status == 401, bulk.exchange, message, expected="401", got=f"HTTP {status}")


@check("SECURITY-7-01")
def answers_keep_internals_to_themselves(trace: Trace) -> Iterator[Observation]:
    """No header and no body of an answer looks like a stack trace, a source path or SQL."""
    for exchange in [*(bulk.exchange for bulk in trace.bulk_requests), *trace.singles.values()]:
        if exchange.response:
            headers = "\n".join(value for _, value in exchange.response.headers)
            found = INTERNALS.search(f"{headers}\n{exchange.response.body.decode(errors='replace')}")
            got = found[0] if found else ""
            yield expect(not found, exchange, "an answer tells internals", expected="no internals", got=got)


@check("SECURITY-7-02", "forged-host")
def locations_stay_what_they_are(trace: Trace) -> Iterator[Observation]:
    """No location leads to the host that the request made up; refusing the request is safe as well."""
    for bulk in trace.bulk_requests:
        exchange, results = bulk.exchange, bulk.answer.results
        if exchange.status is None or exchange.status >= 500:
            yield inconclusive(exchange, f"no verdict from {exchange.status or exchange.problem}")
        elif not results:
            yield choice(exchange, f"a job with a forged Host header is answered HTTP {exchange.status}")
        for result in results:
            if result.location:
                got, message = result.location, "a location follows the Host header of the request"
                expected = "a URL of the server's own, or a refusal"
                yield expect(FORGED_HOST not in got.lower(), exchange, message, expected=expected, got=got)
