"""An exchange as HTTP text."""

from conformance.report.body import body_text
from conformance.report.document import ExchangeEntry


def as_text(exchange: ExchangeEntry) -> str:
    """Return request and response of an exchange as text in the form of HTTP/1.1."""
    request, response = exchange["request"], exchange["response"]
    lines = [f"{request['method']} {request['url']}", *_headers(request["headers"]), ""]
    lines += [body_text(request["body"]), ""]
    if response is None:
        lines.append(
            f"no response: {exchange['failure']['detail']}" if exchange["failure"] else "no response"
        )
    else:
        lines += [f"HTTP {response['status']} after {response['elapsed_ms']:.0f} ms"]
        lines += [*_headers(response["headers"]), "", body_text(response["body"])]
    return "\n".join(lines)


def _headers(headers: dict[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]
