"""Checks of the discovery endpoints."""

from collections.abc import Iterator

from conformance.check.observation import Observation, expect, inconclusive
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.trace.trace import Trace


@check("EXAMPLE-4-01", "example-schemas-with-count")
def count_does_not_page_schemas(trace: Trace) -> Iterator[Observation]:
    """The list of schemas is as long with a count of 1 as without."""
    listed = {label: attr(exchange.json, "Resources") for label, exchange in trace.singles.items()}
    everything, counted = listed["all"], listed["count"]
    if not isinstance(everything, list) or len(everything) < 2:
        yield inconclusive(trace.singles["all"], "/Schemas does not list two schemas")
        return
    got = len(counted) if isinstance(counted, list) else counted
    message = "/Schemas?count=1 does not return all schemas"
    expected = f"{len(everything)} schemas"
    yield expect(got == len(everything), trace.singles["count"], message, expected=expected, got=got)
