"""One recorded exchange sent again, with fresh names, and what it needs to find stored made anew."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from conformance.client.cleanup import Leftover, clean_up
from conformance.client.client import Target
from conformance.client.discovery import discover
from conformance.client.journal import Journal, draw_prefix
from conformance.exchange import REDACTED, Exchange
from conformance.replay.rewriting import (
    NAME,
    Pairs,
    Renames,
    locations,
    made,
    names_in,
    paths_acted_on,
    pattern,
    settled,
)
from conformance.report.model import Report
from conformance.report.saved import ReportError, exchange_of, is_whole
from conformance.report.text import one_line
from conformance.run.live import end_like_ctrl_c
from conformance.run.preflight import inspect
from conformance.scim.document import BULK_ID_PREFIX
from conformance.settings import Settings

_MAKING = ("prepare", "single", "bulk")
_REPEATED = frozenset({"accept", "content-type", "if-match", "if-none-match"})
"""Headers that are sent as recorded. Others are secret, the transport's, or could make a POST a DELETE."""


@dataclass(frozen=True)
class Resent:
    """One exchange, then and now.

    Attributes:
        recorded: As it stands in the report.
        now: As it went now.
        same: Whether both have the same status and, names and ids apart, the same body.
        status_only: The body was not kept in the report, so that only the status was compared.
        leftovers: What could not be deleted again.
    """

    recorded: Exchange
    now: Exchange
    same: bool
    status_only: bool
    leftovers: tuple[Leftover, ...]


def resend(settings: Settings, report: Report, number: int) -> Resent:
    """Send an exchange of a report again.

    Raises:
        ReportError: The report does not have all that is needed, or the request would change something that
            this replay did not create.
        Unfit: There is no server that could be asked.
        SettingsError: Something of this machine that the settings name cannot be used.
        Stopped: More requests would have to be sent than may be.
    """
    entries = {entry["n"]: entry for entry in report["exchanges"]}
    if number not in entries:
        numbers = f"{min(entries)} to {max(entries)}, with gaps" if entries else "none"
        raise ReportError(f"The report has no exchange {number}. It has {numbers}.")
    entry = entries[number]
    chain = [*_before(entry, list(entries.values())), exchange_of(entry)]
    for exchange in chain:
        _sendable(exchange, entries[exchange.n], report["target"]["base_url"])
    prefix = draw_prefix()
    end_like_ctrl_c()
    with Target(settings) as target:
        capabilities = discover(target)
        inspect(target, capabilities)
        settings.report.mkdir(parents=True, exist_ok=True)
        journal = Journal(settings.report / f"{prefix}journal.jsonl", prefix, target.base_url)
        for kind in (capabilities.kinds.users, capabilities.kinds.groups):
            journal.intend(kind.endpoint, kind.naming, prefix)
        renames = Renames(report["target"]["base_url"], target.base_url, prefix)
        try:
            for exchange in chain:
                now = _send(target, journal, renames, exchange)
                renames.learn(exchange, now)
        finally:
            leftovers = clean_up(target, journal, capabilities, settings.settle)
            journal.close()
            if not leftovers:
                journal.path.unlink(missing_ok=True)
    recorded = chain[-1]
    whole = recorded.response is None or is_whole(entry["response"]["body"])
    then = settled(recorded, report["target"]["base_url"], renames.ids, renames.versions)
    here = settled(
        now,
        target.base_url,
        {new: old for old, new in renames.ids.items()},
        {new: old for old, new in renames.versions.items()},
    )
    same = recorded.status == now.status and (then == here or not whole)
    return Resent(recorded, now, same, not whole, leftovers)


