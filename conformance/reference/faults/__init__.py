"""What servers do wrong: one class per fault, one module per theme."""

import pkgutil
from importlib import import_module


def load() -> None:
    """Declare every fault."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
