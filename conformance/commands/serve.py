"""``serve``: the reference server on this machine, well-behaved or with faults and variants."""

import json
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.extra import reference_extra
from conformance.commands.unknown import refuse_unknown

if TYPE_CHECKING:
    from conformance.reference.config import Profile
    from conformance.reference.server import ReferenceServer

TOKEN_SECONDS = 7 * 24 * 3600
"""How long the printed token is good: a server may well be left running for some days."""


def serve(
    port: int,
    *,
    profile: "Profile",
    faults: tuple[str, ...],
    variants: tuple[str, ...],
    max_operations: int | None,
    max_payload_size: int | None,
    tls_cert: Path | None,
    tls_key: Path | None,
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
        tls_cert: PEM file of a certificate, to serve by https; None serves by http.
        tls_key: PEM file of its private key; None where it is in the same file.
        as_json: Print one line of JSON when it answers, instead of text.

    Raises:
        click.ClickException: The reference server is not installed, a name is unknown, or the port is taken.
    """
    with reference_extra():
        from conformance.reference.registry import FAULTS, VARIANTS
        from conformance.reference.server import ReferenceConfig, ReferenceServer, Tls
    if tls_key and not tls_cert:
        raise click.UsageError("--tls-key is given without --tls-cert. Add that.")
    for kind, names, known in (("fault", faults, FAULTS), ("variant", variants, VARIANTS)):
        for name in names:
            if name not in known:
                refuse_unknown(kind, name, known, f"scim-conformance list {kind}s")
    config = ReferenceConfig(
        profile=profile,
        faults=faults,
        variants=variants,
        max_operations=max_operations or ReferenceConfig.max_operations,
        max_payload_size=max_payload_size or ReferenceConfig.max_payload_size,
    )
    try:
        server = ReferenceServer(config, port=port, tls=Tls(tls_cert, tls_key) if tls_cert else None)
    except OSError as error:
        complaint = f"Port {port} cannot be used: {error.strerror}. Choose another one with --port."
        raise click.ClickException(complaint) from None
    # Handlers first: whoever reads what is printed may stop the server at once.
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        print(_announcement(server, as_json=as_json), flush=True)
        stop.wait()


def _announcement(server: "ReferenceServer", *, as_json: bool) -> str:
    """Return what a client needs to know of a server that runs."""
    config = server.config
    tenant, other = config.tenants[:2]
    said = {
        "base_url": server.base_url_of(tenant),
        "token": server.token_for(tenant, lifetime=TOKEN_SECONDS),
        "other_base_url": server.base_url_of(other),
        "other_token": server.token_for(other, lifetime=TOKEN_SECONDS),
        "weak_token": server.token_for(tenant, scopes=("scim:read",), lifetime=TOKEN_SECONDS),
        "expired_token": server.token_for(tenant, lifetime=-TOKEN_SECONDS),
        "profile": config.profile,
        "faults": list(config.faults),
        "variants": list(config.variants),
    }
    if as_json:
        return json.dumps(said)
    lines = [f"Base URL  {said['base_url']}", f"Token     {said['token']}", f"Profile   {config.profile}"]
    lines += [f"Fault     {name}" for name in config.faults]
    lines += [f"Variant   {name}" for name in config.variants]
    return "\n".join([*lines, "Ctrl-C stops it."])
