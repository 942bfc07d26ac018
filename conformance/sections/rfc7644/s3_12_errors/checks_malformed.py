"""Checks of the responses to malformed requests and operations, and of what such requests change."""

from collections.abc import Iterator

from conformance.check.bulk_evidence import unreported
from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, choice, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.bulk_request import ERROR
from conformance.scim.document import attr, names_schema
from conformance.sections.rfc7644.s3_12_errors.scenarios import WELL_FORMED
from conformance.trace.interaction import BulkInteraction, Interaction, SingleInteraction
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

ANOTHER_CODE_FITS = (
    "method",
    "post",
    "path empty",
    "path of",
    "POST to",
    "PUT of",
    "PATCH of",
    "DELETE of",
)
"""Labels of malformed operations for which 404, 405 or 501 fits as well as 400."""


def malformed_single_requests(trace: Trace) -> Iterator[SingleInteraction]:
    """Iterate over the malformed single requests; none if the server rejects the well-formed one as well."""
    sample = trace.single_requests.get(WELL_FORMED)
    if sample and 200 <= (sample.exchange.status or 0) < 300:
        yield from (each for label, each in trace.single_requests.items() if label != WELL_FORMED)


def malformed_requests(trace: Trace) -> Iterator[Interaction]:
    """Iterate over the malformed requests: single requests and bulk requests."""
    yield from malformed_single_requests(trace)
    yield from trace.bulk_requests


def titled(request: Interaction) -> str:
    """Return a malformed request in a few words, for messages."""
    if isinstance(request, BulkInteraction):
        return f"a bulk request ({request.label})"
    return f"{request.operation.method} {request.operation.path} ({request.label})"


def _server_errors(trace: Trace) -> Iterator[Observation]:
    """Observe the server errors: the status of a rejection is not known."""
    for request in malformed_requests(trace):
        if (request.exchange.status or 0) >= 500:
            message = f"the server responds to {titled(request)} with HTTP {request.exchange.status}"
            yield inconclusive(request.exchange, message, depends_on="ERROR-3.12-08")


@check("ERROR-3.12-07", *MALFORMED, "unusual-but-json")
def malformed_requests_get_400(trace: Trace) -> Iterator[Observation]:
    """The server rejects a malformed request with 400; another 4xx is a warning."""
    for request in malformed_requests(trace):
        status = request.exchange.status
        if gap := turned_away(request.exchange):
            yield gap
        elif status == 413 and isinstance(request, SingleInteraction):
            yield inconclusive(request.exchange, f"the server rejects {titled(request)} for its size")
        elif status is not None and 400 <= status < 500:
            message = f"the server rejects {titled(request)} with HTTP {status} instead of 400"
            yield expect(status == 400, request.exchange, message, expected="HTTP 400", got=f"HTTP {status}")
    yield from _server_errors(trace)


@check("ERROR-3.12-07", *OPERATIONS)
def malformed_operations_get_400(trace: Trace) -> Iterator[Observation]:
    """The server rejects a malformed operation with 400; other codes fit wrong paths and methods as well."""
    for effect, _ in trace.reported():
        label = (effect.operation.bulk_id if trace.scenario == TOGETHER else effect.interaction.label) or ""
        if effect.malformed and effect.refused and not label.startswith(ANOTHER_CODE_FITS):
            message = (
                f"{effect.title} is malformed ({label}) and is rejected with {effect.code} instead of 400"
            )
            yield expect(effect.code == 400, effect.at("status"), message, expected="400", got=effect.code)
    yield from _server_errors(trace)


@check("ERROR-3.12-08", *MALFORMED, *OPERATIONS, *UNUSUAL, *ODD_PATHS)
def malformed_requests_cause_no_server_error(trace: Trace) -> Iterator[Observation]:
    """The server responds to a malformed request, and neither the response nor a result is a server error."""
    for single in malformed_single_requests(trace):
        yield _no_server_error(single, [])
    for bulk in trace.bulk_requests:
        codes = [result.status.code or 0 for result in bulk.answer.results]
        # In a result, 501 says that the server does not have such an operation.
        yield _no_server_error(bulk, [code for code in codes if code != 501])


def _no_server_error(request: Interaction, codes: list[int]) -> Observation:
    """Observe that neither a response nor one of the codes in its results is a server error."""
    exchange, failure, status = request.exchange, request.exchange.failure, request.exchange.status
    if failure and failure.kind != "timeout":
        return inconclusive(exchange, failure.detail)
    if failure:
        message = f"the server does not respond to {titled(request)}"
        return expect(False, exchange, message, expected="HTTP 400", got=failure.detail)
    gap = turned_away(exchange)
    if gap and (exchange.busy or status != 503 or isinstance(request, SingleInteraction)):
        return gap
    worst = max([status or 0, *codes])
    where = f"HTTP {status}" if worst == status else f"status {worst} in a result"
    message = f"the server responds to {titled(request)} with {where}, a server error"
    got = f"HTTP {status}" + (f", results {codes}" if codes else "")
    if isinstance(request, BulkInteraction) and not request.answer.processed:
        made = [found.name for effect in request.effects for found in effect.created]
        got += f", created {made}" if made else ""
    return expect(worst < 500, exchange, message, expected="HTTP 400", got=got)


