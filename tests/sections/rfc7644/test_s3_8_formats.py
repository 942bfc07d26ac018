"""Which media types and encodings get which verdict (RFC 7644 section 3.8)."""

from dataclasses import replace

from conformance.scim.bulk_request import BULK_RESPONSE, Operation
from conformance.scim.resources import user
from conformance.trace.builder import TraceBuilder, error, exchange, rejected
from tests.sections.tables import a_user, fails, inconclusive, notes, passes, post_user, table, warns

ALICE = a_user("1", "alice")
RESULT = {"method": "POST", "bulkId": "alice", "status": "201", "location": "http://scim.example/v2/Users/1"}
BODY = {"schemas": [BULK_RESPONSE], "Operations": [RESULT]}
TIMEOUT = exchange("POST", "/Bulk", None)
RESET = exchange("POST", "/Bulk", None, failure="reset")


def responded(sent, scenario="format", label=""):
    """Return the trace of a bulk request and its response."""
    return TraceBuilder(scenario).bulk(
        post_user("alice"), response=sent, after=[ALICE] if sent.status == 200 else [], label=label
    )


def typed(media_type, status=200, body=BODY):
    """Return the response to a bulk request with a media type; None for a response without one."""
    headers = [("Content-Type", media_type)] if media_type else []
    return exchange("POST", "/Bulk", status, body, headers=headers)


def asking_for(accept, sent):
    """Return an exchange whose request has an Accept header."""
    return replace(sent, request=replace(sent.request, headers=(("Accept", accept),)))


def single(media_type, status=200, body=ALICE.document, path="/Users/1"):
    """Return the trace of a single GET and its response."""
    headers = [("Content-Type", media_type)] if media_type else []
    return TraceBuilder().single("alice", exchange("GET", path, status, body, headers=headers))


def truncated(sent):
    """Return an exchange whose response was too large to be read to its end."""
    return replace(sent, response=replace(sent.response, truncated=True))


PROCESSED = typed("application/scim+json")
LATIN_1 = '{"Operations": [{"bulkId": "Jürgen", "status": "201"}]}'.encode("latin-1")

test_successful_responses_are_json_in_utf_8 = table(
    "FORMAT-3.8-01",
    "successful_responses_are_json_in_utf_8",
    passes("JSON in UTF-8", responded(PROCESSED)),
    passes("JSON in UTF-8 for a single request", single("application/scim+json")),
    fails("half a document for a single request", single("application/scim+json", body=b'{"userName"')),
    fails("JSON in latin-1 for a single request", single("application/scim+json", body=LATIN_1)),
    inconclusive("no body for a single request", single(None, 204, b"")),
    inconclusive("an error response to a single request", single("text/html", 404, b"<html>")),
    inconclusive("a page for a discovery endpoint", single("text/html", 200, b"<html>", "/Schemas")),
    fails("JSON in latin-1", responded(typed("application/scim+json", body=LATIN_1))),
    fails("half a document", responded(typed("application/scim+json", body=b'{"Operations": [{"bulk'))),
    fails("a web page", responded(typed("text/html", body=b"<html>Signed in</html>"))),
    fails("no body", responded(typed("application/scim+json", body=b""))),
    fails("a response without an end", responded(truncated(PROCESSED))),
    inconclusive("an error response", responded(rejected(400))),
    inconclusive("no response", responded(TIMEOUT)),
)

