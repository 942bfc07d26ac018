"""Checks of versions: the right one lets an operation pass, a stale one does not."""

from collections.abc import Iterator

from conformance.document import attr
from conformance.engine.jobrun import Outcome
from conformance.engine.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.engine.registry import check
from conformance.engine.trace import Trace


@check("VERSION-3.14-01", "current-versions")
def current_version_lets_pass(trace: Trace) -> Iterator[Observation]:
    """An operation with the version that GET showed is done."""
    for outcome in trace.outcomes():
        if outcome.operation.version is None:
            yield inconclusive(outcome.exchange, "GET shows neither an ETag nor a meta.version")
            continue
        if outcome.unclear:
            yield inconclusive(outcome.exchange, outcome.unclear)
            continue
        message = f"{outcome.title} with the current version is refused"
        yield expect(outcome.done, outcome.exchange, message, expected="done", got=outcome.said)


def stale(trace: Trace) -> Iterator[Outcome]:
    """Iterate over the operations whose version is stale: all, or the second of two on one resource.

    Where the server does not keep the text that the first sets, it may have left the version as it was.
    """
    for run in trace.runs:
        outcomes = run.outcomes if run.accepted else ()
        if len(outcomes) == 2 and outcomes[0].subject == outcomes[1].subject:
            changed = all(found.text is not None for found in outcomes[0].stored)
            yield from outcomes[1:] if outcomes[0].done and outcomes[0].operation.version and changed else ()
        else:
            yield from outcomes


@check("VERSION-3.14-02", "stale-versions", "version-outdated-by-the-job")
def stale_version_is_not_applied(trace: Trace) -> Iterator[Observation]:
    """The operation is refused, and nothing of it is stored."""
    for outcome in stale(trace):
        names = [found.text for found in outcome.stored]
        applied = not names or names[0] in ("Changed", "Second")
        message = f"{outcome.title} with a stale version is applied, or reported as done"
        got = f"{outcome.said}, {'applied' if applied else 'not applied'}"
        holds = not outcome.done and not (applied and outcome.refused)
        yield expect(holds, outcome.exchange, message, expected="412, not applied", got=got)


@check("VERSION-3.14-03", "stale-versions", "version-outdated-by-the-job")
def stale_version_answers_412(trace: Trace) -> Iterator[Observation]:
    """The code of the refusal is 412; another 4xx is lenient."""
    for outcome in stale(trace):
        if outcome.refused and outcome.result:
            code = outcome.result.status.code
            message = f"{outcome.title} with a stale version is refused with {code}"
            if code == 412:
                yield expect(True, outcome.exchange, message, expected="412", got=code)
            else:
                yield lenient(outcome.exchange, message, expected="412", got=code)


@check("VERSION-3.14-04")
def version_in_a_result_is_the_current_one(trace: Trace) -> Iterator[Observation]:
    """A version that a result carries is the one that GET shows, where nothing has changed it since."""
    told = False
    for outcome, result in trace.reported():
        version = attr(result.document, "version")
        told |= version is not None
        if not result.succeeded or len(outcome.stored) != 1 or outcome.malformed:
            continue
        current = outcome.stored[0].version
        if version is not None and current is not None and outcome.untouched:
            message = f"the version of {outcome.title} is not the resource's"
            yield expect(version == current, outcome.exchange, message, expected=current, got=version)
    if not told:
        yield inapplicable(None, "no result carries a version; see VERSION-3.14-05")


@check("VERSION-3.14-05")
def results_carry_a_version(trace: Trace) -> Iterator[Observation]:
    """A success other than DELETE carries the version."""
    for outcome, result in trace.reported():
        if result.succeeded and outcome.operation.method != "DELETE" and not outcome.malformed:
            version = attr(result.document, "version")
            message = f"the result of {outcome.title} has no version"
            holds = isinstance(version, str) and bool(version)
            yield expect(holds, outcome.exchange, message, expected="version: an ETag", got=version)
