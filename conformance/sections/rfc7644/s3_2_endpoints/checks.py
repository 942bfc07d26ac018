"""Checks of the methods of /Bulk, and of the paths of operations."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient, untested
from conformance.check.registry import check
from conformance.sections.rfc7644.s3_2_endpoints.scenarios import ME, described
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


@check("ENDPOINT-3.2-01", "other-methods-on-bulk")
def bulk_supports_post_only(trace: Trace) -> Iterator[Observation]:
    """No other method than POST succeeds on /Bulk."""
    for method, exchange in trace.singles.items():
        status = exchange.status
        if status is None or status >= 500:
            yield inconclusive(exchange, f"{method} /Bulk gets {status or exchange.problem}")
        else:
            message = f"{method} /Bulk gets {status}, as if /Bulk supported this method"
            yield expect(status >= 400, exchange, message, expected="405", got=status)


@check("ENDPOINT-3.2-02", "other-methods-on-bulk")
def unsupported_methods_cause_no_server_error(trace: Trace) -> Iterator[Observation]:
    """An unsupported method on /Bulk causes no server error; 501 means that it is not implemented."""
    for method, exchange in trace.singles.items():
        status = exchange.status
        if status is None or exchange.busy:
            why = f"{method} /Bulk gets {exchange.problem or '503 with Retry-After'}"
            yield inconclusive(exchange, why)
        else:
            message = f"{method} /Bulk causes the server error {status}"
            yield expect(status < 500 or status == 501, exchange, message, expected="405", got=status)


def _rejected(bad: Effect, applied: str) -> Observation:
    """Observe that an operation with an invalid path was rejected and had no effect.

    Args:
        bad: The operation.
        applied: The effect that it had; empty for none.
    """
    bulk, status, operation = bad.interaction, bad.exchange.status, described(bad.operation)
    expected = "a 4xx in the result of the operation, no effect"
    if applied:
        return expect(
            False, bad, f"the server applies {operation}: {applied}", expected=expected, got=applied
        )
    if gap := turned_away(bulk.exchange):
        return gap
    if status is None or status >= 500:
        problem = status or bulk.exchange.problem
        return inconclusive(bulk.exchange, f"the bulk request that contains {operation} gets {problem}")
    if status in (404, 405) and not bulk.results:
        return inconclusive(bulk.exchange, f"the whole bulk request that contains {operation} gets {status}")
    if status >= 400 and not bulk.results:
        message = f"the server rejects the whole bulk request that contains {operation}: HTTP {status}"
        return lenient(bulk.exchange, message, expected=expected, got=f"{status} for the bulk request")
    if bad.result is None or bad.code is None:
        return unclear(bad)
    message = f"{operation} is reported as successful ({bad.code})"
    return expect(not bad.done, bad.at("status"), message, expected=expected, got=bad.reported)


@check("BULK-3.7-41", "paths-of-special-endpoints")
def special_endpoints_are_rejected(trace: Trace) -> Iterator[Observation]:
    """An operation on an endpoint that is not one of a resource type is rejected, and creates nothing."""
    for bulk in trace.bulk_requests:
        valid = {effect.subject for effect in bulk.effects if effect.index != 1}
        created = [found.name for found in bulk.after.resources if (found.name or "").lower() not in valid]
        bad = bulk.effects[1]
        if bad.operation.path == ME and bad.done:
            message = (
                f"the server applies {described(bad.operation)}, which section 3.11 can be read to allow"
            )
            yield lenient(bad.at("status"), message, expected="a 4xx", got=bad.reported)
        else:
            yield _rejected(bad, f"created {created}" if created else "")


@check("BULK-3.7-42", "paths-that-lead-elsewhere")
def invalid_paths_change_nothing(trace: Trace) -> Iterator[Observation]:
    """The user that an invalid path may refer to is unchanged; reading the path as a URL is lenient."""
    for bulk in trace.bulk_requests:
        bad = bulk.effects[1]
        found = [(before, bulk.after.at(before.path)) for before in bulk.before.resources]
        changed = [before.path for before, now in found if now and "Reached" == now.text != before.text]
        if any(now is None for _, now in found) and not changed:
            gone = next(before.path for before, now in found if now is None)
            why = f"no GET or search shows {gone} after {described(bad.operation)}"
            yield inconclusive(bad, why)
            continue
        yield _taken_literally(bad, changed, f"changed {changed}")


@check("BULK-3.7-42", "paths-that-lead-elsewhere")
def invalid_paths_create_nothing(trace: Trace) -> Iterator[Observation]:
    """No user is created by a path other than the endpoint of users; reading the path as a URL is lenient."""
    for bulk in trace.bulk_requests:
        bad, users = bulk.effects[0], bulk.resource_types.users
        if bad.operation.path != users.endpoint:
            created = [found.name for found in bulk.after.named(users.name_of(bad.operation.data))]
            yield _taken_literally(bad, [users.endpoint] if created else [], f"created {created}")


def _taken_literally(bad: Effect, affected: list[str], applied: str) -> Observation:
    """Observe that an operation did not affect what its path does not name; two readings allow it.

    Args:
        bad: The operation.
        affected: The paths that it affected.
        applied: The effect that it had on them.
    """
    path, operation, expected = bad.operation.path, described(bad.operation), "a 4xx, no effect"
    if affected and affected == [_resolved(path)]:
        message = f"the server applies {operation}, whose path it resolves like a URL: {applied}"
        return lenient(bad, message, expected=expected, got=applied)
    if len(affected) == 1 and path.startswith(f"{affected[0]}/"):
        message = f"the server applies {operation}, whose last segment it ignores: {applied}"
        return lenient(bad, message, expected=expected, got=applied)
    return _rejected(bad, applied if affected else "")


def _resolved(path: str) -> str | None:
    """Return the path that a relative reference resolves to (RFC 3986 5.2.4); None if it names a host."""
    url = urlsplit(re.sub("%2e", ".", path, flags=re.IGNORECASE))
    return None if url.scheme or url.netloc else posixpath.normpath(url.path)


@check("BULK-3.7-42", "paths-that-lead-elsewhere")
def no_other_host_is_called(trace: Trace) -> Iterator[Observation]:
    """The server does not call the host and port in the path of an operation."""
    sent = trace.bulk_requests[-1].exchange if trace.bulk_requests else None
    if trace.calls is None:
        yield untested("the server is on another machine, which cannot call a listener of the run")
    elif sent:
        message = f"the server calls the host that the path of an operation names: {', '.join(trace.calls)}"
        yield expect(not trace.calls, sent, message, expected="no call", got=list(trace.calls))
