"""Resend a recorded exchange with new names, after creating the resources that it needs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
from conformance.report.document import ExchangeEntry, Report
from conformance.report.saved import ReportError, exchange_of, is_whole
from conformance.report.text import one_line
from conformance.run.live import end_like_ctrl_c
from conformance.run.preflight import inspect
from conformance.scim.document import BULK_ID_PREFIX
from conformance.settings import Settings

_CREATING = ("prepare", "single", "bulk")
_REPEATED = frozenset({"accept", "content-type", "if-match", "if-none-match"})
"""Headers that are resent. Others are secret, belong to the transport, or could override the method."""


@dataclass(frozen=True)
class Resent:
    """A recorded exchange and its repetition.

    Attributes:
        recorded: The exchange in the report.
        now: The repetition.
        same: True if both have the same status and, apart from names and ids, the same body.
        status_only: True if only the status was compared because the report does not contain the body.
        leftovers: Created resources that could not be deleted.
    """

    recorded: Exchange
    now: Exchange
    same: bool
    status_only: bool
    leftovers: tuple[Leftover, ...]


def resend(settings: Settings, report: Report, number: int) -> Resent:
    """Resend an exchange of a report.

    Raises:
        ReportError: The report is incomplete, or the request would change a resource that this replay did
            not create.
        Unfit: The server cannot be tested.
        SettingsError: The settings name a file or another local resource that cannot be used.
        Stopped: The run may not send more requests.
    """
    entries = {entry["n"]: entry for entry in report["exchanges"]}
    if number not in entries:
        numbers = f"{min(entries)} to {max(entries)}, with gaps" if entries else "none"
        raise ReportError(f"The report has no exchange {number}. Its exchanges: {numbers}.")
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
        for kind in (capabilities.resource_types.users, capabilities.resource_types.groups):
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
    whole = entry["response"] is None or is_whole(entry["response"]["body"])
    then = settled(recorded, report["target"]["base_url"], renames.ids, renames.versions)
    here = settled(
        now,
        target.base_url,
        {new: old for old, new in renames.ids.items()},
        {new: old for old, new in renames.versions.items()},
    )
    same = recorded.status == now.status and (then == here or not whole)
    return Resent(recorded, now, same, not whole, leftovers)


def _before(entry: ExchangeEntry, entries: list[ExchangeEntry]) -> list[Exchange]:
    """Return the exchanges that created the resources on which a request depends, in order."""
    wanted = [exchange_of(entry)]
    found: list[Exchange] = []
    for earlier in reversed(entries):
        is_creation = earlier["purpose"] in _CREATING and earlier["request"]["method"] == "POST"
        if earlier["n"] >= entry["n"] or earlier["scenario"] != entry["scenario"] or not is_creation:
            continue
        exchange = exchange_of(earlier)
        if exchange.status in (200, 201) and any(_depends_on(one, exchange) for one in wanted):
            wanted.append(exchange)
            found.append(exchange)
    return found[::-1]


def _depends_on(later: Exchange, earlier: Exchange) -> bool:
    """Return whether a request contains an id or a name from an earlier exchange."""
    ids = {identity for identity, _ in made(earlier).values()}
    text = f"{later.request.url}\n{later.request.body.decode(errors='replace')}"
    if pattern({*ids, *map(unquote, ids)}).search(text):
        return True
    name_was_free = later.status == 201
    return not name_was_free and bool(names_in(later) & names_in(earlier))


def _sendable(exchange: Exchange, entry: ExchangeEntry, base_url: str) -> None:
    """Reject an exchange that the report truncated, or whose URL is outside the base URL."""
    if not is_whole(entry["request"]["body"]):
        raise ReportError(
            f"The body of exchange {exchange.n} is truncated in the report and cannot be resent. "
            "Replay its requirement with --requirement."
        )
    if exchange.status in (401, 403):
        raise ReportError(
            f"Exchange {exchange.n} was rejected with {exchange.status} for its credentials, which the "
            "report does not contain. Replay its requirement with --requirement."
        )
    url = exchange.request.url
    if not url.startswith((f"{base_url}/", f"{base_url}?")) or _climbs(url):
        raise ReportError(
            f"Exchange {exchange.n} went to {one_line(url, 200)!r}, which is outside the base URL of the "
            f"report, {one_line(base_url, 200)!r}. The request was not sent."
        )


def _send(target: Target, journal: Journal, renames: Renames, recorded: Exchange) -> Exchange:
    """Send a recorded request with the names and ids of this run."""
    request = recorded.request
    url = renames.apply(request.url)
    body = renames.apply(request.body.decode(errors="surrogateescape"))
    if foreign := next(_foreign(request.method, url.partition("?")[0], body, {*renames.ids.values()}), ""):
        raise ReportError(
            f"Exchange {recorded.n} would change {one_line(foreign, 200)}, which this replay did not create. "
            "The request was not sent. Replay its requirement with --requirement."
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
    """Yield resources that a request would change and this replay did not create.

    A report may come from an untrusted source.
    """
    if method not in ("GET", "HEAD", "POST") and not _is_own(url, own):
        yield url
    try:
        value = json.loads(body, object_pairs_hook=Pairs) if body else None
    except (ValueError, RecursionError):
        if re.search(r"put|patch|delete|\\u", body, re.IGNORECASE):
            yield "unknown resources, because its body is not JSON"
        return  # such a request can only create; resources without a name of this run are leftovers
    yield from (path for path in paths_acted_on(value) if not _is_own(path, own))


def _is_own(path: str, own: set[str]) -> bool:
    last = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return not _climbs(path) and (last in own or bool(NAME.match(last)) or last.startswith(BULK_ID_PREFIX))


def _climbs(path: str) -> bool:
    return ".." in unquote(unquote(path))
