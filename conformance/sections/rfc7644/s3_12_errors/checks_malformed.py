"""Checks of what malformed jobs and operations are answered, and that they change nothing."""

from collections.abc import Iterator

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.bulk_request import ERROR
from conformance.scim.document import attr, names_schema
from conformance.trace.trace import Trace

MALFORMED = ("malformed-bodies", "malformed-envelopes", "fail-on-errors-is-no-number")
TOGETHER = "malformed-operations-together"
OPERATIONS = ("malformed-operations", TOGETHER, "operations-of-the-wrong-type", "unusable-bulk-ids")
UNUSUAL = (
    "unusual-but-json",
    "unknown-members",
    "null-members",
    "version-is-no-text",
    "extreme-bulk-ids",
    "attribute-names-in-lower-case",
)
ODD_PATHS = ("paths-of-special-endpoints", "paths-that-lead-elsewhere")

OTHERWISE = ("method", "post", "path empty", "path of", "POST to", "PUT of", "PATCH of", "DELETE of")
"""Kinds of malformed operations for which 404, 405 or 501 say what is wrong as well."""


def _server_errors(trace: Trace) -> Iterator[Observation]:
    """Observe of each job that is answered by a server error that there is no refusal to look at."""
    for bulk in trace.bulk_requests:
        if (bulk.exchange.status or 0) >= 500:
            yield inconclusive(bulk.exchange, f"no refusal but {bulk.exchange.status}; see ERROR-3.12-08")


@check("ERROR-3.12-07", *MALFORMED, "unusual-but-json")
def malformed_jobs_answer_400(trace: Trace) -> Iterator[Observation]:
    """A malformed job that is refused answers 400."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if gap := turned_away(bulk.exchange):
            yield gap
        elif status is not None and 400 <= status < 500:
            message = f"a malformed job ({bulk.label}) is refused with another code than 400"
            yield expect(status == 400, bulk.exchange, message, expected="400", got=f"HTTP {status}")
    yield from _server_errors(trace)


@check("ERROR-3.12-07", *OPERATIONS)
def malformed_operations_answer_400(trace: Trace) -> Iterator[Observation]:
    """A malformed operation that is refused by itself is a 400; wrong paths and methods may be otherwise."""
    for effect, _ in trace.reported():
        label = (effect.operation.bulk_id if trace.scenario == TOGETHER else effect.interaction.label) or ""
        if effect.malformed and effect.refused and not label.startswith(OTHERWISE):
            message = f"a malformed operation ({label}) is refused with another code than 400"
            yield expect(effect.code == 400, effect, message, expected="400", got=effect.code)
    yield from _server_errors(trace)


@check("ERROR-3.12-08", *MALFORMED, *OPERATIONS, *UNUSUAL, *ODD_PATHS)
def malformed_jobs_are_no_server_errors(trace: Trace) -> Iterator[Observation]:
    """Neither the answer nor one of its results is a server error, and there is an answer."""
    for bulk in trace.bulk_requests:
        failure = bulk.exchange.failure
        told = [result.status.code or 0 for result in bulk.answer.results]
        # In a result, 501 says that the server does not have such an operation.
        codes = [bulk.exchange.status or 0, *(code for code in told if code != 501)]
        message = f"a malformed or unusual job ({bulk.label}) makes the server fail"
        if failure and failure.kind != "timeout":
            yield inconclusive(bulk.exchange, failure.detail)
        elif (gap := turned_away(bulk.exchange)) and (bulk.exchange.status or 0) < 500:
            yield gap
        elif bulk.exchange.busy:
            yield inconclusive(bulk.exchange, f"{message}, or it is busy: 503 with Retry-After")
        elif failure:
            yield expect(False, bulk.exchange, f"{message}: no answer", expected="a 4xx", got=failure.detail)
        else:
            made = [found.name for effect in bulk.effects for found in effect.created]
            left = f", created {made}" if made and not bulk.answer.processed else ""
            got = f"HTTP {codes[0]}, results {codes[1:]}{left}"
            yield expect(max(codes) < 500, bulk.exchange, message, expected="a 4xx", got=got)


@check("ERROR-3.12-09", *MALFORMED)
def malformed_jobs_are_called_invalid_syntax(trace: Trace) -> Iterator[Observation]:
    """The Error of a malformed job carries invalidSyntax."""
    for bulk in trace.bulk_requests:
        if bulk.exchange.status == 400 and names_schema(bulk.exchange.json, ERROR):
            keyword = attr(bulk.exchange.json, "scimType")
            message = f"the refusal of a malformed job ({bulk.label}) is not called invalidSyntax"
            if keyword is None:
                yield choice(bulk.exchange, "the refusal of a malformed job carries no scimType")
                continue
            # Table 9 has invalidValue for a required value that is missing.
            holds = keyword in ("invalidSyntax", "invalidValue")
            yield expect(holds, bulk.exchange, message, expected='"scimType": "invalidSyntax"', got=keyword)
    yield from _server_errors(trace)


@check("ERROR-3.12-10", *MALFORMED, "unusual-but-json")
def malformed_jobs_change_nothing(trace: Trace) -> Iterator[Observation]:
    """A body that is refused has created nothing."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        if status is not None and status >= 400 and not bulk.answer.processed:
            got = [found.name for found in bulk.after.resources]
            if (gap := turned_away(bulk.exchange)) and not got:
                yield gap
                continue
            if not bulk.after.complete and not got:
                yield inconclusive(bulk.exchange, "the store could not be searched")
                continue
            message = f"a malformed job ({bulk.label}) is refused and done all the same"
            yield expect(not got, bulk.exchange, message, expected="nothing stored", got=got)


@check("ERROR-3.12-11", "partial-failure", "everything-fails")
def missing_resources_answer_404(trace: Trace) -> Iterator[Observation]:
    """A change of a resource that does not exist is a 404."""
    for effect, result in trace.reported():
        code = result.status.code
        if not effect.operation.creates and (effect.refused or effect.done):
            message = f"{effect.title} does not exist and is reported as {code}"
            yield expect(code == 404, effect, message, expected="404", got=code)


@check("BULK-3.7-33", "operations-of-the-wrong-type")
def entries_that_are_no_operation_stop_nothing(trace: Trace) -> Iterator[Observation]:
    """The operations beside such an entry are done; refusing the whole job with nothing done is lenient."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        made = [found.name for effect in bulk.effects for found in effect.created]
        if status is None or status >= 500:
            yield inconclusive(bulk.exchange, f"no verdict from {status or bulk.exchange.problem}")
        elif (gap := turned_away(bulk.exchange)) and not made:
            yield gap
        elif 400 <= status < 500 and not bulk.answer.processed and not made:
            message = f"a job with {bulk.label} among its operations is refused as a whole"
            yield lenient(bulk.exchange, message, expected="the others done", got=f"HTTP {status}")
        else:
            beside = [effect for effect in bulk.effects if effect.index != 1]
            stored = all(effect.stored for effect in beside)
            if not stored and not bulk.after.complete:
                yield inconclusive(bulk.exchange, "the store could not be searched")
                continue
            message = f"operations beside {bulk.label} are not done, or nothing is reported of them"
            got = f"HTTP {status}, created {made}"
            holds = stored and bulk.answer.processed
            yield expect(holds, bulk.exchange, message, expected="the others done", got=got)
