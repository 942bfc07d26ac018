"""Checks of ServiceProviderConfig and /Schemas."""

from collections.abc import Iterator

from conformance.check.observation import (
    Observation,
    choice,
    expect,
    inapplicable,
    inconclusive,
    lenient,
    show,
)
from conformance.check.registry import check
from conformance.control.bulk_claim import NOT_SERVED
from conformance.exchange import Exchange, Place
from conformance.scim.document import attr, names_schema, pointer
from conformance.trace.trace import Trace

CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
MESSAGES = "urn:ietf:params:scim:api:"


def _at(exchange: Exchange, *path: str) -> Place:
    """Return a member of a discovery document, or the deepest part of its path that exists."""
    return Place(exchange, response=pointer(exchange.json, *path))


@check("DISCOVERY-4-01", "discovery")
def config_names_its_schema(trace: Trace) -> Iterator[Observation]:
    """ServiceProviderConfig is a JSON object whose schemas attribute contains its URN."""
    config = trace.singles["config"]
    if config.status != 200:
        yield inconclusive(config, f"GET /ServiceProviderConfig gets {config.outcome}")
        return
    holds = names_schema(config.json, CONFIG)
    got = config.problem or attr(config.json, "schemas")
    message = f"the schemas attribute of ServiceProviderConfig does not contain {CONFIG}"
    if config.problem:
        message = f"the response of /ServiceProviderConfig is not a JSON document: {config.problem}"
    yield expect(holds, _at(config, "schemas"), message, expected=f'"schemas": ["{CONFIG}"]', got=got)


@check("DISCOVERY-5-01", "discovery")
def config_declares_whether_bulk_is_supported(trace: Trace) -> Iterator[Observation]:
    """In ServiceProviderConfig, bulk.supported is a JSON true or false."""
    config = trace.singles["config"]
    if config.status != 200:
        yield inconclusive(config, f"GET /ServiceProviderConfig gets {config.outcome}")
        return
    if not isinstance(config.json, dict):
        why = config.problem or "it is not a JSON object"
        message = f"the response of /ServiceProviderConfig cannot be read: {why}"
        yield inconclusive(config, message, depends_on="DISCOVERY-4-01")
        return
    bulk = attr(config.json, "bulk")
    found = "has no bulk" if bulk is None else f"has bulk {show(bulk)}"
    message = f"ServiceProviderConfig {found} and does not declare whether Bulk is supported"
    declared = isinstance(attr(bulk, "supported"), bool)
    expected = '"bulk": {"supported": true | false}'
    yield expect(declared, _at(config, "bulk", "supported"), message, expected=expected, got=bulk)


def _limit(trace: Trace, name: str) -> Iterator[Observation]:
    """Observe whether a limit of Bulk is an integer of 0 or more."""
    config = trace.singles["config"]
    bulk = attr(config.json, "bulk")
    if config.status != 200:
        yield inconclusive(config, f"GET /ServiceProviderConfig gets {config.outcome}")
        return
    if not isinstance(bulk, dict):
        message = "ServiceProviderConfig has no attribute bulk that is an object"
        yield inconclusive(_at(config, "bulk"), message, depends_on="DISCOVERY-5-01")
        return
    limit, at = attr(bulk, name), _at(config, "bulk", name)
    whole = isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0
    found = "is absent from" if limit is None else f"is {show(limit)}, not an integer of 0 or more, in"
    message = f"bulk.{name} {found} ServiceProviderConfig"
    expected = "an integer of 0 or more"
    if not whole and attr(bulk, "supported") is not True:
        yield lenient(at, f"{message}, which declares Bulk as not supported", expected=expected, got=limit)
    else:
        yield expect(whole, at, message, expected=expected, got=limit)


@check("DISCOVERY-5-02", "discovery")
def max_operations_is_an_integer(trace: Trace) -> Iterator[Observation]:
    """In ServiceProviderConfig, bulk.maxOperations is an integer."""
    return _limit(trace, "maxOperations")


@check("DISCOVERY-5-03", "discovery")
def max_payload_size_is_an_integer(trace: Trace) -> Iterator[Observation]:
    """In ServiceProviderConfig, bulk.maxPayloadSize is an integer."""
    return _limit(trace, "maxPayloadSize")


@check("DISCOVERY-3.1-01", "discovery")
def schemas_lists_no_message(trace: Trace) -> Iterator[Observation]:
    """No id in /Schemas is the URN of a message."""
    schemas = trace.singles["schemas"]
    if schemas.status in (404, 501):
        yield inapplicable(schemas, f"the server has no /Schemas: GET gets HTTP {schemas.status}")
        return
    listed = schemas.json if isinstance(schemas.json, list) else attr(schemas.json, "Resources")
    if not isinstance(listed, list) or not listed:
        yield inconclusive(schemas, f"GET /Schemas gets {schemas.outcome} and lists no schema")
        return
    found = [urn for entry in listed if str(urn := attr(entry, "id")).lower().startswith(MESSAGES)]
    message = f"/Schemas lists the schema of a message: {', '.join(map(str, found))}"
    expected = f"no id that starts with {MESSAGES}"
    yield expect(not found, _at(schemas, "Resources"), message, expected=expected, got=found)


@check("DISCOVERY-5-04", "unsupported-bulk")
def unsupported_bulk_is_not_served(trace: Trace) -> Iterator[Observation]:
    """If Bulk is not supported, POST /Bulk gets 501, or 403, 404 or 405."""
    exchange = trace.singles.get("bulk")
    if exchange is None:
        yield inapplicable(None, "the server does not declare that Bulk is not supported")
    elif exchange.status is None or exchange.status in (401, 429) or exchange.busy:
        message = f"POST /Bulk gets {exchange.outcome}, which does not show whether Bulk is served"
        yield inconclusive(exchange, message)
    elif exchange.status in NOT_SERVED:
        yield choice(exchange, f"POST /Bulk gets HTTP {exchange.status}")
    else:
        got = f"HTTP {exchange.status}"
        message = f"POST /Bulk gets {got}, but ServiceProviderConfig declares that Bulk is not supported"
        yield expect(False, exchange, message, expected="HTTP 501 | 403 | 404 | 405", got=got)
