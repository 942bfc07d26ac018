"""Prints the lowest versions that pyproject.toml allows, as constraints: ``python tests/lowest.py``."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def constraints(project: Path = PROJECT) -> Iterator[str]:
    """Yield a line for each direct dependency, including those of the extras.

    Raises:
        ValueError: A dependency has no lower bound.
    """
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    groups = [table["dependencies"], *table["optional-dependencies"].values()]
    for requirement in (line for group in groups for line in group if "[" not in line):
        bound = re.fullmatch(r"([\w-]+)>=([\w.]+)(,<.*)?", requirement)
        if not bound:
            raise ValueError(f"{requirement!r} has no lower bound. Write it as name>=version.")
        yield f"{bound[1]}=={bound[2]}"


if __name__ == "__main__":
    print("\n".join(constraints()))
