"""Checks of versions: the right one lets an operation pass, a stale one does not."""

from collections.abc import Iterator

from conformance.check.evidence import unclear
from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


@check("VERSION-3.14-01", "current-versions")
def current_version_lets_pass(trace: Trace) -> Iterator[Observation]:
    """An operation with the version that GET showed is done."""
    for effect in trace.effects():
        if effect.operation.version is None:
            yield inconclusive(effect, "GET shows neither an ETag nor a meta.version")
            continue
        if effect.unclear:
            yield unclear(effect)
            continue
        message = f"{effect.title} with the current version is refused"
        yield expect(effect.done, effect, message, expected="done", got=effect.reported)


def stale(trace: Trace) -> Iterator[Effect]:
    """Iterate over the operations whose version is stale: all, or the second of two on one resource.

    Where the server does not keep the text that the first sets, it may have left the version as it was.
    """
    for bulk in trace.bulk_requests:
        effects = bulk.effects if bulk.accepted else ()
        if len(effects) == 2 and effects[0].subject == effects[1].subject:
            changed = all(found.text is not None for found in effects[0].stored)
            yield from effects[1:] if effects[0].done and effects[0].operation.version and changed else ()
        else:
            yield from effects


@check("VERSION-3.14-02", "stale-versions", "version-outdated-by-the-job")
def stale_version_is_not_applied(trace: Trace) -> Iterator[Observation]:
    """The operation is refused, and nothing of it is stored."""
    for effect in stale(trace):
        if effect.unclear:
            yield unclear(effect)
            continue
        read = effect.interaction.after.reads.get(effect.operation.path)
        if not effect.done and not effect.stored and (read is None or read.status not in (404, 410)):
            yield inconclusive(effect, f"the resource of {effect.title} could not be read afterwards")
            continue
        names = [found.text for found in effect.stored]
        applied = not names or names[0] in ("Changed", "Second")
        message = f"{effect.title} with a stale version is applied, or reported as done"
        got = f"{effect.reported}, {'applied' if applied else 'not applied'}"
        holds = not effect.done and not (applied and effect.refused)
        yield expect(holds, effect, message, expected="412, not applied", got=got)


@check("VERSION-3.14-03", "stale-versions", "version-outdated-by-the-job")
def stale_version_answers_412(trace: Trace) -> Iterator[Observation]:
    """The code of the refusal is 412; another 4xx is lenient."""
    for effect in stale(trace):
        if effect.refused and effect.result:
            code = effect.result.status.code
            message = f"{effect.title} with a stale version is refused with {code}"
            if code == 412:
                yield expect(True, effect, message, expected="412", got=code)
            else:
                yield lenient(effect, message, expected="412", got=code)


@check("VERSION-3.14-04")
def version_in_a_result_is_the_current_one(trace: Trace) -> Iterator[Observation]:
    """A version that a result carries is the one that GET shows, where nothing has changed it since."""
    told = False
    for effect, result in trace.reported():
        version = attr(result.document, "version")
        told |= version is not None
        if not result.succeeded or len(effect.stored) != 1 or effect.malformed:
            continue
        current = effect.stored[0].version
        if version is not None and current is not None and effect.unrelated_to_others:
            message = f"the version of {effect.title} is not the resource's"
            yield expect(version == current, effect, message, expected=current, got=version)
    if not told:
        yield inapplicable(None, "no result carries a version; see VERSION-3.14-05")


@check("VERSION-3.14-05")
def results_carry_a_version(trace: Trace) -> Iterator[Observation]:
    """A success other than DELETE carries the version."""
    for effect, result in trace.reported():
        if result.succeeded and effect.operation.method != "DELETE" and not effect.malformed:
            version = attr(result.document, "version")
            message = f"the result of {effect.title} has no version"
            holds = isinstance(version, str) and bool(version)
            yield expect(holds, effect, message, expected="version: an ETag", got=version)