@check("ERROR-3.12-09", *MALFORMED)
def malformed_requests_get_invalid_syntax(trace: Trace) -> Iterator[Observation]:
    """The Error for a malformed request has the scimType invalidSyntax."""
    for request in malformed_requests(trace):
        exchange = request.exchange
        if exchange.status == 400 and names_schema(exchange.json, ERROR):
            keyword = attr(exchange.json, "scimType")
            if keyword is None:
                yield choice(exchange, "the Error for a malformed request has no scimType")
                continue
            # Table 9 has invalidValue for a required value that is missing.
            holds = keyword in ("invalidSyntax", "invalidValue")
            message = f"the Error for {titled(request)} has the scimType {keyword!r}"
            yield expect(holds, exchange, message, expected='"scimType": "invalidSyntax"', got=keyword)
    yield from _server_errors(trace)


@check("ERROR-3.12-10", *MALFORMED, "unusual-but-json")
def rejected_malformed_requests_change_nothing(trace: Trace) -> Iterator[Observation]:
    """A malformed request that is rejected creates nothing."""
    for request in malformed_requests(trace):
        exchange, status = request.exchange, request.exchange.status
        processed = isinstance(request, BulkInteraction) and request.answer.processed
        if status is None or status < 400 or processed:
            continue
        created = _created(request)
        if (gap := turned_away(exchange)) and not created:
            yield gap
        elif not request.after.complete and not created:
            yield inconclusive(exchange, f"no search shows what {titled(request)} left stored")
        else:
            message = f"{titled(request)} gets HTTP {status}, but its user is created"
            yield expect(not created, exchange, message, expected="nothing stored", got=created)


def _created(request: Interaction) -> list[str]:
    """Return the names of what a rejected request created; several single requests share a search."""
    found = [each.name or each.path for each in request.after.resources]
    if isinstance(request, BulkInteraction):
        return found
    sent = request.exchange.request.body.lower()
    return [name for name in found if name.lower().encode() in sent]


@check("ERROR-3.12-11", "unknown-resources", "partial-failure", "everything-fails")
def requests_for_unknown_resources_get_404(trace: Trace) -> Iterator[Observation]:
    """The server rejects a request for a resource that does not exist with 404; another 4xx is a warning."""
    for effect in trace.all_effects():
        if effect.operation.creates or not (effect.refused or effect.done):
            continue
        alone = isinstance(effect.interaction, SingleInteraction)
        if alone and effect.code in (405, 428, 501):
            yield inconclusive(effect, f"the server does not process {effect.title}: HTTP {effect.code}")
        elif alone and (gap := turned_away(effect.exchange)):
            yield gap
        else:
            verb = "succeeds with" if effect.done else "is rejected with"
            message = f"{effect.title} {verb} {effect.code}, but the resource does not exist"
            yield expect(effect.code == 404, effect.at("status"), message, expected="404", got=effect.code)


@check("BULK-3.7-33", "operations-of-the-wrong-type")
def invalid_operations_do_not_stop_the_others(trace: Trace) -> Iterator[Observation]:
    """The operations beside an invalid one succeed; rejecting the whole bulk request is a warning."""
    for bulk in trace.bulk_requests:
        status = bulk.exchange.status
        created = [found.name for effect in bulk.effects for found in effect.created]
        if status is None or status >= 500:
            reason = f"HTTP {status}" if status else bulk.exchange.problem
            yield inconclusive(bulk.exchange, f"the response does not show what was processed: {reason}")
        elif (gap := turned_away(bulk.exchange) or unreported(bulk)) and not created:
            yield gap
        elif 400 <= status < 500 and not bulk.answer.processed and not created:
            message = f"the server rejects a bulk request as a whole because one operation is {bulk.label}"
            yield lenient(
                bulk.exchange, message, expected="the other operations succeed", got=f"HTTP {status}"
            )
        else:
            others = [effect for effect in bulk.effects if effect.index != 1]
            stored = all(effect.stored for effect in others)
            if not stored and not bulk.after.complete:
                yield inconclusive(bulk.exchange, "no search shows what the bulk request left stored")
                continue
            what = "are not reported" if stored else "are not applied"
            message = f"operation 1 of a bulk request is {bulk.label}, and the operations beside it {what}"
            got = f"HTTP {status}, created {created}"
            holds = stored and bulk.answer.processed
            yield expect(holds, bulk.exchange, message, expected="the other operations succeed", got=got)
