"""Tables for GET requests for resources that exist."""

from conformance.trace.builder import TraceBuilder, exchange
from tests.sections.tables import fails, inconclusive, passes, table

ANNA = {"id": "a-1", "userName": "anna"}


def read(status, body=ANNA, path="/Users/a-1"):
    return TraceBuilder().single("a user", exchange("GET", path, status, body))


test_existing_resources_respond_with_200 = table(
    "QUERY-3.4.1-01",
    "existing_resources_respond_with_200",
    passes("200", read(200)),
    passes("200 without a body", read(200, b"")),
    fails("404", read(404, {"status": "404"})),
    fails("410", read(410, {"status": "410"})),
    fails("201", read(201)),
    fails("204", read(204, b"")),
    inconclusive("a redirect", read(308, b"")),
    inconclusive("401", read(401, {})),
    inconclusive("429", read(429, {})),
    inconclusive("503", read(503, {})),
    inconclusive("500", read(500, {})),
    inconclusive("no response", read(None)),
    inconclusive("no GET", TraceBuilder()),
)

test_responses_have_the_resource = table(
    "QUERY-3.4.1-02",
    "responses_have_the_resource",
    passes("the resource", read(200)),
    passes("the resource, its id in capitals", read(200, {"ID": "a-1"})),
    passes("an id that is encoded in the path", read(200, {"id": "a/1"}, "/Users/a%2F1")),
    fails("another resource", read(200, {**ANNA, "id": "b-2"})),
    fails("an empty object", read(200, {})),
    fails("a list", read(200, {"totalResults": 1, "Resources": [ANNA]})),
    fails("no body", read(200, b"")),
    inconclusive("404", read(404, {"status": "404"})),
    inconclusive("no GET", TraceBuilder()),
)
