"""The file of a baseline: TOML, which people edit and `baseline` writes anew."""

import json
import re
import tomllib
from collections.abc import Iterator
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
# Failures that are known: a run with this file as --scim-baseline does not fail because of them. An entry
# whose check passes again, or whose last day (expires) is over, is stale and ends the run with exit code 6.
# reason, issue and expires are yours to edit; scim-conformance baseline keeps them, and no other words."""

_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*failure[ \t]*\]\]")


def read(path: Path) -> Baseline:
    """Return the baseline that a file holds, valid under ``schemas/baseline.schema.json``.

    Raises:
        BaselineError: It cannot be read, is no TOML, or no baseline.
    """
    where = repr(str(path))
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise BaselineError(f"{where} cannot be read: {error.strerror}. Check the path.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BaselineError(f"{where} is no TOML: {error}. Mend the file.") from None
    entries = document.get("failure", [])
    places = _places(text, len(entries) if isinstance(entries, list) else 0)
    _check(_with_texts(document), where, places)
    failures = [_known(entry, where, place) for entry, place in zip(entries, places, strict=True)]
    seen: dict[tuple[str, str], Known] = {}
    for entry in failures:
        first = seen.setdefault(entry.key, entry)
        if first is not entry:
            raise BaselineError(
                f"{where}, {entry.place}: {' '.join(entry.key)} stands at {first.place} already. "
                "Remove one of the two."
            )
    return Baseline(document["catalogue"], document["effort"], document["seed"], failures, path.name)


def _places(text: str, entries: int) -> list[str]:
    """Return where each entry stands: its line, or its number where the file is laid out in another way."""
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _ENTRY.match(line)]
    if len(lines) == entries:
        return [f"line {n}" for n in lines]
    return [f"entry {n}" for n in range(1, entries + 1)]


def _with_texts(value: Any) -> Any:  # noqa: ANN401 - a TOML value
    """Return a TOML value as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {key: _with_texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_texts(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _check(document: dict[str, Any], where: str, places: list[str]) -> None:
    """Hold a document against the schema.

    Raises:
        BaselineError: It is not valid.
    """
    schema = json.loads((schemas() / "baseline.schema.json").read_text(encoding="utf-8"))
    wrong = best_match(Draft202012Validator(schema).iter_errors(document))
    if not wrong:
        return
    path = list(wrong.absolute_path)
    in_entry = len(path) > 1
    place = places[path[1]] if in_entry else "the whole"
    keys = "".join(f" {key}:" for key in (path[2:] if in_entry else path))
    raise BaselineError(f"{where}, {place}:{keys} {one_line(wrong.message, 300)}. Mend the file.")


def _known(entry: dict[str, Any], where: str, place: str) -> Known:
    expires = entry.get("expires")
    try:
        last = date.fromisoformat(expires) if isinstance(expires, str) else expires
    except ValueError:
        raise BaselineError(
            f"{where}, {place}: expires is {expires!r}. Give a date such as 2027-03-31."
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


def written(baseline: Baseline) -> str:
    """Return the text of a baseline's file, its entries in the order of the catalogue."""
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
    """Return a TOML string: where nothing acts on a terminal, that of JSON is one."""
    return json.dumps(visible(text), ensure_ascii=False)
