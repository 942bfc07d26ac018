"""Verdicts on the response as a whole: status, schema, and one result for each operation (section 3.7)."""

from conformance.requirements.finding import Evidence
from conformance.scim.bulk_request import BULK_REQUEST
from conformance.trace.builder import BASE_URL, TraceBuilder, exchange, rejected
from tests.sections.tables import (
    a_user,
    bulk,
    fails,
    inconclusive,
    notes,
    passes,
    post_user,
    table,
    verdict_of,
    warns,
)

ANNA, BERT = a_user("1", "anna"), a_user("2", "bert")
TIMEOUT = exchange("POST", "/Bulk", None)
RESET = exchange("POST", "/Bulk", None, failure="reset")


def anna(**options):
    """Return a bulk request that creates a user."""
    stored = {} if "response" in options and not isinstance(options["response"], dict) else {"after": [ANNA]}
    return bulk(post_user("anna"), **{**stored, **options})


def result(name, path, status="201"):
    return {"method": "POST", "bulkId": name, "location": f"{BASE_URL}{path}", "status": status}


processed = anna()

test_bulk_endpoint_exists = table(
    "BULK-3.7-01",
    "bulk_endpoint_exists",
    passes("the bulk request is processed", processed),
    passes("the bulk request is rejected, which BULK-3.7-06 judges", anna(response=rejected(400))),
    fails("/Bulk does not exist", anna(response=rejected(404))),
    fails("/Bulk allows no POST", anna(response=rejected(405))),
    fails("/Bulk is not implemented", anna(response=rejected(501))),
    inconclusive("the connection is reset", anna(response=RESET)),
)


def controls(*responses):
    """Return the bulk requests that a run sends before the first scenario."""
    trace = TraceBuilder("bulk-control-requests")
    for number, response in enumerate(responses, 1):
        trace.single(f"control {number}", response)
    return trace


results = exchange("POST", "/Bulk", 200, {"Operations": [{"method": "DELETE", "status": "404"}]})

test_some_bulk_request_is_processed = table(
    "BULK-3.7-01",
    "some_bulk_request_is_processed",
    passes("the first is processed", controls(results)),
    passes("only the last is processed", controls(rejected(400), rejected(400), results)),
    fails("each gets 404", controls(rejected(404), rejected(404), rejected(404))),
    fails("each gets 500", controls(rejected(500), rejected(500), rejected(500))),
    inconclusive("the errors differ", controls(rejected(400), rejected(500))),
    inconclusive("each gets 403", controls(rejected(403), rejected(403), rejected(403))),
    inconclusive("the only one gets 404", controls(rejected(404))),
    inconclusive("no response", controls(TIMEOUT)),
    inconclusive("none was sent", controls()),
)

test_response_names_its_schema = table(
    "BULK-3.7-04",
    "response_names_its_schema",
    passes("the response has the BulkResponse schema", processed),
    fails("the response has no schemas", anna(response={"schemas": None})),
    fails("the response has the schema of the request", anna(response={"schemas": [BULK_REQUEST]})),
    inconclusive("the response is HTML", anna(response=rejected(200, b"<html>OK</html>"))),
    inconclusive("the bulk request is rejected", anna(response=rejected(400))),
)

test_bulk_request_without_fail_on_errors_is_processed = table(
    "BULK-3.7-06",
    "bulk_request_without_fail_on_errors_is_processed",
    passes("the bulk request is processed", processed),
    fails("the bulk request is rejected", anna(response=rejected(400))),
    inconclusive("/Bulk does not exist, which BULK-3.7-01 judges", anna(response=rejected(404))),
    inconclusive("the client has no permission", anna(response=rejected(403))),
    inconclusive("the server does not respond", anna(response=TIMEOUT)),
    inconclusive("the bulk request has failOnErrors", anna(fail_on_errors=1)),
    inconclusive("the bulk request may be rejected", anna(response=rejected(400), rejectable=True)),
)

test_response_has_no_fail_on_errors = table(
    "BULK-3.7-07",
    "response_has_no_fail_on_errors",
    passes("the response has no failOnErrors", processed),
    fails("the response repeats failOnErrors", anna(fail_on_errors=1, response={"failOnErrors": 1})),
    inconclusive("the bulk request is rejected", anna(response=rejected(400))),
)

