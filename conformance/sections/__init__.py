"""The sections of the RFCs, one folder each: what is required, what is sent, what is judged."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages


@cache
def load() -> None:
    """Import the scenarios and checks of every section, so that they are registered."""
    for name in sorted(module.name for module in walk_packages(__path__, f"{__name__}.")):
        import_module(name)
