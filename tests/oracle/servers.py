"""The faults and variants that the oracle is tested with, read from ``servers.toml``."""

import tomllib
from pathlib import Path

from conformance.reference.registry import FAULTS, VARIANTS, Fault

SERVERS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

BEYOND: dict[str, str] = SERVERS["beyond"]
"""Reasons why a fault cannot show in the small scope, by key."""

OUT_OF_SCOPE: dict[str, str] = SERVERS["out_of_scope"]
"""Faults that cannot show in the small scope, by name, each with the key of its reason."""


def processing_faults() -> list[Fault]:
    """Return the faults that the oracle must forbid."""
    return [
        FAULTS[name] for name in sorted(name for names in SERVERS["processing"].values() for name in names)
    ]


def variants() -> list[str]:
    """Return the names of the variants that the oracle must permit."""
    return sorted(VARIANTS.keys() - {*SERVERS["variants"]["about_resources"]})
