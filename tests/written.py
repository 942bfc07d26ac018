"""The files that a run wrote, decompressed."""

import gzip
from pathlib import Path


def content(path: Path) -> bytes:
    """Return the content of a file, decompressed if it is compressed."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data
