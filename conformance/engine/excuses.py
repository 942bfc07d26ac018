"""Why nobody is accused of what became of jobs: the server does the same with single requests.

A server may ask for attributes that nobody knows of, and is free to ignore what is posted (RFC 7644 section
3.3) or not to show it. Single requests are sent only where a job seems to have gone wrong.
"""

import json
from collections.abc import Callable
from contextlib import suppress

from conformance.engine.endings import Blocked, Uncreated
from conformance.engine.jobrun import Outcome
from conformance.engine.lab import Lab
from conformance.engine.store import Stored
from conformance.engine.trace import Trace
from conformance.jobs.fitting import FILLING
from conformance.target.ledger import Stopped


class Excuses:
    """What single requests show of a server, each of them once.

    Args:
        bench: Makes a bench, given the beginning of the names on it.
    """

    def __init__(self, bench: Callable[[str], Lab]) -> None:
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
            lab = self._bench(f"single{len(self._known)}-")
            self._known[key] = ""
            with suppress(Blocked, Stopped):
                self._known[key] = _seen(lab, what, endpoint)
        return self._known[key]


def _seen(lab: Lab, what: str, endpoint: str) -> str:
    """Return what a single request shows that excuses jobs: a POST, a PUT, or one with a reference."""
    if what == "PUT":
        return _changes(lab)
    return _creates(lab, endpoint) if what == "POST" else _keeps(lab, what, endpoint)


def _wants_versions(trace: Trace) -> bool:
    """Tell whether something was not changed since no version was named (RFC 6585 section 3)."""
    codes = [*(each.status for each in trace.singles.values()), *(each.code for each in trace.outcomes())]
    return 428 in codes


def _changes(lab: Lab) -> str:
    """Return why a job need not change what it names no version of: a single request does not either."""
    user = lab.existing_user("unversioned")
    answer = lab.single("unversioned", "PUT", user.path, lab.changed(user))
    return "a single PUT that names no version is answered 428 as well" if answer.status == 428 else ""


def _barren(trace: Trace) -> set[str]:
    """Return the endpoints at which jobs were to create something and no operation of them did.

    What refers to nothing is looked at by itself where there is any: groups may have to have members.
    """
    done: dict[tuple[str, bool], bool] = {}
    for outcome in trace.outcomes():
        if outcome.operation.creates and outcome.operation.path in outcome.run.kinds.endpoints:
            key = outcome.operation.path, _refers(outcome)
            done[key] = done.get(key, False) or outcome.done
    return {
        path
        for (path, refers), any_ in done.items()
        if not any_ and (not refers or (path, False) not in done)
    }


def _refers(outcome: Outcome) -> bool:
    """Tell whether an operation refers to something, and not just to fill an attribute that is required."""
    text = json.dumps(outcome.operation.data)
    return f'"{_attribute(outcome)}"' in text and f'[{{"value": "{FILLING}"}}]' not in text


def _attribute(outcome: Outcome) -> str:
    """Return the attribute by which the resource of an operation may refer to others."""
    groups = outcome.run.kinds.groups
    return groups.members if outcome.kind is groups else "manager"


def _referring(trace: Trace) -> set[tuple[str, str]]:
    """Return attributes by which jobs were to refer, with endpoints, where nothing shows any reference.

    What is created and what is changed are looked at apart: a server may heed an attribute in one of the two.
    """
    wanted: dict[tuple[str, str, bool], bool] = {}
    for outcome in trace.outcomes():
        attribute = _attribute(outcome)
        if outcome.done and attribute and _refers(outcome):
            key = attribute, outcome.kind.endpoint, outcome.operation.creates
            shown = any(found.values(attribute) for found in outcome.stored)
            wanted[key] = wanted.get(key, False) or shown
    return {(attribute, endpoint) for (attribute, endpoint, _), shown in wanted.items() if not shown}


def _creates(lab: Lab, endpoint: str) -> str:
    """Return why a job need not create what it is sent: a single request does not either."""
    create = lab.existing_group if endpoint == lab.groups else lab.existing_user
    try:
        create("alone")
    except Uncreated as uncreated:
        refused = uncreated.made is not None and 400 <= (uncreated.made.status or 0) < 500
        return str(uncreated) if refused else ""
    return ""


def _keeps(lab: Lab, attribute: str, endpoint: str) -> str:
    """Return why a job need not show a reference: GET does not show that of a single request either."""
    target = lab.existing_user("target")
    group = endpoint == lab.groups
    document = lab.group("holder", target.id) if group else lab.user("holder", manager=target.id)
    made = lab.post(endpoint, document)
    path = lab.made_at(endpoint, made)
    if path is None:
        return ""
    shown = lab.single("holder", "GET", path)
    if shown.status != 200 or not isinstance(shown.json, dict):
        return ""
    if target.id in Stored("", shown.json, shown, target.kind).values(attribute):
        return ""
    return f"POST {endpoint} as a single request stores no {attribute}, or GET does not show any"
