"""The sections of the RFCs, one folder each: its requirements, scenarios, checks, faults and variants.

Importing this package imports none of them, so that each side loads only what it needs: a run loads scenarios
and checks (``load``), the reference server loads faults and variants.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages


def modules(*kinds: str) -> Iterator[str]:
    """Yield the names of the sections' modules of some kinds, sorted.

    Args:
        kinds: Such as ``checks``, for the modules ``checks`` and ``checks_*`` of each section.
    """
    for name in sorted(module.name for module in walk_packages(__path__, f"{__name__}.") if not module.ispkg):
        last = name.rpartition(".")[2]
        if any(last == kind or last.startswith(f"{kind}_") for kind in kinds):
            yield name


@cache
def load() -> None:
    """Import the scenarios and checks of every section, so that they are registered."""
    for name in modules("scenarios", "checks"):
        import_module(name)