test_response_has_operations = table(
    "BULK-3.7-08",
    "response_has_operations",
    passes("the response has Operations", processed),
    fails("the results have another name", anna(response={"Operations": None, "results": [{}]})),
    fails("Operations is an object", anna(response={"Operations": result("anna", "/Users/1")})),
    inconclusive("the response is HTML", anna(response=rejected(200, b"<html>OK</html>"))),
    inconclusive("the bulk request is rejected", anna(response=rejected(400))),
)

test_each_result_belongs_to_one_operation = table(
    "BULK-3.7-10",
    "each_result_belongs_to_one_operation",
    passes("each operation has one result", processed),
    passes("an operation has no result, which BULK-3.7.3-01 judges", anna(results=[None])),
    fails("an operation has two results", anna(response={"Operations": [result("anna", "/Users/1")] * 2})),
    fails(
        "a result has the bulkId of no operation",
        anna(response={"Operations": [result("anna", "/Users/1"), result("bert", "/Users/2")]}),
    ),
    inconclusive("the bulk request is rejected", anna(response=rejected(400))),
)


def test_finding_points_to_the_surplus_result():
    trace = anna(response={"Operations": [result("anna", "/Users/1")] * 2}).build()
    finding = verdict_of("BULK-3.7-10", "each_result_belongs_to_one_operation", trace)
    assert finding.evidence == (Evidence(finding.exchanges[0], response="/Operations/1"),)


test_operation_is_run_once = table(
    "BULK-3.7-10",
    "operation_is_run_once",
    passes("one user is created", processed),
    fails("two users are created", anna(after=[ANNA, a_user("3", "anna")])),
    inconclusive("the search was incomplete", anna(complete=False)),
    inconclusive("the POST fails", anna(results=[409], before=[ANNA])),
)

test_processed_bulk_request_returns_200 = table(
    "BULK-3.7-31",
    "processed_bulk_request_returns_200",
    passes("200 if every operation succeeds", processed),
    passes("200 if an operation fails", anna(results=[400], after=[])),
    fails("201", anna(status=201)),
    fails("207", anna(status=207)),
    fails("the bulk request fails as a whole", anna(response=rejected(500))),
    fails("a valid bulk request is rejected", anna(response=rejected(400))),
    fails("400 although every operation succeeds", anna(status=400)),
    fails("the server does not respond", anna(response=TIMEOUT)),
    warns("400 with every result if an operation fails", anna(status=400, results=[400], after=[])),
    inconclusive("the connection is reset", anna(response=RESET)),
    inconclusive("the client has no permission", anna(response=rejected(403))),
    inconclusive("the bulk request may be rejected", anna(response=rejected(400), rejectable=True)),
)

test_well_formed_bulk_request_causes_no_server_error = table(
    "BULK-3.7-31",
    "well_formed_bulk_request_causes_no_server_error",
    passes("the bulk request is processed", anna(rejectable=True)),
    passes("the bulk request is rejected", anna(response=rejected(400), rejectable=True)),
    fails("the server fails", anna(response=rejected(500), rejectable=True)),
    inconclusive("the server does not implement this", anna(response=rejected(501), rejectable=True)),
    inconclusive("the server is unavailable", anna(response=rejected(503), rejectable=True)),
    inconclusive("the server does not respond", anna(response=TIMEOUT, rejectable=True)),
)

BOTH = (post_user("anna"), post_user("bert"))

test_order_of_results = table(
    "BULK-3.7-37",
    "order_of_results",
    notes("the results are in the order of the request", bulk(*BOTH, after=[ANNA, BERT])),
    notes(
        "the results are in another order",
        bulk(
            *BOTH,
            after=[ANNA, BERT],
            response={"Operations": [result("bert", "/Users/2"), result("anna", "/Users/1")]},
        ),
    ),
    inconclusive("there is only one result", processed),
    inconclusive("the bulk request is rejected", bulk(*BOTH, response=rejected(400))),
)
