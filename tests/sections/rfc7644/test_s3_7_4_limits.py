"""Verdicts on limits: published, enforced with 413, and not below the published number (section 3.7.4)."""

from conformance.requirements.finding import Evidence
from conformance.trace.builder import TraceBuilder, error, exchange, rejected
from tests.sections.tables import (
    a_user,
    bulk,
    delete,
    fails,
    inconclusive,
    notes,
    passes,
    post_user,
    table,
    verdict_of,
)

ANNA, BERT = a_user("1", "anna"), a_user("2", "bert")
TIMEOUT = exchange("POST", "/Bulk", None)
RESET = exchange("POST", "/Bulk", None, failure="reset")


def config(status=200, **members):
    """Return a ServiceProviderConfig whose bulk attribute has these members."""
    body = {"bulk": {"supported": True, **members}} if status == 200 else b"<html>Not found</html>"
    return TraceBuilder().single("config", exchange("GET", "/ServiceProviderConfig", status, body))


test_limits_are_positive_integers = table(
    "BULK-3.7.4-01",
    "limits_are_positive_integers",
    passes("both limits are published", config(maxOperations=1000, maxPayloadSize=1048576)),
    passes("only one limit is published", config(maxOperations=1000)),
    fails("maxOperations is 0", config(maxOperations=0, maxPayloadSize=1048576)),
    fails("maxPayloadSize is negative", config(maxOperations=1000, maxPayloadSize=-1)),
    fails("maxOperations is a string", config(maxOperations="1000", maxPayloadSize=1048576)),
    fails("maxOperations is true", config(maxOperations=True, maxPayloadSize=1048576)),
    inconclusive("no limit is published", config()),
    inconclusive("there is no ServiceProviderConfig", config(404)),
)


def test_finding_points_to_the_invalid_limit():
    trace = config(maxOperations=0, maxPayloadSize=1024).build()
    finding = verdict_of("BULK-3.7.4-01", "limits_are_positive_integers", trace)
    assert finding.evidence == (Evidence(finding.exchanges[0], response="/bulk/maxOperations"),)


test_limits_are_published = table(
    "BULK-3.7.4-02",
    "limits_are_published",
    notes("both limits are published", config(maxOperations=1000, maxPayloadSize=1048576)),
    notes("one limit is published", config(maxPayloadSize=1048576)),
    notes("no limit is published", config()),
    inconclusive("there is no ServiceProviderConfig", config(404)),
)

NAMED = rejected(413, error(413, detail="The request has more than 3 operations (maxOperations)."))
UNNAMED = rejected(413, error(413, detail="Payload Too Large"))


def operations(response=NAMED, *, after=(), **options):
    """Return a bulk request of four operations, where maxOperations is 3."""
    job = (post_user("anna"), delete("/Users/none-0"), delete("/Users/none-1"), delete("/Users/none-2"))
    return bulk(*job, response=response, after=after, label="maxOperations 3", **options)


SIZE_NAMED = rejected(413, error(413, detail="The body exceeds maxPayloadSize."))


def payload(response=SIZE_NAMED, *, after=(), **options):
    """Return a bulk request above maxPayloadSize."""
    return bulk(post_user("anna"), response=response, after=after, label="maxPayloadSize 1024", **options)


def chunks(small, response=SIZE_NAMED):
    """Return a small bulk request without Content-Length, and one above maxPayloadSize.

    Args:
        small: HTTP status of the small one.
        response: The exchange of the large one.
    """
    label = {"label": "a body in chunks"}
    first = (
        bulk(post_user("bert"), after=[BERT], **label)
        if small == 200
        else bulk(post_user("bert"), response=rejected(small), **label)
    )
    return first.bulk(post_user("anna"), response=response, label="maxPayloadSize 1024")


test_too_many_operations_get_413 = table(
    "BULK-3.7.4-03",
    "too_many_operations_get_413",
    passes("the bulk request is rejected with 413", operations()),
    fails("the bulk request is rejected with 400", operations(rejected(400))),
    fails("the bulk request is processed", operations(None, results=[201, 404, 404, 404], after=[ANNA])),
    fails("each operation is rejected with 413", operations(None, results=[413, 413, 413, 413])),
    fails("the server does not respond", operations(TIMEOUT)),
    inconclusive("the connection is reset", operations(RESET)),
    inconclusive("the server limits the rate", operations(rejected(429))),
)

