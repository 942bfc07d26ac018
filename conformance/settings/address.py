"""The base URL of the tested server, and the permission to write to it."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from conformance.settings.given import Given, strongest
from conformance.settings.model import IN_PROCESS, Settings, SettingsError
from conformance.settings.table import TENANT


def is_loopback(url: str) -> bool:
    """Return True if the host of a URL is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def address(given: Mapping[str, Given], values: Mapping[str, Any]) -> tuple[str, str]:
    """Return base URL and application. With an application, the URL may be a path in it.

    Raises:
        SettingsError: The URL or the application is not valid, or the tenant does not match the URL.
    """
    url, app = values["url"] or "", values["app"] or ""
    if app and not re.fullmatch(r"[\w.]+:[\w.]+", app):
        raise SettingsError(f"{given['app'].place} is {app!r}. Write it as module:attribute.")
    if url.startswith("/"):
        if not app:
            raise SettingsError(
                f"{given['url'].place} is {url!r}, which is only a path. Give a complete URL, or the app "
                "that serves the path (--scim-app)."
            )
        url = IN_PROCESS + url
    elif app and strongest(given, "url", "app") == "url":
        app = ""
    elif app:
        url = IN_PROCESS
    return _base(url, values["tenant"] or "", given["url"].place if "url" in given else ""), app


def exclude_demo(given: Mapping[str, Given]) -> None:
    """Refuse a demo together with a URL or an application, wherever each of them is given.

    Raises:
        SettingsError: Both are given: the run would pass without testing the server that is named.
    """
    for key in ("url", "app"):
        if key in given:
            raise SettingsError(
                f"{given['demo'].place} tests the bundled reference server, but {given[key].place} names "
                "another target. Leave one out."
            )


def require_target(settings: Settings) -> None:
    """Refuse settings that name nothing to test.

    Raises:
        SettingsError: There is neither a URL nor an application, and no demo is asked for.
    """
    if not (settings.url or settings.app or settings.demo):
        raise SettingsError(
            "No server to test is given. Name one: 'scim-conformance run URL' (--scim-url URL with pytest). "
            "'scim-conformance run --demo' (--scim-demo with pytest) tests the bundled reference server."
        )


def _base(url: str, tenant: str, place: str) -> str:
    """Return a valid base URL with the tenant filled in, without a trailing slash; a query stays.

    Raises:
        SettingsError: The URL is not a valid base URL, or the tenant does not match it.
    """
    if tenant and TENANT not in url:
        raise SettingsError(
            f"The tenant is {tenant!r}, but the URL does not contain {TENANT}. Add {TENANT} to the URL, or "
            "leave the tenant out."
        )
    if TENANT in url and not tenant:
        raise SettingsError(f"{place} contains {TENANT}. Give the tenant with --scim-tenant.")
    if not url:
        return ""
    whole, _, query = url.replace(TENANT, quote(tenant, safe="")).partition("?")
    url = absolute(whole, place)
    if "#" in query or not query.isascii() or not query.isprintable() or " " in query:
        raise SettingsError(
            f"{place} has an invalid query. Remove a fragment (#...), and percent-encode special characters."
        )
    if "{" in url:
        raise SettingsError(f"{place} is {url!r}. The only placeholder is {TENANT}; replace any other.")
    if urlsplit(url).path.rstrip("/").lower().endswith("/bulk"):
        raise SettingsError(f"{place} is {url!r}. Give the base URL, without /Bulk.")
    return url.rstrip("/") + (f"?{query}" if query else "")


def absolute(url: str, place: str) -> str:
    """Return a URL if it is absolute and has no credentials, query or fragment.

    Raises:
        SettingsError: The value is not a valid absolute URL.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise SettingsError(f"{place} is not a valid URL. Check its host and port.") from None
    if "@" in parts.netloc:
        raise SettingsError(f"{place} contains credentials. Remove them, and use --scim-basic-env.")
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise SettingsError(
            f"{place} has a query or a fragment after {url.split('?')[0].split('#')[0]}. Remove it."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable() or " " in url:
        shown = f"{url!r}, which is not an absolute URL" if "@" not in url else "not an absolute URL"
        raise SettingsError(f"{place} is {shown}. Write it like https://scim.example.com/v2.")
    return url


def other_address(url: str, place: str, app: str) -> str:
    """Return the base URL of the second tenant; with an application, it may be a path in it.

    Raises:
        SettingsError: The value is not a valid base URL.
    """
    if not url.startswith("/"):
        return _base(url, "", place)
    if not app:
        raise SettingsError(
            f"{place} is {url!r}, which is only a path. Give a complete URL, or the app that serves the "
            "path (--scim-app)."
        )
    return _base(IN_PROCESS + url, "", place)


def require_write_permission(url: str, allowed: bool) -> None:
    """Reject a server on another machine unless writes to it are allowed.

    Raises:
        SettingsError: The server is on another machine and writes are not allowed.
    """
    if not allowed and not is_loopback(url):
        raise SettingsError(
            f"{url.partition('?')[0]} is not on this machine. A run creates some hundred test users and "
            "groups there, whose names begin with scimconf-, changes and deletes them, and does not touch "
            "other resources. Run with --dry-run to see each request first. Add --scim-allow-writes to "
            "permit the run."
        )
