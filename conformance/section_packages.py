"""The packages that hold sections: our own, and those that other distributions offer by an entry point."""

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType

OWN = "conformance.sections"
"""Name of our own package of sections."""

GROUP = "scim_conformance.sections"
"""Group of the entry points; each names a package that holds section folders."""


class SectionPackageError(Exception):
    """An installed package of sections cannot be used; the message names it and the next step."""


@cache
def section_packages() -> tuple[ModuleType, ...]:
    """Import the packages that hold section folders: our own first, then the others by name.

    Raises:
        SectionPackageError: An entry point names something that is not a package, or cannot be imported.
    """
    found = {OWN: import_module(OWN)}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.value, entry.name)):
        distribution = entry.dist.name if entry.dist else "an unknown distribution"
        next_step = f"Install {distribution} again, or uninstall it."
        origin = f"The entry point {entry.name!r} of {distribution} names {entry.value!r}"
        try:
            package = import_module(entry.value)
        except ImportError as error:
            raise SectionPackageError(f"{origin}, which cannot be imported: {error}. {next_step}") from error
        if not hasattr(package, "__path__"):
            raise SectionPackageError(f"{origin}, which is not a package. {next_step}")
        found[entry.value] = package
    return tuple(found.values())
