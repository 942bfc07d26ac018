"""Every setting of a run in one table: flags, environment variables and ini keys all come from it."""

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

Kind = Literal["text", "integer", "number", "size", "switch"]

IN_PROCESS = "http://localhost"
"""The origin that an application in this process is asked under; nothing is sent over a network."""

TENANT = "{tenant_id}"
_UNITS = {"": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TELLTALE = re.compile(r"auth|token|key|secret|cookie|passw|credential|session", re.IGNORECASE)
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


class SettingsError(Exception):
    """A setting cannot be used; the message says what was wrong and what to do next."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: Its name in ``[tool.scim-conformance]``, such as ``token-env``.
        kind: How its text is read. A ``size`` is in bytes, or has a unit as in ``8MiB``.
        default: The value when it is given nowhere; None (or nothing, when repeatable) means absent.
        help: One sentence for the help page.
        metavar: What stands for the value on the help page.
        choices: The only values allowed, compared without regard to letter case.
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
    repeatable: bool = False
    separator: str = ","
    least: float | None = None

    @property
    def key(self) -> str:
        """Its key in the ``flags`` of `resolve`, such as ``token_env``."""
        return self.name.replace("-", "_")

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
        "allow-writes",
        "switch",
        False,
        "Permit creating and deleting test users and groups on a server that is not on this machine.",
    ),
    Setting(
        "profile",
        "text",
        "rfc7644",
        "Named set of deviations from the RFC that is promised.",
        choices=("rfc7644", "scaikey"),
    ),
    Setting(
        "section", "text", None, "Test only this section of the RFC, such as 3.7.2.", "N.N", repeatable=True
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
        "effort",
        "text",
        "standard",
        "How much is generated and tried.",
        choices=("quick", "standard", "thorough"),
    ),
    Setting("seed", "integer", 0, "Seed of everything generated; the same seed repeats a run.", "N"),
    Setting("fail-on", "text", "must", "Weakest level that fails the run.", choices=("must", "should")),
    Setting("report", "text", "scim-report", "Directory that the report is written to.", "DIR"),
    Setting("timeout", "number", 30.0, "Seconds that one request may take.", "SECONDS", least=0.001),
    Setting("rate", "number", 0.0, "Most requests in a second; 0 sets no limit.", "N", least=0),
    Setting("max-requests", "integer", 5000, "Most requests in a run.", "N", least=1),
    Setting("max-payload", "size", 8 << 20, "Largest request body that is sent.", "BYTES", least=1),
    Setting("max-response", "size", 16 << 20, "Largest response body that is read.", "BYTES", least=1),
)

_BY_KEY = {setting.key: setting for setting in SETTINGS}


class Secret:
    """A text that shows itself only when asked."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class Header:
    """A header for every request.

    Attributes:
        sensitive: Its value must be kept out of records wherever it turns up, not only in this header.
    """

    name: str
    value: Secret
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run goes by.

    Attributes:
        url: Base URL without a trailing slash, tenant filled in; empty for the embedded reference server.
        app: ``module:attribute`` of an application in this process; `url` is then under `IN_PROCESS`.
        token: Bearer token.
        basic: ``user:password``.
        level: Levels in lower case; empty for all, as with `section` and `requirement`.
        timeout: Seconds for one request.
        rate: Requests per second, 0 for no limit.
        max_payload: Bytes of a request body.
        max_response: Bytes of a response body.
    """

    url: str = ""
    app: str = ""
    tenant: str = ""
    token: Secret | None = None
    basic: Secret | None = None
    headers: tuple[Header, ...] = ()
    ca_bundle: Path | None = None
    allow_writes: bool = False
    profile: str = "rfc7644"
    section: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    requirement: tuple[str, ...] = ()
    effort: str = "standard"
    seed: int = 0
    fail_on: str = "must"
    report: Path = field(default_factory=lambda: Path("scim-report"))
    timeout: float = 30.0
    rate: float = 0.0
    max_requests: int = 5000
    max_payload: int = 8 << 20
    max_response: int = 16 << 20


@dataclass(frozen=True, slots=True)
class _Given:
    """A value with the place it was given at; the lower the rank, the stronger the place."""

    value: Any
    rank: int
    place: str


def resolve(flags: Mapping[str, Any], environ: Mapping[str, str], ini: Mapping[str, Any]) -> Settings:
    """Return the settings of a run; a flag outweighs the environment, the environment the ini file.

    Where two settings exclude each other (``url`` and ``app``, or two credentials), the one from the stronger
    place is taken; two from the same place are an error.

    Args:
        flags: Values by `Setting.key`, as text or typed; None, an empty text or list means not given.
        environ: The environment; also where the variables that hold secrets are looked up.
        ini: Values by `Setting.name` or by `Setting.ini`.

    Raises:
        SettingsError: Something cannot be used. The message never shows a secret.
    """
    given = _collect(flags, environ, ini)
    values = {key: _read(setting, given.get(key)) for key, setting in _BY_KEY.items()}
    token, basic = _credentials(given, environ)
    url, app = _address(given, values)
    if url and not app:
        _permit(url, values["allow_writes"])
    return Settings(
        url=url,
        app=app,
        tenant=values["tenant"] or "",
        token=token,
        basic=basic,
        headers=_headers(values["header"], values["header_env"], environ),
        ca_bundle=_file(values["ca_bundle"], given["ca_bundle"].place) if values["ca_bundle"] else None,
        report=Path(values["report"]),
        **{key: values[key] for key in _PLAIN},
    )


_PLAIN = (
    *("allow_writes", "profile", "section", "level", "requirement", "effort", "seed", "fail_on"),
    *("timeout", "rate", "max_requests", "max_payload", "max_response"),
)


def project_settings(directory: Path) -> dict[str, Any]:
    """Return the table ``[tool.scim-conformance]`` of the nearest pyproject.toml upwards; empty without one.

    Raises:
        SettingsError: The file is no TOML, or the table is none.
    """
    for folder in (directory.resolve(), *directory.resolve().parents):
        file = folder / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            table = (
                tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("scim-conformance", {})
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError) as error:
            raise SettingsError(f"{file} cannot be read as TOML: {error}. Mend the file.") from None
        if not isinstance(table, dict):
            raise SettingsError(f"tool.scim-conformance in {file} is {table!r}. Make it a table.")
        return table
    return {}


def is_loopback(url: str) -> bool:
    """Say whether a URL leads to this machine only."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _collect(
    flags: Mapping[str, Any], environ: Mapping[str, str], ini: Mapping[str, Any]
) -> dict[str, _Given]:
    """Return what was given, each from the strongest place that gives it."""
    named = {_known(name): value for name, value in ini.items()}
    given = {}
    for key in (_known(name, "flag") for name in flags):
        given[key] = _Given(flags[key], 0, _BY_KEY[key].flag)
    given = {key: entry for key, entry in given.items() if not _absent(entry.value)}
    for key, setting in _BY_KEY.items():
        for value, rank, place in (
            (environ.get(setting.env), 1, f"the environment variable {setting.env}"),
            (named.get(key), 2, f"{setting.name} in the ini file"),
        ):
            if key not in given and not _absent(value):
                given[key] = _Given(value, rank, place)
    return given


