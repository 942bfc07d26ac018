"""Checks of the responses to bodies that violate the published request schema, or only just match it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.contract.edits import Place as PlaceInRequest
from conformance.contract.edits import Violation
from conformance.contract.openapi import Contract
from conformance.contract.openapi import DocumentedResponse as Documented
from conformance.exchange import Place, decode
from conformance.scim.bulk_response import BulkResponse, Result
from conformance.scim.document import attr, pointer
from conformance.trace.trace import ContractProbe, Trace

VIOLATIONS, BOUNDARIES = "request-schema-violations", "request-schema-boundaries"
NOT_JSON = ("empty", "no JSON", "truncated", "trailing comma", "second document", "NaN", "invalid UTF-8")
"""Labels in the scenario malformed-bodies of bodies that are not JSON."""

UNDOCUMENTED = "the contract documents no status for a body that violates its request schema"


def violating(trace: Trace) -> Iterator[tuple[Contract, Violation, ContractProbe]]:
    """Iterate over the bodies that violate the request schema, each with the contract and the violation."""
    for probe in trace.probes:
        if trace.contract and isinstance(probe.edit, Violation):
            yield trace.contract, probe.edit, probe


def edited(probe: ContractProbe) -> Place:
    """Return the edited place of a request as the place that shows something."""
    sent = decode(probe.exchange.request.body).value
    return Place(probe.exchange, _operation(probe), pointer(sent, *probe.edit.place))


def _operation(probe: ContractProbe) -> int | None:
    """Return the index of the edited operation; None if the edit is outside of the operations."""
    match probe.edit.place:
        case ("Operations", int(index), *_):
            return index
    return None


def _rejection(contract: Contract, probe: ContractProbe) -> Observation:
    """Observe whether a body that violates the request schema gets a documented error status."""
    exchange = probe.exchange
    message = f"a body in which {probe.edit.title} gets {exchange.outcome} instead of a documented error"
    if not contract.refusals:
        return inapplicable(exchange, UNDOCUMENTED)
    if exchange.failure and exchange.failure.kind != "timeout":
        return inconclusive(exchange, exchange.failure.detail)
    if gap := turned_away(exchange):
        return gap
    holds = exchange.status is not None and contract.refuses(exchange.status)
    expected = f"HTTP {' | '.join(contract.refusals)}"
    result = _failed_result(probe)
    if "422" not in contract.refusals and result:
        at = replace(edited(probe), response=pointer(exchange.json, "Operations", result.position, "status"))
        got = f"{exchange.outcome}, status {result.status.code} in the result of the operation"
        return lenient(at, message, expected=expected, got=got)
    return expect(holds, edited(probe), message, expected=expected, got=exchange.outcome)


def _failed_result(probe: ContractProbe) -> Result | None:
    """Return the result of the edited operation if its status is a 4xx, as in RFC 7644 section 3.7.3."""
    index = _operation(probe)
    result = None if index is None else BulkResponse(probe.exchange, probe.job).result_of(index)
    code = result.status.code if result else None
    return result if code is not None and 400 <= code < 500 else None


@check("CONTRACT-05", VIOLATIONS)
def schema_violation_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A body that violates the request schema gets a documented error status."""
    return (
        _rejection(contract, probe) for contract, violation, probe in violating(trace) if not violation.lax
    )


