"""Read and write baseline files: TOML that people edit and the command ``baseline`` updates."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from conformance.package_data import schemas
from conformance.report.baseline.model import Baseline, BaselineError, Known
from conformance.report.text import one_line, visible
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Verdict

_HEAD = """\
# Known failures. A run with --scim-baseline and this file does not fail because of them. An entry is stale
# if its check passes again or its date in expires is over. A stale entry ends the run with exit code 6.
# You may edit reason, issue and expires: scim-conformance baseline keeps them, but drops other comments."""

_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*failure[ \t]*\]\]")


def read(path: Path) -> Baseline:
    """Return the baseline in a file, validated by ``schemas/baseline.schema.json``.

    Raises:
        BaselineError: The file cannot be read, or its content is not TOML or not a valid baseline.
    """
    where = repr(str(path))
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise BaselineError(f"{where} cannot be read: {error.strerror}. Check the path.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BaselineError(f"{where} is not valid TOML: {error}. Fix the file.") from None
    entries = document.get("failure", [])
    places = _places(text, len(entries) if isinstance(entries, list) else 0)
    _validate(_as_json(document), where, places)
    failures = [_known(entry, where, place) for entry, place in zip(entries, places, strict=True)]
    seen: dict[tuple[str, str], Known] = {}
    for entry in failures:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            raise BaselineError(
                f"{where}, {entry.place}: there is already an entry for {' '.join(entry.key)} "
                f"at {first.place}. Remove one of the two."
            )
    return Baseline(document["catalogue"], document["effort"], document["seed"], failures, path.name)


def _places(text: str, entries: int) -> list[str]:
    """Return the line of each entry, or its number if the file does not use ``[[failure]]`` headers."""
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _ENTRY.match(line)]
    if len(lines) == entries:
        return [f"line {n}" for n in lines]
    return [f"entry {n}" for n in range(1, entries + 1)]


def _as_json(value: Any) -> Any:  # noqa: ANN401 - a TOML value
    """Return a TOML value as a JSON value: dates become strings."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _validate(document: dict[str, Any], where: str, places: list[str]) -> None:
    """Validate a document by the schema.

    Raises:
        BaselineError: The document is not valid.
    """
    schema = json.loads((schemas() / "baseline.schema.json").read_text(encoding="utf-8"))
    wrong = best_match(Draft202012Validator(schema).iter_errors(document))
    if not wrong:
        return
    path = list(wrong.absolute_path)
    in_entry = len(path) > 1
    place = f", {places[path[1]]}" if in_entry else ""
    keys = "".join(f" {key}:" for key in (path[2:] if in_entry else path))
    raise BaselineError(f"{where}{place}:{keys} {one_line(wrong.message, 300)}. Fix the file.")


def _known(entry: Mapping[str, Any], where: str, place: str) -> Known:
    expires = entry.get("expires")
    try:
        last = date.fromisoformat(expires) if isinstance(expires, str) else expires
    except ValueError:
        raise BaselineError(
            f"{where}, {place}: expires is {expires!r}, which is not a date. Use a date such as 2027-03-31."
        ) from None
    return Known(
        entry["requirement"],
        entry["check"],
        Verdict(entry["verdict"]),
        entry["reason"],
        entry.get("issue", ""),
        last,
        place,
    )


def to_toml(baseline: Baseline) -> str:
    """Return a baseline as TOML, its entries in the order of the catalogue."""
    order = {entry.id: n for n, entry in enumerate(catalogue.load())}
    entries = sorted(
        baseline.failures, key=lambda entry: (order.get(entry.requirement, len(order)), entry.check)
    )
    head = [
        _HEAD,
        "",
        f"catalogue = {_text(baseline.catalogue)}",
        f"effort = {_text(baseline.effort)}",
        f"seed = {baseline.seed}",
    ]
    return "\n".join([*head, *(line for entry in entries for line in _lines(entry)), ""])


def _lines(entry: Known) -> Iterator[str]:
    yield ""
    if entry.requirement in catalogue.load():
        yield f"# {catalogue.load()[entry.requirement].title}"
    yield "[[failure]]"
    for key in ("requirement", "check", "verdict", "reason"):
        yield f"{key} = {_text(getattr(entry, key))}"
    if entry.issue:
        yield f"issue = {_text(entry.issue)}"
    if entry.expires:
        yield f"expires = {entry.expires.isoformat()}"


def _text(text: str) -> str:
    """Return a TOML string. Without control characters, a JSON string is a TOML string."""
    return json.dumps(visible(text), ensure_ascii=False)
