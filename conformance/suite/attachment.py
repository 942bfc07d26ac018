"""An exchange as text, for reports that show it as it went over the wire."""

from conformance.report.body import body_text, body_value
from conformance.target.evidence import Exchange, Headers


def as_text(exchange: Exchange) -> str:
    """Return request and response as HTTP shows them, bodies cut where they are long."""
    request, response = exchange.request, exchange.response
    lines = [f"{request.method} {request.url}", *_headers(request.headers), "", _body(request.body), ""]
    if response is None:
        lines.append(f"no response: {exchange.problem}")
    else:
        lines += [f"HTTP {response.status} after {response.elapsed_ms:.0f} ms", *_headers(response.headers)]
        lines += ["", _body(response.body)]
    return "\n".join(lines)


def _headers(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _body(body: bytes) -> str:
    return body_text(body_value(body)) if body else ""
