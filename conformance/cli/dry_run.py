"""``run --dry-run``: the requests that a run would send, recorded on the bundled reference server."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conformance.cli.extra import reference_extra
from conformance.exchange import Exchange
from conformance.report.text import one_line
from conformance.report.words import count
from conformance.requirements.finding import GENERATED
from conformance.run.embedded import introduced
from conformance.run.live import LiveRun, end_like_ctrl_c
from conformance.settings import Settings, project_settings, require_target, resolve

_BODY = 160

_ASSUMED = """\
Target: {target}. This dry run sends nothing to it.
The requests below are those of the fixed scenarios, recorded on the bundled reference server. That
server claims every feature and conforms. A server that claims less gets fewer requests. A server
that responds differently may get a few other requests. Headers and generated bulk requests are not
shown; generated requests create, change and delete only resources of the run, as these do.
"""


def dry_run(flags: Mapping[str, Any]) -> int:
    """Print every request of the fixed scenarios that the settings select, and return the exit code.

    Args:
        flags: Values of the settings by `Setting.key`; None or empty if not given.

    Raises:
        SettingsError: No target is given, or a setting cannot be used.
        click.ClickException: The reference server is not installed.
    """
    # A dry run needs no permission: it shows what there is to permit.
    settings = resolve({**flags, "allow_writes": True}, os.environ, project_settings(Path.cwd()))
    require_target(settings)
    played = _play(settings)
    print(_ASSUMED.format(target=settings.app or _base(settings.url) or "the bundled reference server"))
    for line in _lines(played):
        print(line)
    return 0


@dataclass(frozen=True, slots=True)
class _Played:
    """Requests to the bundled server, and the base URLs to print in place of its own."""

    exchanges: list[Exchange]
    base_url: str
    bases: dict[str, str]

    def line(self, exchange: Exchange) -> str:
        """Return a request in one line: its method, its path below the base URL, its body cut short."""
        request = exchange.request
        place = self._moved(request.url.removeprefix(self.base_url))
        body = self._moved(request.body.decode(errors="backslashreplace"))
        if len(body) > _BODY:
            body = f"{body[:_BODY]}... ({count(len(request.body), 'byte')})"
        return one_line(f"{request.method} {place} {body}".rstrip())

    def _moved(self, text: str) -> str:
        for base, other in self.bases.items():
            text = text.replace(base, other)
        return text


def _play(settings: Settings) -> _Played:
    """Play the fixed scenarios on the bundled server, and clean up."""
    with reference_extra():
        from conformance.reference.server import ReferenceConfig, ReferenceServer
    end_like_ctrl_c()
    config = ReferenceConfig(profile="scaikey" if settings.profile == "scaikey" else "rfc7644")
    with ReferenceServer(config) as server, TemporaryDirectory() as directory:
        everything = replace(
            introduced(settings, server), app="", demo=False, headers=(), report=Path(directory), rate=0
        )
        live = LiveRun(everything if settings.demo else _as_much_as(settings, everything))
        for case in live.cases():
            if not case.scenario.startswith(GENERATED):
                live.judge(case)
        exchanges = [each for each in live.collect().exchanges if not each.scenario.startswith(GENERATED)]
    bases = {everything.url: _base(settings.url)}
    if everything.other_tenant and settings.other_tenant:
        bases[everything.other_tenant.url] = _base(settings.other_tenant.url)
    return _Played(exchanges, everything.url, {base: other for base, other in bases.items() if other})


def _as_much_as(settings: Settings, everything: Settings) -> Settings:
    """Return the settings of the bundled server without the tenants and tokens that the run lacks."""
    return replace(
        everything,
        other_tenant=everything.other_tenant if settings.other_tenant else None,
        weak_token=everything.weak_token if settings.weak_token else None,
        expired_token=everything.expired_token if settings.expired_token else None,
    )


def _lines(played: _Played) -> Iterator[str]:
    """Yield each request under the name of its scenario, then the totals."""
    heading = ""
    for exchange in played.exchanges:
        if heading != (exchange.scenario or exchange.purpose):
            heading = exchange.scenario or exchange.purpose
            yield f"{heading}:"
        yield f"  {played.line(exchange)}"
    methods = Counter(exchange.request.method for exchange in played.exchanges)
    totals = ", ".join(f"{number} {method}" for method, number in methods.most_common())
    yield f"\n{count(len(played.exchanges), 'request')}: {totals}. None was sent."


def _base(url: str) -> str:
    """Return a base URL without its query, which may hold a secret."""
    return url.partition("?")[0]