def _known(name: str, what: str = "ini key") -> str:
    """Return the key of a setting from its name in a file, or say which name was meant."""
    key = name.replace("-", "_").removeprefix("scim_")
    if key in _BY_KEY:
        return key
    near = difflib.get_close_matches(key, _BY_KEY, n=1)
    hint = (
        f"Did you mean {_BY_KEY[near[0]].name}?"
        if near
        else f"Known are {', '.join(s.name for s in SETTINGS)}."
    )
    raise SettingsError(f"There is no {what} {name!r}. {hint}")


def _absent(value: Any) -> bool:  # noqa: ANN401 - whatever a parser hands over
    return value is None or value == "" or value in ((), [])


def _read(setting: Setting, given: _Given | None) -> Any:  # noqa: ANN401 - as many types as kinds
    """Return the typed value of a setting."""
    if given is None:
        return () if setting.repeatable else setting.default
    if not setting.repeatable:
        return _one(setting, given.value, given.place)
    parts = [given.value] if isinstance(given.value, str) else given.value
    if not isinstance(parts, Iterable):
        raise SettingsError(f"{given.place} is {parts!r}. Give a text or a list of texts.")
    texts = (text.strip() for part in parts for text in str(part).split(setting.separator))
    return tuple(_one(setting, text, given.place) for text in texts if text)


