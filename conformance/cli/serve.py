"""``serve``: the bundled reference server, conforming or with faults and variants."""

import json
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.cli.extra import reference_extra
from conformance.cli.unknown import refuse_unknown
from conformance.settings import SETTINGS

if TYPE_CHECKING:
    from conformance.reference.server import ReferenceServer

TOKEN_SECONDS = 7 * 24 * 3600
"""Lifetime of the printed token: a server may run for some days."""

PROFILES = next(setting.choices for setting in SETTINGS if setting.name == "profile")


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port; 0 takes a free one.  [default: 0]"
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default=PROFILES[0],
    help="Profile of the server.",
    show_default=True,
)
@click.option(
    "--fault", "faults", multiple=True, metavar="NAME", help="Break a requirement. May be repeated."
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="NAME",
    help="Behave differently where the RFC permits it. May be repeated.",
)
@click.option("--max-operations", type=click.IntRange(1), metavar="N", help="Value of maxOperations.")
@click.option("--max-payload-size", type=click.IntRange(1), metavar="BYTES", help="Value of maxPayloadSize.")
@click.option(
    "--tls-cert",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of a certificate, to serve over https.",
)
@click.option(
    "--tls-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of its private key, unless that is in the same file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when the server is ready.")
def command(
    port: int,
    faults: tuple[str, ...],
    variants: tuple[str, ...],
    tls_cert: Path | None,
    tls_key: Path | None,
    as_json: bool,
    **limits: Any,  # noqa: ANN401
) -> None:
    """Serve the bundled reference server on 127.0.0.1 until it is interrupted.

    It prints its base URL and a token.
    """
    with reference_extra():
        from conformance.reference.registry import FAULTS, VARIANTS
        from conformance.reference.server import ReferenceConfig, ReferenceServer, Tls
    if tls_key and not tls_cert:
        raise click.UsageError("--tls-key is given without --tls-cert. Add --tls-cert.")
    for kind, names, known in (("fault", faults, FAULTS), ("variant", variants, VARIANTS)):
        for name in names:
            if name not in known:
                refuse_unknown(kind, name, known, f"scim-conformance list {kind}s")
    given = {name: value for name, value in limits.items() if value is not None}
    config = ReferenceConfig(faults=faults, variants=variants, **given)
    try:
        server = ReferenceServer(config, port=port, tls=Tls(tls_cert, tls_key) if tls_cert else None)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used: {error.strerror}. Choose another one with --port."
        ) from None
    # The handlers come first: a script may stop the server as soon as it reads the output.
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        print(_announcement(server, as_json=as_json), flush=True)
        stop.wait()


def _announcement(server: "ReferenceServer", *, as_json: bool) -> str:
    """Return what a client needs to know about a running server."""
    config = server.config
    tenant, other = config.tenants[:2]
    facts = {
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
        return json.dumps(facts)
    lines = [f"Base URL  {facts['base_url']}", f"Token     {facts['token']}", f"Profile   {config.profile}"]
    lines += [f"Fault     {name}" for name in config.faults]
    lines += [f"Variant   {name}" for name in config.variants]
    return "\n".join([*lines, "Ctrl-C stops it."])