test_too_many_bytes_get_413 = table(
    "BULK-3.7.4-04",
    "too_many_bytes_get_413",
    passes("the body is rejected with 413", payload()),
    passes("the body is rejected with 413 by a proxy", payload(rejected(413, b"<html>Too large</html>"))),
    passes("a body in chunks is rejected with 413", chunks(200)),
    fails("the body is rejected with 400", payload(rejected(400))),
    fails("the body is processed", payload(None, after=[ANNA])),
    fails(
        "a body in chunks is rejected with 400, where a small one is processed",
        chunks(200, rejected(400)),
    ),
    inconclusive("the connection is reset while the body is sent", payload(RESET)),
    inconclusive("the server requires Content-Length", chunks(411, rejected(411))),
)

test_response_names_the_limit = table(
    "BULK-3.7.4-05",
    "response_names_the_limit",
    passes("the Error has the name of the limit", payload()),
    passes("the Error has the number", operations(rejected(413, error(413, detail="At most 3 operations.")))),
    passes(
        "the Error has the number with a thousands separator",
        bulk(
            post_user("anna"),
            response=rejected(413, error(413, detail="The body has more than 1,024 bytes.")),
            label="maxPayloadSize 1024",
        ),
    ),
    fails("the Error has neither", operations(UNNAMED)),
    fails("the body is a page of a proxy", payload(rejected(413, b"<html>Too large</html>"))),
    fails(
        "the number is part of a longer one",
        operations(rejected(413, error(413, detail="Request 4301 is too large."))),
    ),
    inconclusive("the bulk request is rejected with 400", operations(rejected(400))),
    inconclusive("the bulk request is processed", payload(None, after=[ANNA])),
)


def test_inconclusive_finding_depends_on_the_status_413():
    finding = verdict_of("BULK-3.7.4-05", "response_names_the_limit", operations(rejected(400)).build())
    assert finding.depends_on == ("BULK-3.7.4-03",)


test_rejected_bulk_request_stores_nothing = table(
    "BULK-3.7.4-06",
    "rejected_bulk_request_stores_nothing",
    passes("nothing is stored", operations()),
    passes("nothing is stored after a 400, which BULK-3.7.4-03 judges", operations(rejected(400))),
    fails("the first operation is stored", operations(after=[ANNA])),
    fails("the body is rejected after the user was stored", payload(after=[ANNA])),
    inconclusive(
        "the bulk request is processed", operations(None, results=[201, 404, 404, 404], after=[ANNA])
    ),
    inconclusive("the search was incomplete", operations(complete=False)),
    inconclusive("the connection is reset", payload(RESET)),
)

FULL = (post_user("anna"), delete("/Users/none-0"))

test_full_number_of_operations_is_processed = table(
    "BULK-3.7.4-07",
    "full_number_of_operations_is_processed",
    passes("the bulk request is processed", bulk(*FULL, results=[201, 404], after=[ANNA])),
    fails("the bulk request is rejected with 413", bulk(*FULL, response=NAMED)),
    fails("the server does not respond", bulk(*FULL, response=TIMEOUT)),
    inconclusive("the connection is reset", bulk(*FULL, response=RESET)),
    inconclusive("operations end in server errors", bulk(*FULL, results=[500, 500])),
    inconclusive("only the clean-up of the scenario was sent", bulk(delete("/Users/1"), label="deleting")),
)

test_full_number_of_bytes_is_processed = table(
    "BULK-3.7.4-08",
    "full_number_of_bytes_is_processed",
    passes("the body is processed", bulk(post_user("anna"), after=[ANNA], label="white space")),
    fails("the body is rejected with 413", bulk(post_user("anna"), response=SIZE_NAMED, label="UTF-8")),
    inconclusive("the connection is reset", bulk(post_user("anna"), response=RESET, label="UTF-8")),
)