def _one(setting: Setting, value: Any, place: str) -> Any:  # noqa: ANN401 - see above
    """Return one typed value."""
    if setting.kind == "switch":
        return _switch(value, place)
    if setting.kind == "text":
        return _choice(setting, value, place)
    try:
        number = _number(setting.kind, value)
    except (ValueError, OverflowError):
        wanted = {"integer": "a whole number", "number": "a number", "size": "a number of bytes such as 8MiB"}
        raise SettingsError(f"{place} is {value!r}. Give {wanted[setting.kind]}.") from None
    if setting.least is not None and number < setting.least:
        raise SettingsError(f"{place} is {value!r}. Give {setting.least:g} or more.")
    return number


def _switch(value: Any, place: str) -> bool:  # noqa: ANN401 - see above
    word = str(value).strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise SettingsError(f"{place} is {value!r}. Give true or false.")


def _choice(setting: Setting, value: Any, place: str) -> str:  # noqa: ANN401 - see above
    if not isinstance(value, str):
        raise SettingsError(f"{place} is {value!r}. Give a text.")
    if not setting.choices:
        return value.strip()
    if value.strip().lower() not in setting.choices:
        raise SettingsError(f"{place} is {value!r}. Give one of {', '.join(setting.choices)}.")
    return value.strip().lower()


def _number(kind: Kind, value: Any) -> int | float:  # noqa: ANN401 - see above
    """Return a number.

    Raises:
        ValueError: It is none of that kind.
    """
    text = "" if isinstance(value, bool) else str(value).strip().lower()
    if kind == "number":
        number = float(text)
        if number in (float("inf"), float("-inf")) or number != number:
            raise ValueError(text)
        return number
    match = re.fullmatch(r"(-?[0-9]{1,18})\s*([a-z]*)", text)
    if not match or match[2] not in _UNITS or (kind == "integer" and match[2]):
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2]]


def _strongest(given: Mapping[str, _Given], *keys: str) -> str | None:
    """Return which of several settings that exclude each other counts."""
    found = sorted((key for key in keys if key in given), key=lambda key: given[key].rank)
    if len(found) > 1 and given[found[0]].rank == given[found[1]].rank:
        raise SettingsError(
            f"Both {given[found[0]].place} and {given[found[1]].place} are given. Leave one out."
        )
    return found[0] if found else None


def _credentials(
    given: Mapping[str, _Given], environ: Mapping[str, str]
) -> tuple[Secret | None, Secret | None]:
    """Return the Bearer token and the Basic user:password; at most one is set."""
    key = _strongest(given, "token_env", "token_file", "basic_env")
    if key is None:
        return None, None
    entry = given[key]
    if key == "token_file":
        file = _file(str(entry.value).strip(), entry.place)
        return _bearer(_printable(file.read_text("utf-8", "replace"), entry.place)), None
    text = _variable(str(entry.value).strip(), entry.place, environ)
    if key == "token_env":
        return _bearer(text), None
    if ":" not in text:
        raise SettingsError(f"{entry.place} names {entry.value}, which has no colon. Make it user:password.")
    return None, Secret(text)


def _bearer(text: str) -> Secret:
    """Return the token alone; it is often kept together with the word that goes before it in the header."""
    return Secret(re.sub(r"^bearer\s+", "", text, flags=re.IGNORECASE))


def _variable(name: str, place: str, environ: Mapping[str, str]) -> str:
    if not environ.get(name):
        # A secret typed in place of a name must not be shown; what looks like a usual name may be.
        shown = f" {name}" if re.fullmatch(r"[A-Z_][A-Z0-9_]{0,40}", name) else ""
        raise SettingsError(
            f"{place} names an environment variable{shown} that is not set. "
            "Set it, and give its name, never the secret itself."
        )
    return _printable(environ[name], place)


