"""Runs a command that may connect to this machine only: ``python -m tests.guarded [ARGUMENT...]``.

The arguments are those of ``scim-conformance``. Without arguments it imports every module of the package. A
connection to another machine, or the lookup of its name, ends the process with `FORBIDDEN`.
"""

import importlib
import os
import pkgutil
import socket
import sys

FORBIDDEN = 99
HERE = ("127.0.0.1", "localhost", "::1", None, "")


def forbid(event: str, arguments: tuple[object, ...]) -> None:
    """End the process if the event concerns another machine. An audit hook cannot be removed."""
    if event == "socket.connect" and arguments[0].family == socket.AF_UNIX:
        return
    host = {"socket.connect": lambda: arguments[1][0], "socket.getaddrinfo": lambda: arguments[0]}
    if event in host and host[event]() not in HERE:
        os._exit(FORBIDDEN)


def import_everything() -> int:
    """Import every module of the package and return 0."""
    import conformance

    for module in pkgutil.walk_packages(conformance.__path__, "conformance."):
        importlib.import_module(module.name)
    return 0


if __name__ == "__main__":
    sys.addaudithook(forbid)
    if sys.argv[1:]:
        from conformance.cli import main

        sys.exit(main(sys.argv[1:]))
    sys.exit(import_everything())
