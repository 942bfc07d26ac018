"""Checks of versions: the current one lets a change succeed, a stale one does not."""

from collections.abc import Iterator

from conformance.check.evidence import single_requests, turned_away, unclear
from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.sections.rfc7644.s3_14_versions.scenarios import CURRENT, STALE, WEAK
from conformance.trace.interaction import Effect, SingleInteraction
from conformance.trace.trace import Trace


def _is_single(effect: Effect) -> bool:
    return isinstance(effect.interaction, SingleInteraction)


def _gap(effect: Effect) -> Observation | None:
    """Observe that a response does not show what became of an operation; None if it does."""
    if _is_single(effect) and (gap := turned_away(effect.exchange)):
        return gap
    if effect.unclear:
        return unclear(effect)
    return None


@check("VERSION-3.14-01", "current-versions", "if-match")
def current_version_is_accepted(trace: Trace) -> Iterator[Observation]:
    """A change with the version that GET shows succeeds."""
    for effect in trace.all_effects():
        version = effect.operation.version
        if _is_single(effect) and (version is None or _same_tag(version, STALE)):
            continue
        message = f"{effect.title} with the current version {version} is rejected with {effect.code}"
        if version is None:
            yield inconclusive(effect, "GET shows neither an ETag nor a meta.version")
        elif gap := _gap(effect):
            yield gap
        elif _is_single(effect) and effect.code == 412 and version.startswith(WEAK):
            # By RFC 7232 section 3.1, If-Match compares weak entity-tags as different.
            yield lenient(effect.at("status"), message, expected="2xx", got=effect.code)
        elif _is_single(effect) and effect.code not in (409, 412) and not effect.done:
            yield inconclusive(effect, f"{message}, which need not be because of its version")
        else:
            yield expect(effect.done, effect.at("status"), message, expected="2xx", got=effect.code)


def stale(trace: Trace) -> Iterator[Effect]:
    """Iterate over the operations whose version is stale.

    In a bulk request these are all operations, or the second of two on one resource. If the server does not
    store the text that the first one sets, the version may be unchanged.
    """
    for single in trace.single_requests.values():
        yield from (each for each in single.effects if _same_tag(each.operation.version or "", STALE))
    for bulk in trace.bulk_requests:
        effects = bulk.effects if bulk.accepted else ()
        if len(effects) == 2 and effects[0].subject == effects[1].subject:
            changed = all(found.text is not None for found in effects[0].stored)
            yield from effects[1:] if effects[0].done and effects[0].operation.version and changed else ()
        else:
            yield from effects


def _rejected_anyway(trace: Trace, effect: Effect) -> bool:
    """Return whether the server rejects the same single request with the current version as well."""
    if not _is_single(effect):
        return False
    current = trace.single_requests.get(f"{effect.operation.method} {CURRENT}")
    return current is None or not (current.effects[0].done or current.exchange.status == 412)


@check("VERSION-3.14-02", "stale-versions", "version-outdated-by-an-operation", "if-match")
def stale_version_is_not_applied(trace: Trace) -> Iterator[Observation]:
    """A change with a stale version is rejected, and nothing of it is stored."""
    for effect in stale(trace):
        if gap := _gap(effect):
            yield gap
            continue
        read = effect.interaction.after.reads.get(effect.operation.path)
        if not effect.done and not effect.stored and (read is None or read.status not in (404, 410)):
            yield inconclusive(effect, f"GET does not show the resource after {effect.title}")
            continue
        if effect.refused and _rejected_anyway(trace, effect):
            yield inconclusive(effect, f"the server rejects {effect.title} with the current version as well")
            continue
        texts = [found.text for found in effect.stored]
        applied = not texts or texts[0] in ("Changed", "Second")
        got = f"{effect.reported}, {'applied' if applied else 'not applied'}"
        wrong = "is applied" if applied else "is reported as successful"
        message = f"{effect.title} with the stale version {effect.operation.version} {wrong}"
        holds = not effect.done and not (applied and effect.refused)
        yield expect(holds, effect, message, expected="status 412, not applied", got=got)


@check("VERSION-3.14-03", "stale-versions", "version-outdated-by-an-operation", "if-match")
def stale_version_gets_412(trace: Trace) -> Iterator[Observation]:
    """The server rejects a stale version with 412; another 4xx is a warning."""
    for effect in stale(trace):
        if effect.refused and not effect.exchange.turned_away and not _rejected_anyway(trace, effect):
            message = f"{effect.title} with a stale version is rejected with {effect.code} instead of 412"
            if effect.code == 412:
                yield expect(True, effect.at("status"), message, expected="412", got=effect.code)
            else:
                yield lenient(effect.at("status"), message, expected="412", got=effect.code)


@check("VERSION-3.14-04")
def reported_version_is_current(trace: Trace) -> Iterator[Observation]:
    """The version in a result is the one that GET shows, unless another operation changed it since."""
    reported = False
    for effect in _changes(trace):
        version = attr(effect.result.document, "version") if effect.result else None
        reported |= version is not None
        if not effect.done or len(effect.stored) != 1 or effect.malformed:
            continue
        current = effect.stored[0].version
        if version is not None and current is not None and effect.unrelated_to_others:
            message = f"{effect.title} is reported with version {version}, but GET shows {current}"
            shown = [current, attr(attr(effect.stored[0].document, "meta"), "version")]
            same = _is_single(effect) and any(_same_tag(version, each) for each in shown)
            holds = version == current or same
            yield expect(holds, effect.at("version"), message, expected=current, got=version)
    if not reported:
        yield inapplicable(None, "no result contains a version", depends_on="VERSION-3.14-05")


def _changes(trace: Trace) -> Iterator[Effect]:
    """Iterate over the operations of bulk requests, and over the single requests other than GET."""
    yield from trace.effects()
    for single in single_requests(trace):
        if single.operation.method != "GET":
            yield from single.effects


def _same_tag(one: str, other: object) -> bool:
    """Return whether two entity-tags are the same but for W/, which a proxy that compresses adds."""
    return isinstance(other, str) and one.removeprefix(WEAK) == other.removeprefix(WEAK)


@check("VERSION-3.14-05")
def results_contain_a_version(trace: Trace) -> Iterator[Observation]:
    """A successful result other than that of a DELETE, or the response with a resource, has a version."""
    for effect in _changes(trace):
        if not effect.done or effect.operation.method == "DELETE" or effect.malformed or not effect.result:
            continue
        version = attr(effect.result.document, "version")
        if _is_single(effect):
            resource = effect.result.response
            if not isinstance(resource, dict):
                continue
            version = version or attr(attr(resource, "meta"), "version")
            message = f"the response to {effect.title} has neither an ETag nor a meta.version"
        else:
            message = f"the result of {effect.title} has no version"
        holds = isinstance(version, str) and bool(version)
        yield expect(holds, effect, message, expected="version: an ETag", got=version)
