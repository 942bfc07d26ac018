"""Checks of methods and paths."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient, untested
from conformance.check.registry import check
from conformance.sections.rfc7644.s3_2_endpoints.scenarios import ME, titled
from conformance.trace.interaction import Effect
from conformance.trace.trace import Trace


@check("ENDPOINT-3.2-01", "other-methods-on-bulk")
def other_methods_do_nothing(trace: Trace) -> Iterator[Observation]:
    """No method but POST succeeds."""
    for method, exchange in trace.singles.items():
        if exchange.status is None or exchange.status >= 500:
            yield inconclusive(exchange, f"no verdict from {exchange.status or exchange.problem}")
        else:
            message = f"{method} /Bulk is answered as a success"
            holds = exchange.status >= 400
            yield expect(holds, exchange, message, expected="405", got=f"HTTP {exchange.status}")


@check("ENDPOINT-3.2-02", "other-methods-on-bulk")
def other_methods_are_no_server_errors(trace: Trace) -> Iterator[Observation]:
    """A method that the endpoint does not have is no server error; 501 says that it is not implemented."""
    for method, exchange in trace.singles.items():
        if exchange.status is None or exchange.busy:
            yield inconclusive(exchange, exchange.problem or "the server asks to come again later")
        else:
            message = f"{method} /Bulk makes the server fail"
            holds = exchange.status < 500 or exchange.status == 501
            yield expect(holds, exchange, message, expected="405", got=f"HTTP {exchange.status}")


def _refused(bad: Effect, touched: str) -> Observation:
    """Observe that an operation with an unusual path was refused and did nothing."""
    bulk, status, label = bad.interaction, bad.exchange.status, titled(bad.operation)
    expected = "a 4xx in the operation's own result, nothing done"
    if touched:
        return expect(False, bulk.exchange, f"{label} was carried out", expected=expected, got=touched)
    if gap := turned_away(bulk.exchange):
        return gap
    if status is None or status >= 500:
        return inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
    if status in (404, 405) and not bulk.results:
        return inconclusive(bulk.exchange, f"no verdict from HTTP {status} for the whole job")
    if status >= 400 and not bulk.results:
        message = f"the whole job is refused because of {label}"
        return lenient(bulk.exchange, message, expected=expected, got=f"HTTP {status}")
    if bad.result is None or bad.code is None:
        return unclear(bad)
    return expect(
        not bad.done, bulk.exchange, f"{label} is reported as done", expected=expected, got=bad.reported
    )


@check("BULK-3.7-41", "paths-of-special-endpoints")
def special_endpoints_are_refused(trace: Trace) -> Iterator[Observation]:
    """Nothing but the two users beside it comes out of such a job."""
    for bulk in trace.bulk_requests:
        good = {effect.subject for effect in bulk.effects if effect.index != 1}
        made = [found.name for found in bulk.after.resources if (found.name or "").lower() not in good]
        bad = bulk.effects[1]
        if bad.operation.path == ME and bad.done:
            message = "an operation on /Me is carried out, which section 3.11 may be read to allow"
            yield lenient(bulk.exchange, message, expected="a refusal", got=bad.reported)
        else:
            yield _refused(bad, f"created {made}" if made else "")


@check("BULK-3.7-42", "paths-that-lead-elsewhere")
def paths_are_taken_as_they_stand(trace: Trace) -> Iterator[Observation]:
    """The user that the path might have reached is as it was; what a URL of that path means is lenient."""
    for bulk in trace.bulk_requests:
        bad = bulk.effects[1]
        found = [(before, bulk.after.at(before.path)) for before in bulk.before.resources]
        reached = [before.path for before, now in found if now and "Reached" == now.text != before.text]
        if any(now is None for _, now in found) and not reached:
            yield inconclusive(bad.exchange, "what the path might have reached is not shown any more")
            continue
        yield _as_it_stands(bad, reached, f"changed {reached}")


@check("BULK-3.7-42", "paths-that-lead-elsewhere")
def nothing_is_created_elsewhere(trace: Trace) -> Iterator[Observation]:
    """No user is created by a path that is not the endpoint of users; what a URL of it means is lenient."""
    for bulk in trace.bulk_requests:
        bad, users = bulk.effects[0], bulk.kinds.users
        if bad.operation.path != users.endpoint:
            made = [found.name for found in bulk.after.named(users.name_of(bad.operation.data))]
            yield _as_it_stands(bad, [users.endpoint] if made else [], f"created {made}")


def _as_it_stands(bad: Effect, reached: list[str], touched: str) -> Observation:
    """Observe that an operation did not reach what its path does not name; two readings let it."""
    path, label, expected = bad.operation.path, titled(bad.operation), "a 4xx, nothing done"
    if reached and reached == [_resolved(path)]:
        message = f"{label} was carried out, as a URL of that path is resolved"
        return lenient(bad.exchange, message, expected=expected, got=touched)
    if len(reached) == 1 and path.startswith(f"{reached[0]}/"):
        message = f"{label} was carried out, by the beginning of that path"
        return lenient(bad.exchange, message, expected=expected, got=touched)
    return _refused(bad, touched if reached else "")


def _resolved(path: str) -> str | None:
    """Return what a path stands for as a relative reference (RFC 3986 5.2.4); None where it names a host."""
    url = urlsplit(re.sub("%2e", ".", path, flags=re.IGNORECASE))
    return None if url.scheme or url.netloc else posixpath.normpath(url.path)


@check("BULK-3.7-42", "paths-that-lead-elsewhere")
def no_other_host_is_called(trace: Trace) -> Iterator[Observation]:
    """Nobody called the host and port that the paths named."""
    at = trace.bulk_requests[-1].exchange if trace.bulk_requests else None
    if trace.calls is None:
        yield untested("the server is on another machine, from which it could not call a listener of ours")
    elif at:
        message = "the server calls a host that the path of an operation names"
        yield expect(not trace.calls, at, message, expected="no call", got=list(trace.calls))
