"""``exchanges.har``: all exchanges as an HTTP archive (HAR 1.2), for browsers and HTTP tools."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.report.body import Body
from conformance.report.document import ExchangeEntry, FailureEntry, Report, RequestEntry, ResponseEntry
from conformance.report.text import dump

UNKNOWN = -1
"""The number that HAR uses for an unknown size or time."""

_VERSION = "HTTP/1.1"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


def har(report: Report) -> str:
    """Return the exchanges of the report as a HAR log, with one page per scenario.

    A report only has the time of sending and the duration of an exchange: all of it counts as waiting. Bodies
    that are redacted, cut or missing in the report are so here as well; a comment says so.
    """
    # Older reports have no time of sending. The start of the run is the best approximation.
    entries = [_entry(exchange, exchange.get("sent", report["started"])) for exchange in report["exchanges"]]
    pages: dict[str, str] = {}
    for entry in entries:
        pages.setdefault(entry["pageref"], entry["startedDateTime"])
    log = {
        "version": "1.2",
        "creator": {"name": report["suite"]["name"], "version": report["suite"]["version"]},
        "pages": [
            {"id": title, "title": title, "startedDateTime": moment, "pageTimings": {}}
            for title, moment in pages.items()
        ],
        "entries": entries,
        "comment": f"{report['target']['base_url']}, {report['verdict']}",
    }
    return dump({"log": log})


def _elapsed(exchange: ExchangeEntry) -> float:
    return float(exchange["response"]["elapsed_ms"]) if exchange["response"] else 0.0


def _page(exchange: ExchangeEntry) -> str:
    return str(exchange["scenario"] or exchange["purpose"])


def _entry(exchange: ExchangeEntry, moment: str) -> dict[str, Any]:
    request, response = exchange["request"], exchange["response"]
    elapsed = _elapsed(exchange)
    return {
        "pageref": _page(exchange),
        "startedDateTime": moment,
        "time": elapsed,
        "request": {
            "method": request["method"],
            "url": request["url"],
            **_head(request["headers"]),
            "queryString": _query(request["url"]),
            "bodySize": _size(request["body"]),
            **({"postData": _post_data(request)} if request["body"] else {}),
        },
        "response": _response(response) if response else _no_response(exchange["failure"]),
        "cache": {},
        "timings": {"send": 0, "wait": elapsed, "receive": 0},
        "comment": f"exchange {exchange['n']}, {exchange['purpose']}",
    }


def _head(headers: dict[str, str]) -> dict[str, Any]:
    return {
        "httpVersion": _VERSION,
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
        "headersSize": UNKNOWN,
    }


def _query(url: str) -> list[dict[str, str]]:
    try:
        query = urlsplit(url).query
    except ValueError:
        return []
    return [{"name": name, "value": value} for name, value in parse_qsl(query, keep_blank_values=True)]


def _post_data(request: RequestEntry) -> dict[str, Any]:
    """Return a request body. HAR 1.2 has no field for its encoding, so ``_encoding`` names it."""
    kept = _kept(request["body"])
    encoded = {"_encoding": "base64"} if kept.pop("encoding", "") else {}
    return {"mimeType": _header(request["headers"], "content-type"), **kept, **encoded}


def _response(response: ResponseEntry) -> dict[str, Any]:
    headers, body = response["headers"], response["body"]
    return {
        "status": response["status"],
        "statusText": _PHRASES.get(response["status"], ""),
        **_head(headers),
        "content": {"size": _size(body), "mimeType": _header(headers, "content-type"), **_kept(body)},
        "redirectURL": _header(headers, "location"),
        "bodySize": _size(body),
    }


def _no_response(failure: FailureEntry | None) -> dict[str, Any]:
    """Return the HAR entry of a missing response: status 0, as browsers write it."""
    return {
        "status": 0,
        "statusText": "",
        **_head({}),
        "content": {"size": 0, "mimeType": ""},
        "redirectURL": "",
        "bodySize": UNKNOWN,
        "comment": f"{failure['kind']}: {failure['detail']}" if failure else "no response",
    }


def _header(headers: dict[str, str], wanted: str) -> str:
    return next((value for name, value in headers.items() if name.lower() == wanted), "")


def _size(body: Body | None) -> int:
    if body is None:
        return UNKNOWN
    return len(body.encode(errors="surrogatepass")) if isinstance(body, str) else int(body["size"])


def _kept(body: Body | None) -> dict[str, Any]:
    """Return the stored part of a body, with a comment if it is not the whole body."""
    if body is None:
        return {"comment": "not stored: no finding cites this exchange"}
    if isinstance(body, str):
        return {"text": body}
    text = {"text": body["text"]} if "text" in body else {"text": body["base64"], "encoding": "base64"}
    return text | ({"comment": f"cut: the body has {body['size']} bytes"} if body["cut"] else {})
