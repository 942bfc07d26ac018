"""Why nobody is accused of what became of jobs: the server does the same with single requests.

A server may ask for attributes that nobody knows of, and is free to ignore what is posted (RFC 7644 section
3.3) or not to show it. Single requests are sent only where a job seems to have gone wrong.
"""

import json
from collections.abc import Callable
from contextlib import suppress

from conformance.client.request_budget import Stopped
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Blocked, Uncreated
from conformance.scim.fitting import FILLING
from conformance.trace.interaction import Effect
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace


class ControlRequests:
    """What single requests show of a server, each of them once.

    Args:
        bench: Makes a bench, given the beginning of the names on it.
    """

    def __init__(self, bench: Callable[[str], ScenarioContext]) -> None:
        self._bench = bench
        self._known: dict[tuple[str, str], str] = {}

    def why(self, trace: Trace) -> str:
        """Return why nothing is proved by what jobs did not create, or did not refer to; empty if it is."""
        asked = [*(("POST", endpoint) for endpoint in _barren(trace)), *_referring(trace)]
        if _wants_versions(trace):
            asked.append(("PUT", ""))
        return next(filter(None, (self._ask(*each) for each in sorted(asked))), "")

    def _ask(self, what: str, endpoint: str) -> str:
        key = what, endpoint
        if key not in self._known:
            ctx = self._bench(f"single{len(self._known)}-")
            self._known[key] = ""
            with suppress(Blocked, Stopped):
                self._known[key] = _seen(ctx, what, endpoint)
        return self._known[key]


def _seen(ctx: ScenarioContext, what: str, endpoint: str) -> str:
    """Return what a single request shows that excuses jobs: a POST, a PUT, or one with a reference."""
    if what == "PUT":
        return _changes(ctx)
    return _creates(ctx, endpoint) if what == "POST" else _keeps(ctx, what, endpoint)


def _wants_versions(trace: Trace) -> bool:
    """Tell whether something was not changed since no version was named (RFC 6585 section 3)."""
    codes = [*(each.status for each in trace.singles.values()), *(each.code for each in trace.effects())]
    return 428 in codes


def _changes(ctx: ScenarioContext) -> str:
    """Return why a job need not change what it names no version of: a single request does not either."""
    user = ctx.existing_user("unversioned")
    answer = ctx.single("unversioned", "PUT", user.path, ctx.changed(user))
    return "a single PUT that names no version is answered 428 as well" if answer.status == 428 else ""


def _barren(trace: Trace) -> set[str]:
    """Return the endpoints at which jobs were to create something and no operation of them did.

    What refers to nothing is looked at by itself where there is any: groups may have to have members.
    """
    done: dict[tuple[str, bool], bool] = {}
    for effect in trace.effects():
        if effect.operation.creates and effect.operation.path in effect.run.kinds.endpoints:
            key = effect.operation.path, _refers(effect)
            done[key] = done.get(key, False) or effect.done
    return {
        path
        for (path, refers), any_ in done.items()
        if not any_ and (not refers or (path, False) not in done)
    }


def _refers(effect: Effect) -> bool:
    """Tell whether an operation refers to something, and not just to fill an attribute that is required."""
    text = json.dumps(effect.operation.data)
    return f'"{_attribute(effect)}"' in text and f'[{{"value": "{FILLING}"}}]' not in text


def _attribute(effect: Effect) -> str:
    """Return the attribute by which the resource of an operation may refer to others."""
    groups = effect.run.kinds.groups
    return groups.members if effect.kind is groups else "manager"


def _referring(trace: Trace) -> set[tuple[str, str]]:
    """Return attributes by which jobs were to refer, with endpoints, where nothing shows any reference.

    What is created and what is changed are looked at apart: a server may heed an attribute in one of the two.
    """
    wanted: dict[tuple[str, str, bool], bool] = {}
    for effect in trace.effects():
        attribute = _attribute(effect)
        if effect.done and attribute and _refers(effect):
            key = attribute, effect.kind.endpoint, effect.operation.creates
            shown = any(found.values(attribute) for found in effect.stored)
            wanted[key] = wanted.get(key, False) or shown
    return {(attribute, endpoint) for (attribute, endpoint, _), shown in wanted.items() if not shown}


def _creates(ctx: ScenarioContext, endpoint: str) -> str:
    """Return why a job need not create what it is sent: a single request does not either."""
    create = ctx.existing_group if endpoint == ctx.groups else ctx.existing_user
    try:
        create("alone")
    except Uncreated as uncreated:
        refused = uncreated.created is not None and 400 <= (uncreated.created.status or 0) < 500
        return str(uncreated) if refused else ""
    return ""


def _keeps(ctx: ScenarioContext, attribute: str, endpoint: str) -> str:
    """Return why a job need not show a reference: GET does not show that of a single request either."""
    target = ctx.existing_user("target")
    group = endpoint == ctx.groups
    document = ctx.group("holder", target.id) if group else ctx.user("holder", manager=target.id)
    made = ctx.post(endpoint, document)
    path = ctx.made_at(endpoint, made)
    if path is None:
        return ""
    shown = ctx.single("holder", "GET", path)
    if shown.status != 200 or not isinstance(shown.json, dict):
        return ""
    if target.id in StoredResource("", shown.json, shown, target.kind).values(attribute):
        return ""
    return f"POST {endpoint} as a single request stores no {attribute}, or GET does not show any"
