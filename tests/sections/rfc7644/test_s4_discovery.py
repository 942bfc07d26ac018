"""Which discovery documents get which verdict (RFC 7644 sections 3.1, 3.12 and 4; RFC 7643 section 5)."""

from conformance.scim.bulk_request import BULK_REQUEST, USER
from conformance.sections.rfc7644.s4_discovery.checks import CONFIG
from conformance.trace.builder import TraceBuilder, error, exchange
from tests.sections.tables import (
    fails,
    inconclusive,
    not_applicable,
    notes,
    passes,
    table,
    verdict_of,
    warns,
)

BULK = {"supported": True, "maxOperations": 1000, "maxPayloadSize": 1048576}


def discovered(config, schemas=None):
    """Return the trace of discovery: the responses of /ServiceProviderConfig and /Schemas."""
    listed = schemas or exchange("GET", "/Schemas", 200, {"Resources": [{"id": USER}]})
    return TraceBuilder("discovery").single("config", config).single("schemas", listed)


def config(document):
    """Return the trace of discovery with a /ServiceProviderConfig."""
    return discovered(exchange("GET", "/ServiceProviderConfig", 200, document))


def bulk(value):
    """Return the trace of discovery with a /ServiceProviderConfig that has a value of bulk."""
    return config({"schemas": [CONFIG], **({} if value is None else {"bulk": value})})


def without(name, **members):
    """Return a value of bulk without a member, and with others that differ."""
    return {key: value for key, value in {**BULK, **members}.items() if key != name}


NOT_FOUND = discovered(exchange("GET", "/ServiceProviderConfig", 404, error(404)))
NO_RESPONSE = discovered(exchange("GET", "/ServiceProviderConfig", None))
PAGE = discovered(exchange("GET", "/ServiceProviderConfig", 200, b"<html>Sign in</html>"))

test_config_names_its_schema = table(
    "DISCOVERY-4-01",
    "config_names_its_schema",
    passes("the URN of the schema", bulk(BULK)),
    fails("no schemas", config({"bulk": BULK})),
    fails("the URN of another schema", config({"schemas": [USER], "bulk": BULK})),
    fails("a list", config([{"schemas": [CONFIG], "bulk": BULK}])),
    fails("a web page", PAGE),
    inconclusive("404", NOT_FOUND),
    inconclusive("no response", NO_RESPONSE),
)

test_config_declares_whether_bulk_is_supported = table(
    "DISCOVERY-5-01",
    "config_declares_whether_bulk_is_supported",
    passes("supported is true", bulk(BULK)),
    passes("supported is false", bulk({"supported": False, "maxOperations": 0, "maxPayloadSize": 0})),
    fails("no bulk", bulk(None)),
    fails("bulk is true", bulk(True)),
    fails("no supported", bulk(without("supported"))),
    fails("supported is a string", bulk({**BULK, "supported": "true"})),
    inconclusive("404", NOT_FOUND),
    inconclusive("a web page", PAGE),
    inconclusive("no response", NO_RESPONSE),
)


def limits(name):
    """Return the rows of a limit of Bulk."""
    return (
        passes("an integer", bulk(BULK)),
        passes("0 where Bulk is not supported", bulk({**BULK, "supported": False, name: 0})),
        warns("absent where Bulk is not supported", bulk({"supported": False})),
        fails("absent", bulk(without(name))),
        fails("a string", bulk({**BULK, name: "1000"})),
        fails("with a unit", bulk({**BULK, name: "1m"})),
        fails("negative", bulk({**BULK, name: -1})),
        fails("a fraction", bulk({**BULK, name: 1.5})),
        fails("true", bulk({**BULK, name: True})),
        inconclusive("no bulk", bulk(None)),
        inconclusive("404", NOT_FOUND),
        inconclusive("no response", NO_RESPONSE),
    )


test_max_operations_is_an_integer = table(
    "DISCOVERY-5-02", "max_operations_is_an_integer", *limits("maxOperations")
)
test_max_payload_size_is_an_integer = table(
    "DISCOVERY-5-03", "max_payload_size_is_an_integer", *limits("maxPayloadSize")
)


def schemas(status, document):
    """Return the trace of discovery with a response of /Schemas."""
    usual = exchange("GET", "/ServiceProviderConfig", 200, {"schemas": [CONFIG], "bulk": BULK})
    return discovered(usual, exchange("GET", "/Schemas", status, document))


test_schemas_lists_no_message = table(
    "DISCOVERY-3.1-01",
    "schemas_lists_no_message",
    passes("resource schemas only", schemas(200, {"Resources": [{"id": USER}, {"id": CONFIG}]})),
    passes("resource schemas only, in a plain list", schemas(200, [{"id": USER}])),
    fails("the schema of BulkRequest", schemas(200, {"Resources": [{"id": USER}, {"id": BULK_REQUEST}]})),
    fails("the schema of BulkRequest in capitals", schemas(200, [{"id": BULK_REQUEST.upper()}])),
    inconclusive("nothing is listed", schemas(200, {"Resources": []})),
    inconclusive("500", schemas(500, error(500))),
    inconclusive("no response", schemas(None, None)),
    not_applicable("404", schemas(404, error(404))),
    not_applicable("501", schemas(501, error(501))),
)


def unsupported(status):
    """Return the trace of POST /Bulk on a server that says that it does not support Bulk."""
    sent = exchange("POST", "/Bulk", status, {"Operations": []} if status == 200 else b"")
    return TraceBuilder("unsupported-bulk").single("bulk", sent)


test_unsupported_bulk_is_not_served = table(
    "DISCOVERY-5-04",
    "unsupported_bulk_is_not_served",
    notes("501", unsupported(501)),
    notes("404", unsupported(404)),
    notes("405", unsupported(405)),
    notes("403", unsupported(403)),
    warns("200", unsupported(200)),
    warns("400", unsupported(400)),
    warns("500", unsupported(500)),
    inconclusive("401", unsupported(401)),
    inconclusive("429", unsupported(429)),
    inconclusive("no response", unsupported(None)),
    not_applicable("Bulk is supported", TraceBuilder("unsupported-bulk")),
)


def test_place_of_a_wrong_limit_is_its_attribute():
    trace = bulk({**BULK, "maxOperations": "1000"}).build()
    (evidence,) = verdict_of("DISCOVERY-5-02", "max_operations_is_an_integer", trace).evidence
    assert evidence.response == "/bulk/maxOperations"


def test_missing_bulk_depends_on_the_requirement_that_requires_it():
    finding = verdict_of("DISCOVERY-5-02", "max_operations_is_an_integer", bulk(None).build())
    assert finding.depends_on == ("DISCOVERY-5-01",)