def _printable(text: str, place: str) -> str:
    """Return a text that may stand in a header; what it is stays unsaid."""
    text = text.strip()
    if not text or not text.isascii() or not text.isprintable():
        raise SettingsError(
            f"{place} leads to an empty text or one with characters that no header may carry. "
            "Check what it holds."
        )
    return text


def _file(name: str, place: str) -> Path:
    path = Path(name).expanduser()
    if not path.is_file():
        raise SettingsError(f"{place} is {name!r}, and there is no such file. Check the path.")
    return path


def _headers(typed: Iterable[str], named: Iterable[str], environ: Mapping[str, str]) -> tuple[Header, ...]:
    """Return the headers for every request."""
    headers = []
    for line in typed:
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon:
            raise SettingsError('A --scim-header has no colon. Write it as "Name: value".')
        text = _printable(value, f"--scim-header {name}") if value else ""
        headers.append(Header(_header_name(name), Secret(text), bool(_TELLTALE.search(name))))
    for line in named:
        name, _, variable = (part.strip() for part in line.partition("="))
        headers.append(
            Header(
                _header_name(name), Secret(_variable(variable, f"--scim-header-env {name}", environ)), True
            )
        )
    return tuple(headers)


def _header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise SettingsError(f"{name!r} is no header name. Write letters, digits and hyphens.")
    if name.lower() in _FRAMING:
        raise SettingsError(f"The header {name} is set by the client itself. Leave it out.")
    return name


def _address(given: Mapping[str, _Given], values: Mapping[str, Any]) -> tuple[str, str]:
    """Return base URL and application; a URL that is only a path says where the application serves SCIM."""
    url, app = values["url"] or "", values["app"] or ""
    if app and not re.fullmatch(r"[\w.]+:[\w.]+", app):
        raise SettingsError(f"{given['app'].place} is {app!r}. Write it as module:attribute.")
    if url.startswith("/"):
        if not app:
            raise SettingsError(
                f"{given['url'].place} is the path {url!r}. Give a URL, or an app that serves it."
            )
        url = IN_PROCESS + url
    elif app and _strongest(given, "url", "app") == "url":
        app = ""
    elif app:
        url = IN_PROCESS
    return _base(url, values["tenant"] or "", given["url"].place if "url" in given else ""), app


def _base(url: str, tenant: str, place: str) -> str:
    """Return a base URL, checked, its tenant filled in, without a trailing slash."""
    if tenant and TENANT not in url:
        raise SettingsError(
            f"A tenant {tenant!r} is given, but the URL has no {TENANT}. Put it where it belongs."
        )
    if TENANT in url and not tenant:
        raise SettingsError(f"{place} holds {TENANT}. Say which with --scim-tenant.")
    if not url:
        return ""
    url = url.replace(TENANT, quote(tenant, safe=""))
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise SettingsError(f"{place} is no URL that can be read. Check its host and port.") from None
    if "@" in parts.netloc:
        raise SettingsError(f"{place} carries credentials. Take them out and use --scim-basic-env.")
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise SettingsError(
            f"{place} has a query or a fragment after {url.split('?')[0].split('#')[0]}. Leave it out."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable() or " " in url:
        raise SettingsError(f"{place} is {url!r}. Write it in full, such as https://scim.example.com/v2.")
    if "{" in url:
        raise SettingsError(f"{place} is {url!r}. The only placeholder is {TENANT}.")
    if parts.path.rstrip("/").lower().endswith("/bulk"):
        raise SettingsError(f"{place} is {url!r}. Give the base URL, without /Bulk.")
    return url.rstrip("/")


def _permit(url: str, allowed: bool) -> None:
    """Refuse to change a server that is not on this machine, unless told to."""
    if not allowed and not is_loopback(url):
        raise SettingsError(
            f"{url} is not on this machine: a run creates test users and groups there, changes and deletes "
            "them, and leaves other resources alone. Add --scim-allow-writes if that is wanted."
        )
