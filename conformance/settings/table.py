"""The one table that flags, environment variables and ini keys all come from."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "size", "switch"]

TENANT = "{tenant_id}"
"""What `tenant` fills in a base URL."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: Its name in ``[tool.scim-conformance]``, such as ``token-env``.
        kind: How its text is read. A ``size`` is in bytes, or has a unit as in ``8MiB``.
        default: The value when it is given nowhere; None (or nothing, when repeatable) means absent.
        help: One sentence for the help page.
        metavar: What stands for the value on the help page.
        choices: The only values allowed, compared without regard to letter case; of a number, the words that
            may stand in its place.
        suffix: End of the name of a file that may be given in place of a choice; empty where none may.
        repeatable: It may be given several times.
        separator: What separates several values in one text.
        least: The smallest number allowed.
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
        """The choices, and ``FILE`` where a file may be given in place of one."""
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
    Setting("url", "text", None, f"Base URL of the tested server; {TENANT} in it is filled in.", "URL"),
    Setting("app", "text", None, "WSGI or ASGI application to test in this process.", "MODULE:ATTRIBUTE"),
    Setting("tenant", "text", None, f"Tenant that fills {TENANT} in the base URL.", "ID"),
    Setting("token-env", "text", None, "Environment variable that holds the Bearer token.", "NAME"),
    Setting("token-file", "text", None, "File that holds the Bearer token.", "FILE"),
    Setting("basic-env", "text", None, "Environment variable that holds user:password.", "NAME"),
    Setting(
        "oauth-token-url",
        "text",
        None,
        "Token endpoint where client credentials (OAuth 2) are turned into a Bearer token.",
        "URL",
    ),
    Setting("oauth-client-id", "text", None, "Id of the client at the token endpoint.", "ID"),
    Setting(
        "oauth-secret-env", "text", None, "Environment variable that holds the secret of the client.", "NAME"
    ),
    Setting("oauth-scope", "text", None, "Scope to ask the token endpoint for.", '"SCOPE ..."'),
    Setting(
        "header",
        "text",
        None,
        "Header to send with every request; secrets are better given with header-env.",
        '"NAME: VALUE"',
        repeatable=True,
        separator="\n",
    ),
    Setting(
        "header-env",
        "text",
        None,
        "Header whose value an environment variable holds.",
        "NAME=VARIABLE",
        repeatable=True,
    ),
    Setting(
        "ca-bundle", "text", None, "PEM file of the authorities that sign the server's certificate.", "FILE"
    ),
    Setting(
        "client-cert", "text", None, "PEM file of the certificate that we show to the server (mTLS).", "FILE"
    ),
    Setting(
        "client-key", "text", None, "PEM file of its private key, where it is not in the same file.", "FILE"
    ),
    Setting(
        "client-key-password-env",
        "text",
        None,
        "Environment variable that holds the password of the private key.",
        "NAME",
    ),
    Setting(
        "other-url",
        "text",
        None,
        "Base URL of a second tenant, to see that no job reaches from one into the other.",
        "URL",
    ),
    Setting(
        "other-token-env",
        "text",
        None,
        "Environment variable that holds the Bearer token of the second tenant.",
        "NAME",
    ),
    Setting(
        "weak-token-env",
        "text",
        None,
        "Environment variable that holds a Bearer token of the tested tenant that may do less.",
        "NAME",
    ),
    Setting(
        "expired-token-env",
        "text",
        None,
        "Environment variable that holds a Bearer token of the tested tenant that has expired.",
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
        "Deviations from the RFC that are promised, by name or as a .toml file.",
        choices=("rfc7644", "scaikey"),
        suffix=".toml",
    ),
    Setting(
        "contract",
        "text",
        None,
        "OpenAPI document of the tested server, JSON or YAML; what it promises of Bulk is tested too.",
        "FILE",
    ),
    Setting(
        "section",
        "text",
        None,
        "Test only this section, such as 3.7.2, or 7643/3.3 where several RFCs have it.",
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
        "Play only this scenario, such as forward-reference.",
        "NAME",
        repeatable=True,
    ),
    Setting(
        "effort",
        "text",
        "standard",
        "How much is generated and tried.",
        choices=("quick", "standard", "thorough"),
    ),
    Setting(
        "seed",
        "integer",
        0,
        "Seed of everything generated; the same seed repeats a run, random draws one and reports it.",
        "N or random",
        choices=("random",),
    ),
    Setting("fail-on", "text", "must", "Weakest level that fails the run.", choices=("must", "should")),
    Setting(
        "baseline",
        "text",
        None,
        "Known failures, which do not fail the run: a file that the command baseline writes.",
        "FILE",
    ),
    Setting(
        "no-traces",
        "switch",
        False,
        "Write no traces.json.gz beside the report; replay --offline then cannot judge the run again.",
    ),
    Setting("report", "text", "scim-report", "Directory that the report is written to.", "DIR"),
    Setting("timeout", "number", 30.0, "Seconds that one request may take.", "SECONDS", least=0.001),
    Setting(
        "settle",
        "number",
        0.0,
        "Seconds that reads may lag behind writes; they are repeated until they show what was answered.",
        "SECONDS",
        least=0,
    ),
    Setting("rate", "number", 0.0, "Most requests in a second; 0 sets no limit.", "N", least=0),
    Setting(
        "max-requests",
        "integer",
        5000,
        "Most requests in a run; deleting what it created comes on top.",
        "N",
        least=1,
    ),
    Setting("max-payload", "size", 8 << 20, "Largest request body that is sent.", "BYTES", least=1),
    Setting("max-response", "size", 16 << 20, "Largest response body that is read.", "BYTES", least=1),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
"""The table by `Setting.key`."""
