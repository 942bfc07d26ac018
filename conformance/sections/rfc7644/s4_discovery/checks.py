"""Checks of ServiceProviderConfig and /Schemas."""

from collections.abc import Iterator

from conformance.check.observation import Observation, choice, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.control.bulk_claim import NOT_SERVED
from conformance.scim.document import attr, names_schema
from conformance.trace.trace import Trace

CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
MESSAGES = "urn:ietf:params:scim:api:"


@check("DISCOVERY-4-01", "discovery")
def config_names_its_schema(trace: Trace) -> Iterator[Observation]:
    """The document is an object that holds its URN in schemas."""
    config = trace.singles["config"]
    if config.status != 200:
        yield inconclusive(config, f"/ServiceProviderConfig answers {config.status or config.problem}")
        return
    holds = names_schema(config.json, CONFIG)
    got = config.problem or attr(config.json, "schemas")
    message = "ServiceProviderConfig does not name its schema"
    yield expect(holds, config, message, expected=f'"schemas": ["{CONFIG}"]', got=got)


@check("DISCOVERY-5-01", "discovery")
def config_says_whether_bulk_is_supported(trace: Trace) -> Iterator[Observation]:
    """bulk.supported is a JSON Boolean."""
    config = trace.singles["config"]
    if config.status != 200 or not isinstance(config.json, dict):
        yield inconclusive(config, f"/ServiceProviderConfig answers {config.problem or config.status}")
        return
    bulk = attr(config.json, "bulk")
    message = "ServiceProviderConfig does not say whether Bulk is supported"
    said = isinstance(attr(bulk, "supported"), bool)
    yield expect(said, config, message, expected='"bulk": {"supported": true | false}', got=bulk)


def _limit(trace: Trace, name: str) -> Iterator[Observation]:
    config = trace.singles["config"]
    bulk = attr(config.json, "bulk")
    if not isinstance(bulk, dict):
        yield inconclusive(config, "ServiceProviderConfig has no bulk")
        return
    limit = attr(bulk, name)
    whole = isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0
    message, expected = f"{name} is no integer", f'"{name}": an integer'
    if not whole and attr(bulk, "supported") is not True:
        yield lenient(config, f"{message}, and Bulk is not supported", expected=expected, got=bulk)
    else:
        yield expect(whole, config, message, expected=expected, got=limit)


@check("DISCOVERY-5-02", "discovery")
def max_operations_is_an_integer(trace: Trace) -> Iterator[Observation]:
    """bulk.maxOperations is there and an integer."""
    return _limit(trace, "maxOperations")


@check("DISCOVERY-5-03", "discovery")
def max_payload_size_is_an_integer(trace: Trace) -> Iterator[Observation]:
    """bulk.maxPayloadSize is there and an integer."""
    return _limit(trace, "maxPayloadSize")


@check("DISCOVERY-3.1-01", "discovery")
def messages_are_no_schemas(trace: Trace) -> Iterator[Observation]:
    """No message URN is among the ids of /Schemas."""
    schemas = trace.singles["schemas"]
    if schemas.status in (404, 501):
        yield inapplicable(schemas, f"there is no /Schemas to find them by: it answers {schemas.status}")
        return
    listed = schemas.json if isinstance(schemas.json, list) else attr(schemas.json, "Resources")
    if not isinstance(listed, list) or not listed:
        yield inconclusive(schemas, "/Schemas lists nothing")
        return
    found = [urn for entry in listed if str(urn := attr(entry, "id")).lower().startswith(MESSAGES)]
    message = "/Schemas lists schemas of messages"
    yield expect(not found, schemas, message, expected=f"no id that starts with {MESSAGES}", got=found)


@check("DISCOVERY-5-04", "bulk-where-it-is-not-claimed")
def unclaimed_bulk_is_not_served(trace: Trace) -> Iterator[Observation]:
    """A status that says so is noted; any other response contradicts what is published."""
    exchange = trace.singles.get("bulk")
    if exchange is None:
        yield inapplicable(None, "Bulk is not disclaimed")
    elif exchange.status is None or exchange.status in (401, 429) or exchange.busy:
        yield inconclusive(exchange, f"no verdict from {exchange.status or exchange.problem}")
    elif exchange.status in NOT_SERVED:
        yield choice(exchange, f"POST /Bulk answers {exchange.status}")
    else:
        message = "ServiceProviderConfig says that Bulk is not supported, and POST /Bulk answers otherwise"
        expected, got = "501 | 404 | 405 | 403", f"HTTP {exchange.status}"
        yield expect(False, exchange, message, expected=expected, got=got)