@check("CONTRACT-10", VIOLATIONS)
def value_of_another_type_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A body with a value that lax parsers convert to the documented type gets a documented error status."""
    return (_rejection(contract, probe) for contract, violation, probe in violating(trace) if violation.lax)


@check("CONTRACT-06", VIOLATIONS)
def error_names_the_violated_place(trace: Trace) -> Iterator[Observation]:
    """If the documented error lists places, one of them is the place of the violation."""
    for contract, violation, probe in violating(trace):
        exchange = probe.exchange
        if not any(map(_lists_places, (contract.answers[name] for name in contract.refusals))):
            yield inapplicable(exchange, "the contract documents no error that lists places")
            continue
        if gap := turned_away(exchange):
            yield gap
            continue
        documented = contract.answer(exchange.status) if exchange.status else None
        if not exchange.status or not contract.refuses(exchange.status):
            message = f"a body in which {violation.title} gets {exchange.outcome}, no documented error"
            depends_on = "CONTRACT-10" if violation.lax else "CONTRACT-05"
            yield inconclusive(edited(probe), message, depends_on=depends_on)
            continue
        if documented is None or not _lists_places(documented):
            message = f"the contract documents no list of places for HTTP {exchange.status}"
            yield inapplicable(exchange, message)
            continue
        found = places(exchange.json)
        place: PlaceInRequest = ("body", *violation.place)
        message = f"the error for a body in which {violation.title} does not name that place"
        at = replace(edited(probe), response=pointer(exchange.json, "detail"))
        named = any(leads_to(location, place) for location in found)
        if not named and any(_encloses(location, place) for location in found):
            yield lenient(at, message, expected=str(place), got=found)
        else:
            yield expect(named, at, message, expected=str(place), got=found)


def _lists_places(documented: Documented) -> bool:
    """Return whether a documented error is a list of places, as HTTPValidationError of FastAPI is."""
    details = (schema.member("detail") for schema in documented.content.values() if schema)
    entries = (detail.item() for detail in details if detail)
    return any(entry.member("loc") for entry in entries if entry)


def places(document: object) -> list[tuple[Any, ...]]:
    """Return the places that an error names: the ``loc`` of each entry of its ``detail``."""
    detail = attr(document, "detail")
    locations = (attr(entry, "loc") for entry in detail) if isinstance(detail, list) else ()
    return [tuple(location) for location in locations if isinstance(location, list)]


def leads_to(location: Sequence[Any], place: PlaceInRequest) -> bool:
    """Return whether a location is a place or inside it; names of alternatives may be in between."""
    steps = iter(location)
    return all(any(step == wanted for step in steps) for wanted in place)


def _encloses(location: Sequence[Any], place: PlaceInRequest) -> bool:
    """Return whether a location encloses a place, or is the place without the leading ``body``."""
    return tuple(location) in (place[: len(location)], place[1:])


@check("CONTRACT-07", VIOLATIONS)
def rejected_body_changes_nothing(trace: Trace) -> Iterator[Observation]:
    """Nothing of a body that violates the request schema and gets an error status is stored."""
    for _, violation, probe in violating(trace):
        exchange = probe.exchange
        if exchange.status is None or exchange.status < 400:
            message = f"a body in which {violation.title} gets {exchange.outcome}"
            depends_on = "CONTRACT-10" if violation.lax else "CONTRACT-05"
            yield inconclusive(edited(probe), message, depends_on=depends_on)
            continue
        if not probe.left and (gap := turned_away(exchange)):
            yield gap
            continue
        if not probe.left and not probe.complete:
            yield inconclusive(exchange, "a search could not list the stored resources")
            continue
        names = ", ".join(probe.left)
        message = f"a body in which {violation.title} gets {exchange.outcome}, but {names} is stored"
        yield expect(not probe.left, exchange, message, expected="nothing stored", got=probe.left)


@check("CONTRACT-08", BOUNDARIES)
def allowed_body_is_not_rejected(trace: Trace) -> Iterator[Observation]:
    """A body that the request schema allows gets neither 422 nor a server error."""
    for probe in trace.probes:
        contract, exchange = trace.contract, probe.exchange
        if contract is None or "422" not in contract.refusals:
            # 400 has many reasons: it does not show that the body violates the schema.
            message = (
                "the contract documents no 422, which would mean that a body violates the request schema"
            )
            yield inapplicable(exchange, message)
        elif exchange.failure and exchange.failure.kind != "timeout":
            yield inconclusive(exchange, exchange.failure.detail)
        elif gap := turned_away(exchange):
            yield gap
        else:
            holds = exchange.status is not None and exchange.status != 422 and exchange.status < 500
            message = f"a body in which {probe.edit.title} gets {exchange.outcome}; the schema allows it"
            expected = "any status but 422 and 5xx"
            yield expect(holds, edited(probe), message, expected=expected, got=exchange.outcome)


@check("CONTRACT-09", "malformed-bodies")
def body_that_is_not_json_is_rejected(trace: Trace) -> Iterator[Observation]:
    """A body that is not JSON gets a documented error status, or another 4xx, as RFC 7644 permits."""
    for bulk in trace.bulk_requests:
        contract, exchange, status = trace.contract, bulk.exchange, bulk.exchange.status
        if contract is None or bulk.label not in NOT_JSON:
            continue
        message = (
            f"a body that is not JSON ({bulk.label}) gets {exchange.outcome} instead of a documented error"
        )
        expected = f"HTTP {' | '.join(contract.refusals)}"
        if not contract.refusals:
            yield inapplicable(exchange, UNDOCUMENTED)
        elif exchange.failure and exchange.failure.kind != "timeout":
            yield inconclusive(exchange, exchange.failure.detail)
        elif gap := turned_away(exchange):
            yield gap
        elif status and 400 <= status < 500 and not contract.refuses(status):
            yield lenient(exchange, message, expected=expected, got=exchange.outcome)
        else:
            holds = status is not None and contract.refuses(status)
            yield expect(holds, exchange, message, expected=expected, got=exchange.outcome)
