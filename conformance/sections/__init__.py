"""The sections of the RFCs, one folder each: its requirements, scenarios, checks, faults and variants.

Importing this package imports none of them, so that each side loads only what it needs: a run loads scenarios
and checks (``load``), the reference server loads faults and variants.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from conformance.section_packages import section_packages


def modules(*kinds: str) -> Iterator[str]:
    """Yield the names of the sections' modules of some kinds: our own first, then those of other packages.

    Args:
        kinds: Such as ``checks``, for the modules ``checks`` and ``checks_*`` of each section.

    Raises:
        SectionPackageError: A package of sections cannot be imported.
    """
    for package in section_packages():
        found = walk_packages(package.__path__, f"{package.__name__}.")
        for name in sorted(module.name for module in found if not module.ispkg):
            last = name.rpartition(".")[2]
            if any(last == kind or last.startswith(f"{kind}_") for kind in kinds):
                yield name


@cache
def load() -> None:
    """Import the scenarios and checks of every section, so that they are registered.

    Raises:
        SectionPackageError: A package of sections cannot be imported.
    """
    for name in modules("scenarios", "checks"):
        import_module(name)
