"""``serve``: the reference server on this machine, well-behaved or with faults and variants."""

import json
import signal
import threading
from collections.abc import Collection
from difflib import get_close_matches

import click

from conformance.commands.extra import reference_extra


def serve(
    port: int,
    *,
    profile: str,
    faults: tuple[str, ...],
    variants: tuple[str, ...],
    max_operations: int | None,
    max_payload_size: int | None,
    as_json: bool,
) -> None:
    """Serve on 127.0.0.1 until SIGINT or SIGTERM.

    Args:
        port: Port to listen on; 0 takes a free one.
        profile: Name of the profile that the server promises.
        faults: Names of what it shall do wrong.
        variants: Names of the liberties that it shall take.
        max_operations: Most operations in a job; None for the server's own limit.
        max_payload_size: Most bytes in a job; None for the server's own limit.
        as_json: Print one line of JSON when it answers, instead of text.

    Raises:
        click.ClickException: The reference server is not installed, a name is unknown, or the port is taken.
    """
    with reference_extra():
        from conformance.reference.registry import FAULTS, VARIANTS
        from conformance.reference.server import ReferenceConfig, ReferenceServer
    _know("fault", faults, FAULTS)
    _know("variant", variants, VARIANTS)
    limits = {"max_operations": max_operations, "max_payload_size": max_payload_size}
    config = ReferenceConfig(
        profile=profile,
        faults=faults,
        variants=variants,
        **{name: limit for name, limit in limits.items() if limit is not None},
    )
    # Handlers first: whoever reads the printed line may stop the server at once.
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with ReferenceServer(config, port=port) as server:
            what = {"profile": profile, "faults": list(faults), "variants": list(variants)}
            line = {"base_url": server.base_url, "token": server.token, **what}
            text = (
                json.dumps(line)
                if as_json
                else "\n".join(f"{name:10}{value}" for name, value in line.items())
            )
            print(text, flush=True)
            stop.wait()
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used: {error.strerror}. Choose another --port."
        ) from None


def _know(kind: str, names: Collection[str], known: Collection[str]) -> None:
    """Refuse a name that is not registered.

    Raises:
        click.UsageError: It is unknown; the message offers the nearest ones.
    """
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3)
            hint = (
                f"Did you mean {' or '.join(near)}?"
                if near
                else f"'scim-conformance list {kind}s' shows them all."
            )
            raise click.UsageError(
                f"There is no {kind} {name!r}. {hint}", click.get_current_context(silent=True)
            )