test_responses_are_scim_json = table(
    "FORMAT-3.8-02",
    "responses_are_scim_json",
    passes("application/scim+json", responded(PROCESSED)),
    passes("application/scim+json with a charset", responded(typed("application/scim+json; charset=utf-8"))),
    passes("application/scim+json in capitals", responded(typed("Application/SCIM+JSON"))),
    passes("an Error as application/scim+json", responded(rejected(400))),
    passes("application/scim+json for a single request", single("application/scim+json")),
    warns("application/json for a single request", single("application/json")),
    fails("text/html for a single request", single("text/html")),
    fails("no media type for a single request", single(None)),
    fails("an Error of a single request as text/html", single("text/html", 404, error(404))),
    inconclusive("text/html with 401 for a single request", single("text/html", 401, error(401))),
    inconclusive("no body for a single request", single(None, 204, b"")),
    warns("application/json", responded(typed("application/json"))),
    warns("an Error as application/json", responded(typed("application/json", 400, error(400)))),
    fails("text/html", responded(typed("text/html"))),
    fails("no media type", responded(typed(None))),
    inconclusive("no body", responded(typed(None, 413, b""))),
    inconclusive("no response", responded(TIMEOUT)),
    inconclusive(
        "the client asks for application/json",
        responded(asking_for("application/json", typed("application/json"))),
    ),
)


def accepted(scenario):
    """Return the rows of a bulk request in an encoding that the server processes."""
    return (
        passes("processed", responded(PROCESSED, scenario)),
        inconclusive("no response", responded(TIMEOUT, scenario)),
        inconclusive("the connection is closed", responded(RESET, scenario)),
        inconclusive("429", responded(rejected(429), scenario)),
    )


PLAIN = "accept-application-json"


def alone(scenario, status, label="alone", *, usual=201, failure="timeout"):
    """Return the trace of a single POST in an unusual encoding, after one in the usual encoding."""
    first = exchange("POST", "/Users", usual, error(usual) if usual >= 400 else ALICE.document)
    body = error(status) if status and status >= 400 else ALICE.document
    sent = exchange("POST", "/Users", status, body, failure=failure)
    return TraceBuilder(scenario).single("usual headers", first).single(label, sent)


def accepted_alone(scenario, label="alone"):
    """Return the rows of a single request in an encoding that shows nothing or conforms."""
    return (
        passes("a single request is processed", alone(scenario, 201, label)),
        inconclusive("no response to a single request", alone(scenario, None, label)),
        inconclusive("a single request gets 403", alone(scenario, 403, label)),
        inconclusive("every POST gets 400", alone(scenario, 400, label, usual=400)),
    )


test_accept_application_json_is_supported = table(
    "FORMAT-3.8-03",
    "accept_application_json_is_supported",
    *accepted(PLAIN),
    passes("processed, as application/json", responded(typed("application/json"), PLAIN)),
    warns("406", responded(rejected(406), PLAIN)),
    *accepted_alone(PLAIN),
    warns("a single request gets 406", alone(PLAIN, 406)),
)

test_charset_utf_8_is_accepted = table(
    "FORMAT-3.8-04",
    "charset_utf_8_is_accepted",
    *accepted("charset-parameter"),
    fails("415", responded(rejected(415), "charset-parameter")),
    fails("400", responded(rejected(400), "charset-parameter")),
    *accepted_alone("charset-parameter"),
    fails("a single request gets 415", alone("charset-parameter", 415)),
)

test_text_plain_may_be_accepted = table(
    "FORMAT-3.8-06",
    "text_plain_may_be_accepted",
    notes("processed", responded(PROCESSED, "text-plain")),
    notes("415", responded(rejected(415), "text-plain")),
    inconclusive("429", responded(rejected(429), "text-plain")),
    inconclusive("500", responded(rejected(500), "text-plain")),
    notes("a single request is processed", alone("text-plain", 201)),
    notes("a single request gets 415", alone("text-plain", 415)),
    inconclusive("a single request gets 500", alone("text-plain", 500)),
    inconclusive("a single request gets 403", alone("text-plain", 403)),
    inconclusive("no response", responded(TIMEOUT, "text-plain")),
)

CAPITALS = "Application/SCIM+JSON"


def declared(label, sent):
    """Return the trace of a bulk request that declares its media type in another way."""
    return responded(sent, "other-content-types", label)


test_media_types_are_case_insensitive = table(
    "FORMAT-3.8-07",
    "media_types_are_case_insensitive",
    passes("processed", declared(CAPITALS, PROCESSED)),
    warns("415", declared(CAPITALS, rejected(415))),
    inconclusive("no response", declared(CAPITALS, TIMEOUT)),
    inconclusive("another media type", declared("application/json", rejected(415))),
    *accepted_alone("other-content-types", CAPITALS),
    warns("a single request gets 415", alone("other-content-types", 415, CAPITALS)),
    inconclusive("a single request of another type", alone("other-content-types", 415, "application/json")),
)

