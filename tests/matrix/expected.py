"""The expected matrix: the verdict of each requirement that a fault breaks, or that a variant is warned of.

``expected.json`` is generated and reviewed, never edited by hand. ``python -m tests.matrix.expected`` plays
every fault and variant and rewrites it; with names as arguments, it plays only these and keeps the rest.
"""

import json
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from conformance.reference.registry import FAULTS, VARIANTS
from conformance.requirements.verdicts import Verdict
from tests.matrix.play import Played, play_named

PATH = Path(__file__).with_name("expected.json")
COMMAND = "make expected-matrix"

Bad = dict[str, Verdict]
"""Requirements that failed or warned, with the verdict."""


@cache
def load() -> dict[str, Bad]:
    """Return the expected verdicts of each fault and variant, by name."""
    document = json.loads(PATH.read_text(encoding="utf-8"))
    return {
        name: {requirement: Verdict(verdict) for requirement, verdict in bad.items()}
        for kind in ("faults", "variants")
        for name, bad in document[kind].items()
    }


def dump(servers: Mapping[str, Bad]) -> str:
    """Return the text of the file, sorted, for the faults and variants that exist."""
    document = {
        kind: {name: dict(sorted(servers[name].items())) for name in sorted(servers) if name in known}
        for kind, known in (("faults", FAULTS), ("variants", VARIANTS))
    }
    return json.dumps(document, indent=1) + "\n"


def differences(name: str, played: Played) -> list[str]:
    """Return one line for each requirement whose verdict is not the expected one."""
    expected, actual = load()[name], played.bad()
    lines = []
    for requirement in sorted(expected.keys() | actual.keys()):
        before, now = expected.get(requirement), actual.get(requirement)
        if before == now:
            continue
        verdict = played.verdicts.get(requirement, Verdict.UNTESTED)
        lines.append(f"{name}: {requirement}: expected {before or 'no failure'}, got {verdict}")
        lines += [f"    {message}" for message in played.messages(requirement)] if now else []
    return lines


def bad_of(name: str) -> Bad:
    """Play one server, without the log of its faults."""
    logging.disable(logging.CRITICAL)
    return play_named(name).bad()


def main(names: Iterable[str]) -> None:
    """Play the named servers, or all, and rewrite the file."""
    chosen = list(names) or [*sorted(FAULTS), *sorted(VARIANTS)]
    if unknown := [name for name in chosen if name not in FAULTS and name not in VARIANTS]:
        raise SystemExit(f"There is no fault or variant {', '.join(unknown)}.")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(chosen, pool.map(bad_of, chosen), strict=True))
    PATH.write_text(dump({**load(), **found}), encoding="utf-8")
    print(f"{PATH.name}: {len(chosen)} servers played. Review the difference, then commit it.")


if __name__ == "__main__":
    main(sys.argv[1:])
