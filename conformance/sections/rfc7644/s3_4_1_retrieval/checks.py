"""Checks of the responses to GET requests for existing resources."""

from collections.abc import Iterator
from urllib.parse import unquote

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive
from conformance.check.registry import check
from conformance.scim.document import attr
from conformance.trace.trace import Trace

SCENARIO = "known-resources-retrieved"


@check("QUERY-3.4.1-01", SCENARIO)
def existing_resources_respond_with_200(trace: Trace) -> Iterator[Observation]:
    """A GET of each resource that was just created returns 200."""
    for label, single in trace.single_requests.items():
        (effect,) = single.effects
        if gap := turned_away(single.exchange):
            yield gap
            continue
        if effect.unclear:
            yield unclear(effect)
            continue
        if effect.code is not None and 300 <= effect.code < 400:
            yield inconclusive(effect, f"GET of {label} is redirected with {effect.code}")
            continue
        message = f"GET of {label} that was just created gets HTTP {effect.code}"
        yield expect(effect.code == 200, effect.at("status"), message, expected="200", got=effect.code)


@check("QUERY-3.4.1-02", SCENARIO)
def responses_have_the_resource(trace: Trace) -> Iterator[Observation]:
    """The body of each response with 200 is a JSON object with the id in the path."""
    for label, single in trace.single_requests.items():
        (effect,) = single.effects
        if effect.code == 200:
            wanted = unquote(single.operation.path.rpartition("/")[2])
            shown = single.exchange.json
            message = f"the response to GET of {label} does not have the resource"
            holds = str(attr(shown, "id")) == wanted
            yield expect(holds, effect.at("response", "id"), message, expected=f"id {wanted}", got=shown)
