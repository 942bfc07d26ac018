"""Checks of TLS."""

from collections.abc import Iterator

from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.trace.trace import Trace


@check("SECURITY-7.2-01", "transport-security")
def server_uses_tls(trace: Trace) -> Iterator[Observation]:
    """A response arrives over https: client and server agreed on a version, and the certificate is valid."""
    for exchange in trace.singles.values():
        url = exchange.request.url
        if exchange.response is None:
            yield inconclusive(exchange, exchange.problem)
        elif url.startswith("https:"):
            yield expect(True, exchange, "", expected="an https URL", got=url)
        else:
            yield lenient(
                exchange, f"the server responds without TLS at {url}", expected="an https URL", got=url
            )


@check("SECURITY-7.2-02", "outdated-tls")
def outdated_tls_is_rejected(trace: Trace) -> Iterator[Observation]:
    """The server does not agree to TLS 1.0 or 1.1."""
    attempt = trace.handshake
    if attempt and attempt.problem:
        yield inconclusive(None, attempt.problem)
    elif attempt:
        message = f"the server agrees to {attempt.agreed}, which RFC 8996 deprecates"
        yield expect(not attempt.agreed, None, message, expected="TLS 1.2 or later", got=attempt.agreed)
