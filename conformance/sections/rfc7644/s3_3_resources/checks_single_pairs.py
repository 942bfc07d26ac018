"""Checks of requests that were sent as single requests and in a bulk request: responses and effects."""

from collections.abc import Callable, Iterator

from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.bulk_request import ERROR
from conformance.scim.document import attr, names_schema
from conformance.sections.rfc7644.s3_3_resources.table_changes import ALL_ROWS
from conformance.trace.single_pair import SinglePair
from conformance.trace.trace import Trace

SPECIFIC = (201, 404, 409, 412)
"""Status codes with a meaning that no other code of their class has."""


def _described(pair: SinglePair) -> str:
    """Return the operation of a pair for a message: ``operation 3, PUT /Users/1 ("PUT with groups")``."""
    return f'{pair.effect.title} ("{pair.what}")'


def _unjudged(pair: SinglePair) -> Observation:
    """Observe why the operation and the single request of a pair cannot be compared."""
    depends_on: tuple[str, ...] = ()
    if not pair.is_permitted:
        depends_on = (pair.requirement,)
    elif pair.bulk.lost:
        depends_on = ("BULK-3.7-31",)
    return inconclusive(pair.effect, pair.unjudged, depends_on=depends_on)


@check("BULK-3.7.3-05", "single-and-bulk")
def operations_have_the_status_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """The status is of the same class, and the same if it is a specific one; PATCH has two equal codes."""
    for pair in trace.pairs:
        if pair.unjudged:
            yield _unjudged(pair)
            continue
        alone, code = pair.alone.status, pair.effect.code
        message = f"{_described(pair)} is reported as {code}, and its single request gets {alone}"
        same_class = (code or 0) // 100 == (alone or 0) // 100
        patched = {code, alone} == {200, 204} and pair.effect.operation.method == "PATCH"
        place, expected = pair.effect.at("status"), str(alone)
        if same_class and code != alone and not patched and alone not in SPECIFIC:
            yield lenient(place, message, expected=expected, got=code)
        else:
            yield expect(code == alone or patched, place, message, expected=expected, got=code)


@check("BULK-3.7-60", "single-and-bulk")
def operations_have_the_scim_type_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """If both fail with the same status, the scimType is the same; absent on one side is lenient."""
    for pair in trace.pairs:
        if pair.unjudged or pair.alone.status != pair.effect.code or (pair.alone.status or 0) < 400:
            continue
        error = pair.effect.result.error if pair.effect.result else None
        if not names_schema(error, ERROR) or not names_schema(pair.alone.json, ERROR):
            why = f"{_described(pair)} or its single request fails without an Error"
            yield inconclusive(pair.effect, why, depends_on=("BULK-3.7-30", "ERROR-3.12-02"))
            continue
        alone, bulk = attr(pair.alone.json, "scimType"), attr(error, "scimType")
        message = f"{_described(pair)} has the scimType {bulk!r}, and its single request has {alone!r}"
        place = pair.effect.at("response", "scimType")
        if None in (alone, bulk) and alone != bulk:
            yield lenient(place, message, expected=repr(alone), got=bulk)
        else:
            yield expect(bulk == alone, place, message, expected=repr(alone), got=bulk)


@check("BULK-3.7-61", "single-and-bulk")
def operations_store_what_single_requests_store(trace: Trace) -> Iterator[Observation]:
    """Two resources that were alike are alike afterwards, except for their names and ids."""
    for pair in trace.pairs:
        alone, bulk = pair.shown
        same_class = (pair.alone.status or 0) // 100 == (pair.effect.code or 0) // 100
        if pair.unjudged or not same_class:
            continue
        if not pair.bulk.after.complete and None in (alone, bulk):
            why = f"the search after {_described(pair)} does not show all resources"
            yield inconclusive(pair.effect, why)
            continue
        if pair.effect.done and alone is not None and bulk is None:
            continue  # that is BULK-3.7.3-10
        if pair.effect.done and pair.effect.operation.method == "DELETE" and bulk is not None:
            continue  # that is RESOURCE-3.6-01
        parts = [name for name in {**(alone or {}), **(bulk or {})} if attr(alone, name) != attr(bulk, name)]
        expected, got = ({name: attr(shown, name) for name in parts} for shown in (alone, bulk))
        differing = f"another {', '.join(parts)} than" if alone and bulk else "another resource than"
        message = f"{_described(pair)} leaves {differing} its single request"
        holds = alone == bulk
        yield expect(holds, pair.effect, message, expected=f"{expected or alone}", got=got or bulk)


def _lack_of_text(trace: Trace, requirement: str) -> str:
    """Return why no request for a requirement was sent: each one sets a text, and users have none."""
    rows = (row for row in ALL_ROWS if row.requirement == requirement)
    return (
        next((bulk.resource_types.users.lack for bulk in trace.bulk_requests), "")
        if all(row.needs_text for row in rows)
        else ""
    )


def _status_check(requirement: str) -> Callable[[Trace], Iterator[Observation]]:
    """Return the check of the status that single requests get under a requirement."""

    def single_requests_get_a_permitted_status(trace: Trace) -> Iterator[Observation]:
        """The single request gets a status that the section permits."""
        if lack := _lack_of_text(trace, requirement):
            yield inapplicable(None, lack)
        for row in ALL_ROWS:
            single = trace.single_requests.get(row.what)
            if row.requirement != requirement or single is None:
                continue
            (effect,), status = single.effects, single.exchange.status
            title = f'{effect.title} ("{row.what}")'
            if status is None or status in (401, 403, 429) or status >= 500:
                yield inconclusive(effect, f"{title} gets {status or single.exchange.problem}")
                continue
            codes = row.permitted if len(row.permitted) < 3 else ("a 4xx",)
            expected = " | ".join(map(str, codes))
            message = f"{title} gets {status} as a single request, not {' or '.join(map(str, codes))}"
            yield expect(status in row.permitted, effect.at("status"), message, expected=expected, got=status)

    return single_requests_get_a_permitted_status


for _requirement in (
    "RESOURCE-3.3-01",
    "RESOURCE-3.3-04",
    "RESOURCE-3.3-05",
    "RESOURCE-3.5.1-01",
    "RESOURCE-3.5.1-02",
    "RESOURCE-3.5.2-01",
    "RESOURCE-3.5.2-02",
    "RESOURCE-3.5.2-03",
    "RESOURCE-3.6-03",
    "RESOURCE-3.6-04",
):
    check(_requirement, "single-and-bulk")(_status_check(_requirement))
