"""Where the tested server is, and whether it may be written to."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from conformance.settings.given import Given, strongest
from conformance.settings.model import IN_PROCESS, SettingsError
from conformance.settings.table import TENANT


def is_loopback(url: str) -> bool:
    """Say whether a URL leads to this machine only."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def address(given: Mapping[str, Given], values: Mapping[str, Any]) -> tuple[str, str]:
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
    elif app and strongest(given, "url", "app") == "url":
        app = ""
    elif app:
        url = IN_PROCESS
    return _base(url, values["tenant"] or "", given["url"].place if "url" in given else ""), app


def _base(url: str, tenant: str, place: str) -> str:
    """Return a base URL, checked, its tenant filled in, without a trailing slash; a query stays behind it."""
    if tenant and TENANT not in url:
        raise SettingsError(
            f"A tenant {tenant!r} is given, but the URL has no {TENANT}. Put it where it belongs."
        )
    if TENANT in url and not tenant:
        raise SettingsError(f"{place} holds {TENANT}. Say which with --scim-tenant.")
    if not url:
        return ""
    whole, _, query = url.replace(TENANT, quote(tenant, safe="")).partition("?")
    url = absolute(whole, place)
    if "#" in query or not query.isascii() or not query.isprintable() or " " in query:
        raise SettingsError(
            f"{place} has a query that cannot be sent. Leave fragments out, and percent-encode the rest."
        )
    if "{" in url:
        raise SettingsError(f"{place} is {url!r}. The only placeholder is {TENANT}.")
    if urlsplit(url).path.rstrip("/").lower().endswith("/bulk"):
        raise SettingsError(f"{place} is {url!r}. Give the base URL, without /Bulk.")
    return url.rstrip("/") + (f"?{query}" if query else "")


def absolute(url: str, place: str) -> str:
    """Return a URL that can be requested: whole, without credentials, query and fragment.

    Raises:
        SettingsError: It is none.
    """
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
        shown = repr(url) if "@" not in url else "no whole URL"
        raise SettingsError(f"{place} is {shown}. Write it in full, such as https://scim.example.com/v2.")
    return url


def other_address(url: str, place: str, app: str) -> str:
    """Return the base URL of the second tenant; a path where the application in this process serves it."""
    if not url.startswith("/"):
        return _base(url, "", place)
    if not app:
        raise SettingsError(f"{place} is the path {url!r}. Give a URL, or an app that serves it.")
    return _base(IN_PROCESS + url, "", place)


def permit(url: str, allowed: bool) -> None:
    """Refuse to change a server that is not on this machine, unless told to."""
    if not allowed and not is_loopback(url):
        raise SettingsError(
            f"{url.partition('?')[0]} is not on this machine: a run creates some hundred test users and "
            "groups there, with names that begin with scimconf-, changes and deletes them, and leaves other "
            "resources alone. To see each request first, run with --dry-run. Add --scim-allow-writes if that "
            "is wanted."
        )