def _before(entry: dict[str, Any], entries: list[dict[str, Any]]) -> list[Exchange]:
    """Return the exchanges that made what a request refers to, and what those refer to, in their order."""
    wanted = [exchange_of(entry)]
    found: list[Exchange] = []
    for earlier in reversed(entries):
        made_something = earlier["purpose"] in _MAKING and earlier["request"]["method"] == "POST"
        if earlier["n"] >= entry["n"] or earlier["scenario"] != entry["scenario"] or not made_something:
            continue
        exchange = exchange_of(earlier)
        if exchange.status in (200, 201) and any(_rests_on(one, exchange) for one in wanted):
            wanted.append(exchange)
            found.append(exchange)
    return found[::-1]


def _rests_on(later: Exchange, earlier: Exchange) -> bool:
    """Tell whether a request has an id that an earlier answer told, or meets a name that it took."""
    ids = {identity for identity, _ in made(earlier).values()}
    text = f"{later.request.url}\n{later.request.body.decode(errors='replace')}"
    if pattern({*ids, *map(unquote, ids)}).search(text):
        return True
    name_was_free = later.status == 201
    return not name_was_free and bool(names_in(later) & names_in(earlier))


def _sendable(exchange: Exchange, entry: dict[str, Any], base_url: str) -> None:
    """Refuse an exchange of which the report does not have the whole request, or that leads elsewhere."""
    if not is_whole(entry["request"]["body"]):
        raise ReportError(
            f"The body of exchange {exchange.n} is cut in the report and cannot be sent again. "
            "Play its requirement again with --requirement."
        )
    if exchange.status in (401, 403):
        raise ReportError(
            f"Exchange {exchange.n} was refused with {exchange.status} for its credentials, which a report "
            "does not have. Play its requirement again with --requirement."
        )
    url = exchange.request.url
    if not url.startswith((f"{base_url}/", f"{base_url}?")) or _climbs(url):
        raise ReportError(
            f"Exchange {exchange.n} went to {one_line(url, 200)!r}, which is not below the base URL of the "
            f"report, {one_line(base_url, 200)!r}. It is not sent again."
        )


def _send(target: Target, journal: Journal, renames: Renames, recorded: Exchange) -> Exchange:
    """Send a recorded request with the names and ids of this run."""
    request = recorded.request
    url = renames.apply(request.url)
    body = renames.apply(request.body.decode(errors="surrogateescape"))
    if foreign := next(_foreign(request.method, url.partition("?")[0], body, {*renames.ids.values()}), ""):
        raise ReportError(
            f"Exchange {recorded.n} would change {one_line(foreign, 200)}, which this replay did not create. "
            "It is not sent; play its requirement again with --requirement."
        )
    names = {name.lower() for name, _ in request.headers}
    headers: dict[str, str | None] = {
        name: renames.apply(value) for name, value in request.headers if name.lower() in _REPEATED
    }
    if "content-type" not in names:
        headers["Content-Type"] = None
    now = target.send(
        request.method,
        url,
        purpose=recorded.purpose,
        scenario=recorded.scenario,
        body=body.encode(errors="surrogateescape") or None,
        headers=headers,
        authenticate=any(value == REDACTED for _, value in request.headers),
    )
    if request.method == "POST":
        for location in locations(now):
            journal.created(location)
    return now


def _foreign(method: str, url: str, body: str, own: set[str]) -> Iterator[str]:
    """Yield what a request would change although we did not create it: a report may come from anywhere."""
    if method not in ("GET", "HEAD", "POST") and not _is_own(url, own):
        yield url
    try:
        value = json.loads(body, object_pairs_hook=Pairs) if body else None
    except (ValueError, RecursionError):
        if re.search(r"put|patch|delete|\\u", body, re.IGNORECASE):
            yield "what cannot be read, as its body is no JSON"
        return  # such a job can only create; what it creates without a name of this run is told as left over
    yield from (path for path in paths_acted_on(value) if not _is_own(path, own))


def _is_own(path: str, own: set[str]) -> bool:
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return not _climbs(path) and (last in own or bool(NAME.match(last)) or last.startswith(BULK_ID_PREFIX))


def _climbs(path: str) -> bool:
    return ".." in unquote(unquote(path))
