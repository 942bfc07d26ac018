"""Which faults, variants and hostile servers the tests play: a sample each day, or everything."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from zlib import crc32

ALL = "SCIM_MATRIX"
"""The environment variable whose value ``all`` plays everything."""

SAMPLE = "SCIM_MATRIX_SAMPLE"
"""The environment variable that names a sample, such as ``2/12``: the names whose hash modulo 6 is 2."""

DAY = "SCIM_MATRIX_DAY"
"""The environment variable that fixes the day, so that all processes of one run draw the same sample."""

SERVERS = 12
"""One in this number of faults and variants is played in a whole run."""

REQUIREMENTS = 6
"""One in this number of MUSTs is shown to fail."""

HOSTILE = 3
"""One in this number of hostile servers is tested."""


def sampled(names: Iterable[str], parts: int) -> list[str]:
    """Return the names of today's sample, sorted.

    Args:
        names: All that could be played.
        parts: In how many samples they are divided, unless the environment says otherwise.

    Raises:
        ValueError: ``SCIM_MATRIX_SAMPLE`` is not of the form ``k/n``.
    """
    part, parts = chosen(parts)
    return sorted(name for name in names if crc32(name.encode()) % parts == part)


def chosen(parts: int) -> tuple[int, int]:
    """Return which sample is played, and of how many; ``(0, 1)`` is everything."""
    if os.environ.get(ALL) == "all":
        return 0, 1
    if named := os.environ.get(SAMPLE):
        part, _, of = named.partition("/")
        if not (part.isdecimal() and of.isdecimal() and int(part) < int(of)):
            raise ValueError(f"{SAMPLE}={named}: write it as k/n with k from 0 to n-1, such as 2/12")
        return int(part), int(of)
    return today() % parts, parts


def today() -> int:
    """Return the ordinal of the day of this run."""
    return int(os.environ.get(DAY) or datetime.now(UTC).toordinal())


def fix_day() -> None:
    """Fix the day for the processes that this one starts, which may start after midnight."""
    os.environ[DAY] = str(today())


def header() -> str:
    """Return the line that says which samples are played, and how to play others."""
    if os.environ.get(ALL) == "all":
        return "matrix: everything"
    servers, requirements = ("{}/{}".format(*chosen(parts)) for parts in (SERVERS, REQUIREMENTS))
    return f"matrix: sample {servers} of servers, {requirements} of MUSTs ({SAMPLE}=k/n, or {ALL}=all)"
