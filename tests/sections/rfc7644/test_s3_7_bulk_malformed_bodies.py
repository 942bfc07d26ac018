"""Verdicts on bodies that are not a bulk request (RFC 7644 section 3.7)."""

from conformance.scim.bulk_request import BULK_RESPONSE
from conformance.trace.builder import TraceBuilder, exchange, rejected
from tests.sections.tables import fails, inconclusive, passes, table, warns

ACCEPTED = exchange("POST", "/Bulk", 200, {"schemas": [BULK_RESPONSE], "Operations": []})


def body(label, response):
    """Return a body that is not a bulk request, and the response to it."""
    return TraceBuilder().body(label, response)


test_missing_schema_is_rejected = table(
    "BULK-3.7-03",
    "missing_schema_is_rejected",
    passes("the body is rejected", body("schemas missing", rejected(400))),
    warns("a body without schemas is accepted", body("schemas missing", ACCEPTED)),
    warns("a body with another schema is accepted", body("schemas of another message", ACCEPTED)),
    inconclusive("the server fails, which ERROR-3.12-08 judges", body("schemas missing", rejected(500))),
)

test_missing_operations_are_rejected = table(
    "BULK-3.7-09",
    "missing_operations_are_rejected",
    passes("the body is rejected", body("Operations missing", rejected(400))),
    warns("a body without Operations is accepted", body("Operations missing", ACCEPTED)),
    warns("a body with empty Operations is accepted", body("Operations empty", ACCEPTED)),
    inconclusive("the server fails, which ERROR-3.12-08 judges", body("Operations null", rejected(500))),
)

test_body_that_is_not_a_bulk_request_gets_an_error = table(
    "BULK-3.7-32",
    "body_that_is_not_a_bulk_request_gets_an_error",
    passes("a body that is not JSON is rejected", body("no JSON", rejected(400))),
    passes("the server fails, which ERROR-3.12-08 judges", body("no JSON", rejected(500))),
    fails("a body that is not JSON gets 200", body("no JSON", ACCEPTED)),
    fails("an Error has HTTP status 200", body("no JSON", rejected(200))),
    fails("Operations is a string, and the server returns 200", body("Operations a string", ACCEPTED)),
    warns("a trailing comma is accepted", body("trailing comma", ACCEPTED)),
    inconclusive("empty Operations, which BULK-3.7-09 judges", body("Operations empty", ACCEPTED)),
    inconclusive("the server does not respond", body("no JSON", exchange("POST", "/Bulk", None))),
)
