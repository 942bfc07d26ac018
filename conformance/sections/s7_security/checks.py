"""Checks of authentication, and of what errors tell."""

import re
from collections.abc import Iterator

from conformance.engine.observation import Observation, expect, inconclusive
from conformance.engine.registry import check
from conformance.engine.trace import Trace

INTERNALS = re.compile(
    r"Traceback \(most recent call last\)|\bat [\w$.<>]+\([\w$]+\.(?:java|js|ts|kt|scala|cs):\d+|"
    r"File \"[^\"]+\.py\", line \d+|"
    r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) .{0,80}\b(?:FROM|VALUES|SET|WHERE)\b|"
    r"goroutine \d+ \[|/(?:usr|home|opt|var|app|srv)/[\w./-]+\.(?:py|rb|js|go|java|php)\b"
)
"""Stack traces of common languages, statements of SQL, and absolute paths of source files."""


@check("SECURITY-2-01", "wrong-credentials")
def wrong_credentials_do_nothing(trace: Trace) -> Iterator[Observation]:
    """The job is refused and its user does not exist."""
    for run in trace.runs:
        status = run.exchange.status
        made = [found.name for found in run.after.resources]
        if status is None:
            yield inconclusive(run.exchange, run.exchange.problem)
            continue
        holds = status >= 300 and not made
        got = f"HTTP {status}, created {made}"
        message = f"a job with {run.label} is not refused"
        yield expect(holds, run.exchange, message, expected="401, nothing done", got=got)


@check("SECURITY-2-02", "wrong-credentials")
def challenge_is_sent(trace: Trace) -> Iterator[Observation]:
    """A 401 carries WWW-Authenticate."""
    for run in trace.runs:
        if run.exchange.response and run.exchange.status == 401:
            got = run.exchange.response.header("www-authenticate")
            message = f"the 401 of a job with {run.label} has no WWW-Authenticate"
            yield expect(bool(got), run.exchange, message, expected="WWW-Authenticate: a challenge", got=got)
        elif run.exchange.status:
            yield expect(True, run.exchange, "", expected="", got="")


@check("SECURITY-2-03", "wrong-credentials")
def wrong_credentials_answer_401(trace: Trace) -> Iterator[Observation]:
    """The refusal is a 401."""
    for run in trace.runs:
        status = run.exchange.status
        if status is not None and 300 <= status < 500:
            message = f"a job with {run.label} is refused with another code than 401"
            yield expect(status == 401, run.exchange, message, expected="401", got=f"HTTP {status}")


@check("SECURITY-7-01")
def answers_keep_internals_to_themselves(trace: Trace) -> Iterator[Observation]:
    """No body of an answer looks like a stack trace, a source path or SQL."""
    for run in trace.runs:
        if run.exchange.response:
            body = run.exchange.response.body.decode(errors="replace")
            found = INTERNALS.search(body)
            message = f"the answer to {run.label or 'a job'} tells internals"
            got = found[0] if found else ""
            yield expect(not found, run.exchange, message, expected="no internals", got=got)
