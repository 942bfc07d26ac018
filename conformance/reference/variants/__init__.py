"""The liberties that the RFC leaves to a server: one class each, one module per theme."""

import pkgutil
from importlib import import_module


def load() -> None:
    """Declare every variant."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
