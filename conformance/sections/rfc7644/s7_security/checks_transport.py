"""Checks of transport-layer security."""

from collections.abc import Iterator

from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("SECURITY-7.2-01", "transport-security")
def server_is_asked_by_tls(trace: Trace) -> Iterator[Observation]:
    """An answer came by https, so a version was agreed on and the certificate verified."""
    for exchange in trace.singles.values():
        if exchange.response is None:
            yield inconclusive(exchange, exchange.problem)
        elif exchange.request.url.startswith("https:"):
            yield expect(True, exchange, "", expected="", got="")
        else:
            message = "the server is asked without TLS"
            yield lenient(exchange, message, expected="https", got=exchange.request.url)


@check("SECURITY-7.2-02", "outdated-tls")
def outdated_tls_is_refused(trace: Trace) -> Iterator[Observation]:
    """The server did not agree on TLS 1.0 or 1.1."""
    attempt = trace.handshake
    if attempt and attempt.problem:
        yield inconclusive(None, attempt.problem)
    elif attempt:
        message = "the server agrees on a version of TLS that is no longer safe"
        yield expect(not attempt.agreed, None, message, expected="no agreement", got=attempt.agreed)
