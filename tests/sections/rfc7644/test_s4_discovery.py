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
    warns,
)

BULK = {"supported": True, "maxOperations": 1000, "maxPayloadSize": 1048576}


def answered(config, schemas=None):
    """Return the trace of discovery: the responses of /ServiceProviderConfig and /Schemas."""
    listed = schemas or exchange("GET", "/Schemas", 200, {"Resources": [{"id": USER}]})
    return TraceBuilder("discovery").single("config", config).single("schemas", listed)


def config(document):
    """Return the trace of discovery with a /ServiceProviderConfig."""
    return answered(exchange("GET", "/ServiceProviderConfig", 200, document))


def bulk(value):
    """Return the trace of discovery with a /ServiceProviderConfig that has a value of bulk."""
    return config({"schemas": [CONFIG], **({} if value is None else {"bulk": value})})


def without(name, **members):
    """Return a value of bulk without a member, and with others that differ."""
    return {key: value for key, value in {**BULK, **members}.items() if key != name}


NOT_FOUND = answered(exchange("GET", "/ServiceProviderConfig", 404, error(404)))
NO_RESPONSE = answered(exchange("GET", "/ServiceProviderConfig", None))
PAGE = answered(exchange("GET", "/ServiceProviderConfig", 200, b"<html>Sign in</html>"))

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

test_config_says_whether_bulk_is_supported = table(
    "DISCOVERY-5-01",
    "config_says_whether_bulk_is_supported",
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
    return answered(usual, exchange("GET", "/Schemas", status, document))


test_messages_are_no_schemas = table(
    "DISCOVERY-3.1-01",
    "messages_are_no_schemas",
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


def unclaimed(status):
    """Return the trace of POST /Bulk on a server that says that it does not support Bulk."""
    sent = exchange("POST", "/Bulk", status, {"Operations": []} if status == 200 else b"")
    return TraceBuilder("bulk-where-it-is-not-claimed").single("bulk", sent)


test_unclaimed_bulk_is_not_served = table(
    "DISCOVERY-5-04",
    "unclaimed_bulk_is_not_served",
    notes("501", unclaimed(501)),
    notes("404", unclaimed(404)),
    notes("405", unclaimed(405)),
    notes("403", unclaimed(403)),
    warns("200", unclaimed(200)),
    warns("400", unclaimed(400)),
    warns("500", unclaimed(500)),
    inconclusive("401", unclaimed(401)),
    inconclusive("429", unclaimed(429)),
    inconclusive("no response", unclaimed(None)),
    not_applicable("Bulk is supported", TraceBuilder("bulk-where-it-is-not-claimed")),
)
