"""Checks of how bodies are answered that break the published request schema, or go to its edges."""

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.check.evidence import turned_away
from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.contract.edits import Place, Violation
from conformance.contract.openapi import Contract
from conformance.contract.openapi import DocumentedResponse as Documented
from conformance.exchange import Exchange
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.document import attr
from conformance.trace.trace import ContractProbe, Trace

BROKEN, EDGES = "broken-request-schema", "edges-of-the-request-schema"
NO_JSON = ("empty", "no JSON", "truncated", "trailing comma", "second document", "NaN", "invalid UTF-8")
"""Bodies of the scenario malformed-bodies that are no JSON; the others are JSON of another type."""

UNDOCUMENTED = "the contract documents no status for a body that breaks its schema"


def broken(trace: Trace) -> Iterator[tuple[Contract, Violation, ContractProbe]]:
    """Iterate over the jobs that break the request schema, with the contract that has it."""
    for probe in trace.probes:
        if trace.contract and isinstance(probe.edit, Violation):
            yield trace.contract, probe.edit, probe


def refused(contract: Contract, probe: ContractProbe) -> Observation:
    """Observe whether a body that breaks the request schema is answered with a documented refusal."""
    exchange, message = (
        probe.exchange,
        f"a body in which {probe.edit.title} is not refused as documented",
    )
    if not contract.refusals:
        return inapplicable(exchange, UNDOCUMENTED)
    if exchange.failure and exchange.failure.kind != "timeout":
        return inconclusive(exchange, exchange.failure.detail)
    if gap := turned_away(exchange):
        return gap
    holds = exchange.status is not None and contract.refuses(exchange.status)
    expected = " | ".join(contract.refusals)
    if "422" not in contract.refusals and _refused_alone(probe):
        return lenient(exchange, message, expected=expected, got="a 4xx in the operation's own result")
    return expect(holds, exchange, message, expected=expected, got=said(exchange))


def _refused_alone(probe: ContractProbe) -> bool:
    """Tell whether the broken operation alone is refused, in its own result, as RFC 7644 has it."""
    match probe.edit.place:
        case ("Operations", int(index), *_):
            result = BulkResponse(probe.exchange, probe.job).result_of(index)
            code = result.status.code if result else None
            return code is not None and 400 <= code < 500
    return False


def said(exchange: Exchange) -> str:
    """Return how a job was answered in a few words."""
    return f"HTTP {exchange.status}" if exchange.status else exchange.problem


@check("CONTRACT-05", BROKEN)
def broken_bodies_are_refused(trace: Trace) -> Iterator[Observation]:
    """Each violation of the request schema answers with a documented refusal."""
    return (refused(contract, probe) for contract, violation, probe in broken(trace) if not violation.lax)


@check("CONTRACT-10", BROKEN)
def other_types_are_refused(trace: Trace) -> Iterator[Observation]:
    """A value that a lax reader takes for the right one is refused as well."""
    return (refused(contract, probe) for contract, violation, probe in broken(trace) if violation.lax)


@check("CONTRACT-06", BROKEN)
def broken_place_is_named(trace: Trace) -> Iterator[Observation]:
    """One of the places that a refusal names is the one that was broken."""
    for contract, violation, probe in broken(trace):
        if not any(map(_promises_places, (contract.answers[name] for name in contract.refusals))):
            yield inapplicable(probe.exchange, "the contract documents no error that names places")
            continue
        status = probe.exchange.status
        answer = contract.answer(status) if status and contract.refuses(status) else None
        if answer is None or not _promises_places(answer):
            continue  # CONTRACT-05 is about what is not refused as documented
        found = places(probe.exchange.json)
        place: Place = ("body", *violation.place)
        message = f"the refusal of a body in which {violation.title} does not name that place"
        named = any(leads_to(location, place) for location in found)
        if not named and any(_nearly(location, place) for location in found):
            yield lenient(probe.exchange, message, expected=str(place), got=found)
        else:
            yield expect(named, probe.exchange, message, expected=str(place), got=found)


