"""The sections of the RFC, one folder each: what is required, what is sent, what is judged."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def load() -> None:
    """Import every section, so that its scenarios and checks are registered."""
    for folder in sorted(module.name for module in iter_modules(__path__) if module.ispkg):
        package = import_module(f"{__name__}.{folder}")
        for module in sorted(found.name for found in iter_modules(package.__path__)):
            import_module(f"{package.__name__}.{module}")
