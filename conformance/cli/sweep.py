"""The command ``sweep``."""

from pathlib import Path
from typing import Any

import click

from conformance.cli.options import SPELLINGS, option
from conformance.settings import SETTINGS


@click.command(
    context_settings=SPELLINGS,
    epilog="Credentials are set as for run: a journal has none.",
)
@click.argument("journal", required=False, type=click.Path(exists=True, path_type=Path))
def sweep(journal: Path | None, **flags: Any) -> int:  # noqa: ANN401
    """Delete what a killed run left behind.

    JOURNAL is the file that the run wrote, or a directory with several; the report directory by default.
    Without --url the server of the journal is asked, where it is on this machine. A resource is deleted only
    once the server has shown it with a name of that run.

    Exit codes: 0 nothing is left, 1 something could not be deleted, 3 usage or configuration, 4 unreachable,
    130 interrupted.
    """
    from conformance.commands import sweep as command

    return command.sweep(journal, flags)


_OF_THE_TARGET = (
    *(
        "url",
        "app",
        "tenant",
        "allow-writes",
        "report",
        "ca-bundle",
        "timeout",
        "rate",
        "max-response",
        "settle",
    ),
    *("token-env", "token-file", "basic-env", "header", "header-env", "other-url", "other-token-env"),
    *("oauth-token-url", "oauth-client-id", "oauth-secret-env", "oauth-scope"),
    *("client-cert", "client-key", "client-key-password-env"),
)
sweep.params.extend(option(setting) for setting in SETTINGS if setting.name in _OF_THE_TARGET)