test_other_media_types_may_be_accepted = table(
    "FORMAT-3.8-06",
    "other_media_types_may_be_accepted",
    notes("application/json is processed", declared("application/json", PROCESSED)),
    notes("application/json gets 415", declared("application/json", rejected(415))),
    notes("no Content-Type gets 400", declared("no Content-Type", rejected(400))),
    notes("a single request gets 415", alone("other-content-types", 415, "no Content-Type")),
    inconclusive("429", declared("no Content-Type", rejected(429))),
    inconclusive("500", declared("no Content-Type", rejected(500))),
    inconclusive("no response", declared("no Content-Type", TIMEOUT)),
    inconclusive("the usual media type in capitals", declared(CAPITALS, rejected(415))),
)

test_chunked_requests_are_processed = table(
    "FORMAT-3.8-08",
    "chunked_requests_are_processed",
    passes("processed", responded(PROCESSED, "chunked-body")),
    passes(
        "processed at the second attempt",
        responded(RESET, "chunked-body").bulk(post_user("again"), after=[a_user("2", "again")]),
    ),
    notes("411", responded(rejected(411), "chunked-body")),
    warns("400", responded(rejected(400), "chunked-body")),
    *accepted_alone("chunked-body"),
    notes("a single request gets 411", alone("chunked-body", 411)),
    warns("a single request gets 400", alone("chunked-body", 400)),
    warns("the connection of a single request is closed", alone("chunked-body", None, failure="reset")),
    warns(
        "the connection is closed twice",
        responded(RESET, "chunked-body").bulk(post_user("again"), response=RESET),
    ),
    inconclusive("429", responded(rejected(429), "chunked-body")),
    inconclusive("no response", responded(TIMEOUT, "chunked-body")),
)

TEXT, KEY = "Ωμέγα 漢字 🦉", "κλειδί-鍵"


def unicode(*after, echoed=KEY, status="201"):
    """Return the trace of a POST with text outside ASCII."""
    operation = Operation("POST", "/Users", KEY, user("alice", displayName=TEXT))
    return TraceBuilder("text-outside-ascii").bulk(
        operation, results=[{"status": status, "bulkId": echoed}], after=after
    )


def unicode_alone(stored, status=201):
    """Return the trace of a single POST with text outside ASCII."""
    sent = exchange("POST", "/Users", status, {}, request=user("alice", displayName=TEXT))
    after = [a_user("1", "alice", displayName=stored)] if stored else []
    return TraceBuilder("text-outside-ascii").single("text outside ASCII", sent, after=after)


test_text_outside_ascii_is_unchanged = table(
    "FORMAT-3.8-05",
    "text_outside_ascii_is_unchanged",
    passes("stored and returned unchanged", unicode(a_user("1", "alice", displayName=TEXT))),
    passes("the POST fails, the bulkId is returned unchanged", unicode(status="400")),
    fails("stored as question marks", unicode(a_user("1", "alice", displayName="????? ?? ?"))),
    fails(
        "stored in the wrong charset",
        unicode(a_user("1", "alice", displayName=TEXT.encode().decode("latin-1"))),
    ),
    fails(
        "the bulkId without its characters outside ASCII",
        unicode(a_user("1", "alice", displayName=TEXT), echoed="-"),
    ),
    inconclusive(
        "displayName is not kept, no bulkId", unicode(a_user("1", "alice", displayName=None), echoed=None)
    ),
    inconclusive("the whole bulk request gets 500", responded(rejected(500), "text-outside-ascii")),
    passes("a single request is stored unchanged", unicode_alone(TEXT)),
    fails("a single request is stored as question marks", unicode_alone("????? ?? ?")),
    inconclusive("a single request is rejected", unicode_alone(None, 400)),
)
