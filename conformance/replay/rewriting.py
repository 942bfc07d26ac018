"""Replace the names and ids in a recorded request by those of this run."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from conformance.client.journal import RUN_PREFIX
from conformance.exchange import Exchange
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.document import attr

NAME = re.compile(RUN_PREFIX.pattern, re.IGNORECASE)
"""The prefix of each name of a run."""

WHOLE_NAME = re.compile(rf"{NAME.pattern}[\w.@-]+", re.IGNORECASE)


def made(exchange: Exchange) -> dict[str, tuple[str, str]]:
    """Return the id and version of each resource in a response, by its place in the response.

    The place of a successful result of a bulk request is its bulkId, or its position without one.
    """
    results = BulkResponse(exchange, None).results
    if results or exchange.purpose == "bulk":
        return {
            str(attr(result.document, "bulkId") or result.position): (
                _last(result.location),
                _text(attr(result.document, "version")),
            )
            for result in results
            if result.succeeded
        }
    response = exchange.response
    identity = attr(exchange.json, "id") or _last(response.header("location") if response else None)
    version = (response and response.header("etag")) or attr(attr(exchange.json, "meta"), "version")
    return {"": (_text(identity), _text(version))}


def locations(exchange: Exchange) -> Iterator[str]:
    """Yield the locations of the resources that a POST created."""
    yield from (
        each.location for each in BulkResponse(exchange, None).results if each.succeeded and each.location
    )
    identity, _ = made(exchange).get("", ("", ""))
    if exchange.status == 201 and identity:
        yield f"{exchange.request.url}/{identity}"


def _text(value: Any) -> str:  # noqa: ANN401 - a JSON value
    return value if isinstance(value, str) else ""


def _last(location: object) -> str:
    """Return the id at the end of a location."""
    return location.rstrip("/").rpartition("/")[2] if isinstance(location, str) else ""


def pattern(tokens: Iterable[str], versions: Iterable[str] = ()) -> re.Pattern[str]:
    """Return a pattern for ids as whole values or path segments, and for versions as whole values.

    An id may be as short as ``1``, so the pattern matches it nowhere else.
    """
    ids = "|".join(re.escape(token) for token in sorted(tokens, key=len, reverse=True) if token)
    whole = "|".join(re.escape(json.dumps(version)) for version in versions if version)
    parts = [rf'(?:(?<=["/])|(?<=%22))(?:{ids})(?=["/?\\#%]|$)'] if ids else []
    return re.compile("|".join([whole, *parts] if whole else parts) or r"(?!)")


def names_in(exchange: Exchange) -> set[str]:
    """Return the names of the run in a request."""
    request = exchange.request
    text = unquote(request.url) + request.body.decode(errors="replace")
    return {match.group().lower() for match in WHOLE_NAME.finditer(text)}


class Renames:
    """The new names, ids and versions for those of a recorded run.

    Args:
        old_base: The recorded base URL.
        new_base: The base URL now.
        prefix: The prefix of each new name.

    Attributes:
        ids: The new id of each old one.
        versions: The new version of each old one.
    """

    def __init__(self, old_base: str, new_base: str, prefix: str) -> None:
        self._old_base = old_base
        self._new_base = new_base
        self._prefix = prefix
        self.ids: dict[str, str] = {}
        self.versions: dict[str, str] = {}

    def learn(self, recorded: Exchange, now: Exchange) -> None:
        """Add the new ids from two responses to the same request, if it created resources."""
        new = made(now) if now.purpose == "bulk" or now.status == 201 else {}
        for place, (identity, version) in made(recorded).items():
            new_identity, new_version = new.get(place, ("", ""))
            if identity and new_identity:
                self.ids |= {identity: new_identity, unquote(identity): unquote(new_identity)}
            if version and new_version:
                self.versions[version] = new_version

    def apply(self, text: str) -> str:
        """Return a text of the recorded run with the names, ids and versions of this run."""
        if self._old_base.startswith("http"):
            text = text.replace(self._old_base, self._new_base)
        text = NAME.sub(self._name, text)
        # Replace all at once, because a new id may equal another old one.
        return pattern(self.ids, self.versions).sub(self._token, text)

    def _name(self, match: re.Match[str]) -> str:
        return self._prefix.upper() if match.group().isupper() else self._prefix

    def _token(self, match: re.Match[str]) -> str:
        found = match.group()
        return self.ids[found] if found in self.ids else json.dumps(self.versions[json.loads(found)])


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?")
_RANDOM = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)


def settled(exchange: Exchange, base_url: str, known: Mapping[str, str], versions: Mapping[str, str]) -> str:
    """Return a response without the parts that differ between runs: names, ids, versions and times.

    Args:
        exchange: The exchange.
        base_url: Its base URL.
        known: Further ids, besides those in the response.
        versions: Further versions.
    """
    found_here = list(made(exchange).values())
    text = exchange.response.body.decode(errors="replace") if exchange.response else exchange.problem
    text = NAME.sub("NAME-", text.replace(base_url, "BASE"))
    ids, found = {*known, *(each for each, _ in found_here)}, {*versions, *(each for _, each in found_here)}
    text = pattern(ids, found).sub("ID", text)
    text = _RANDOM.sub("ID", _TIME.sub("TIME", text))
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        return text


def paths_acted_on(value: object) -> Iterator[str]:
    """Yield the paths that the operations of a bulk request change or delete.

    Args:
        value: The request, decoded with `Pairs`, so that duplicate names are visible.
    """
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Pairs):
            methods = {str(held).upper() for name, held in item if name.lower() == "method"}
            if methods - {"POST"}:
                yield from (str(held) for name, held in item if name.lower() == "path")
            waiting.extend(held for _, held in item)
        elif isinstance(item, list):
            waiting.extend(item)


class Pairs(list[tuple[str, Any]]):
    """A JSON object with all of its members, including duplicate names."""
