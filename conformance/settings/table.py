"""The table of all settings, from which flags, environment variables and ini keys are derived."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "size", "switch"]

TENANT = "{tenant_id}"
"""The placeholder in a base URL that `tenant` replaces."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: Its name in ``[tool.scim-conformance]``, such as ``token-env``.
        kind: The type of the value. A ``size`` is in bytes, or has a unit as in ``8MiB``.
        default: The value if it is not given; None for no value.
        help: One sentence for the help page.
        metavar: The placeholder for the value on the help page.
        choices: The permitted values in any letter case; for a number, words that are permitted as well.
        suffix: Suffix of a file that may be given instead of a choice; empty if no file is permitted.
        repeatable: It may be given several times.
        separator: The separator of several values in one text.
        least: The smallest permitted number.
    """

    name: str
    kind: Kind
    default: str | int | float | bool | None
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    suffix: str = ""
    repeatable: bool = False
    separator: str = ","
    least: float | None = None

    @property
    def key(self) -> str:
        """Its key in the ``flags`` of `resolve`, such as ``token_env``."""
        return self.name.replace("-", "_")

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The choices, and ``FILE`` if a file may be given instead."""
        return (*self.choices, "FILE") if self.suffix else self.choices

    @property
    def flag(self) -> str:
        """Its command line flag."""
        return f"--scim-{self.name}"

    @property
    def env(self) -> str:
        """Its environment variable."""
        return f"SCIM_{self.key.upper()}"

    @property
    def ini(self) -> str:
        """Its key in pytest's ini file."""
        return f"scim_{self.key}"


SETTINGS: tuple[Setting, ...] = (
    Setting("url", "text", None, f"Base URL of the tested server; it may contain {TENANT}.", "URL"),
    Setting("app", "text", None, "WSGI or ASGI application to test in this process.", "MODULE:ATTRIBUTE"),
    Setting("demo", "switch", False, "Test the bundled reference server instead of your own server."),
    Setting("tenant", "text", None, f"Tenant that replaces {TENANT} in the base URL.", "ID"),
    Setting("token-env", "text", None, "Environment variable with the Bearer token.", "NAME"),
    Setting("token-file", "text", None, "File with the Bearer token.", "FILE"),
    Setting("basic-env", "text", None, "Environment variable with user:password.", "NAME"),
    Setting(
        "oauth-token-url",
        "text",
        None,
        "Token endpoint that issues a Bearer token for client credentials (OAuth 2).",
        "URL",
    ),
    Setting("oauth-client-id", "text", None, "Id of the client at the token endpoint.", "ID"),
    Setting("oauth-secret-env", "text", None, "Environment variable with the secret of the client.", "NAME"),
    Setting("oauth-scope", "text", None, "Scope to request from the token endpoint.", '"SCOPE ..."'),
    Setting(
        "header",
        "text",
        None,
        "Header to send with every request; use header-env for secrets.",
        '"NAME: VALUE"',
        repeatable=True,
        separator="\n",
    ),
    Setting(
        "header-env",
        "text",
        None,
        "Header to send with every request, whose value is in an environment variable.",
        "NAME=VARIABLE",
        repeatable=True,
    ),
    Setting(
        "ca-bundle", "text", None, "PEM file of the authorities that sign the server's certificate.", "FILE"
    ),
    Setting("client-cert", "text", None, "PEM file of the client certificate for mTLS.", "FILE"),
    Setting(
        "client-key",
        "text",
        None,
        "PEM file of the private key of client-cert, if that file does not contain it.",
        "FILE",
    ),
    Setting(
        "client-key-password-env",
        "text",
        None,
        "Environment variable with the password of the private key.",
        "NAME",
    ),
    Setting(
        "other-url",
        "text",
        None,
        "Base URL of a second tenant, to test that one tenant cannot change the other.",
        "URL",
    ),
    Setting(
        "other-token-env",
        "text",
        None,
        "Environment variable with the Bearer token of the second tenant.",
        "NAME",
    ),
    Setting(
        "weak-token-env",
        "text",
        None,
        "Environment variable with a Bearer token of the tested tenant that has fewer permissions.",
        "NAME",
    ),
    Setting(
        "expired-token-env",
        "text",
        None,
        "Environment variable with an expired Bearer token of the tested tenant.",
        "NAME",
    ),
    Setting(
        "allow-writes",
        "switch",
        False,
        "Permit creating and deleting test users and groups on a server that is not on this machine.",
    ),
    Setting(
        "profile",
        "text",
        "rfc7644",
        "Documented deviations from the RFC, as the name of a profile or a .toml file.",
        choices=("rfc7644", "scaikey"),
        suffix=".toml",
    ),
    Setting(
        "contract",
        "text",
        None,
        "OpenAPI document (JSON or YAML) of the tested server, to test its Bulk operation too.",
        "FILE",
    ),
    Setting(
        "section",
        "text",
        None,
        "Test only this section, such as 3.7.2; add the RFC, as in 7643/3.3, if several RFCs have it.",
        "[RFC/]N.N",
        repeatable=True,
    ),
    Setting(
        "level",
        "text",
        None,
        "Test only requirements of this level.",
        choices=("must", "should", "may", "advice"),
        repeatable=True,
    ),
    Setting("requirement", "text", None, "Test only this requirement.", "ID", repeatable=True),
    Setting(
        "scenario",
        "text",
        None,
        "Run only this scenario, such as forward-reference.",
        "NAME",
        repeatable=True,
    ),
    Setting(
        "effort",
        "text",
        "standard",
        "How many scenarios run, and how many bulk requests are generated.",
        choices=("quick", "standard", "thorough"),
    ),
    Setting(
        "seed",
        "integer",
        0,
        "Seed of all generated data; the same seed repeats a run, random chooses one and reports it.",
        "N or random",
        choices=("random",),
    ),
    Setting("fail-on", "text", "must", "Weakest level that fails the run.", choices=("must", "should")),
    Setting(
        "baseline",
        "text",
        None,
        "File of known failures that do not fail the run; the command baseline writes it.",
        "FILE",
    ),
    Setting(
        "no-traces",
        "switch",
        False,
        "Write no traces.json.gz next to the report; then replay --offline cannot judge the run again.",
    ),
    Setting("report", "text", "scim-report", "Directory of the report.", "DIR"),
    Setting("timeout", "number", 30.0, "Longest time for one request.", "SECONDS", least=0.001),
    Setting(
        "settle",
        "number",
        0.0,
        "Longest time until a read shows the last write; the run repeats reads until then.",
        "SECONDS",
        least=0,
    ),
    Setting("rate", "number", 0.0, "Largest number of requests per second; 0 sets no limit.", "N", least=0),
    Setting(
        "max-requests",
        "integer",
        5000,
        "Largest number of requests in a run; the deletions at its end do not count.",
        "N",
        least=1,
    ),
    Setting("max-payload", "size", 8 << 20, "Largest request body that is sent.", "BYTES", least=1),
    Setting("max-response", "size", 16 << 20, "Largest response body that is read.", "BYTES", least=1),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
"""The table by `Setting.key`."""