def _promises_places(answer: Documented) -> bool:
    """Tell whether a documented error is a list of places, as FastAPI's HTTPValidationError is."""
    details = (schema.member("detail") for schema in answer.content.values() if schema)
    entries = (detail.item() for detail in details if detail)
    return any(entry.member("loc") for entry in entries if entry)


def places(document: object) -> list[tuple[Any, ...]]:
    """Return the places that an error names: the ``loc`` of each entry of its ``detail``."""
    detail = attr(document, "detail")
    locations = (attr(entry, "loc") for entry in detail) if isinstance(detail, list) else ()
    return [tuple(location) for location in locations if isinstance(location, list)]


def leads_to(location: Sequence[Any], place: Place) -> bool:
    """Tell whether a location leads to a place or into it; names of alternatives may stand between."""
    steps = iter(location)
    return all(any(step == wanted for step in steps) for wanted in place)


def _nearly(location: Sequence[Any], place: Place) -> bool:
    """Tell whether a location encloses a place, or is it without the leading ``body``."""
    return tuple(location) in (place[: len(location)], place[1:])


@check("CONTRACT-07", BROKEN)
def broken_bodies_change_nothing(trace: Trace) -> Iterator[Observation]:
    """Nothing of a refused body is found stored."""
    for _, violation, probe in broken(trace):
        status = probe.exchange.status
        if status is None or status < 400:
            continue  # CONTRACT-05 and CONTRACT-10 are about these
        if not probe.left and not probe.complete:
            yield inconclusive(probe.exchange, "the store could not be searched")
            continue
        message = f"a body in which {violation.title} is refused and done all the same"
        yield expect(
            not probe.left,
            probe.exchange,
            message,
            expected="nothing stored",
            got=probe.left,
        )


@check("CONTRACT-08", EDGES)
def edges_are_not_refused(trace: Trace) -> Iterator[Observation]:
    """Values that the schema allows are not answered as if they broke it, nor with a server error."""
    for probe in trace.probes:
        contract, exchange = trace.contract, probe.exchange
        if contract is None or "422" not in contract.refusals:
            # 400 has many reasons: it does not say that the schema is broken.
            yield inapplicable(exchange, "the contract documents no 422, which alone is for broken schemas")
        elif exchange.failure and exchange.failure.kind != "timeout":
            yield inconclusive(exchange, exchange.failure.detail)
        elif gap := turned_away(exchange):
            yield gap
        else:
            holds = exchange.status is not None and exchange.status != 422 and exchange.status < 500
            message = (
                f"a body in which {probe.edit.title}, as the request schema allows, is refused as broken"
            )
            yield expect(holds, exchange, message, expected="any answer but 422 and 5xx", got=said(exchange))


@check("CONTRACT-09", "malformed-bodies")
def other_than_json_is_refused(trace: Trace) -> Iterator[Observation]:
    """A body that is no JSON answers with a documented refusal; another 4xx is what the RFC gives it."""
    for bulk in trace.bulk_requests:
        contract, exchange, status = trace.contract, bulk.exchange, bulk.exchange.status
        if contract is None or bulk.label not in NO_JSON:
            continue
        message = f"a body that is no JSON ({bulk.label}) is not refused as documented"
        expected = " | ".join(contract.refusals)
        if not contract.refusals:
            yield inapplicable(exchange, UNDOCUMENTED)
        elif exchange.failure and exchange.failure.kind != "timeout":
            yield inconclusive(exchange, exchange.failure.detail)
        elif gap := turned_away(exchange):
            yield gap
        elif status and 400 <= status < 500 and not contract.refuses(status):
            yield lenient(exchange, message, expected=expected, got=said(exchange))
        else:
            holds = status is not None and contract.refuses(status)
            yield expect(holds, exchange, message, expected=expected, got=said(exchange))
