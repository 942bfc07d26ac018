"""Discover the capabilities of a server (RFC 7644 section 4), with defaults if it does not declare them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlsplit

from conformance.client import listing
from conformance.client.client import Target
from conformance.client.features import FEATURES, Feature, Published
from conformance.exchange import Exchange
from conformance.scim import lenient
from conformance.scim.attributes import attributes_of
from conformance.scim.document import attr
from conformance.scim.resource_types import (
    DEFAULT_RESOURCE_TYPES,
    Extension,
    ResourceType,
    ResourceTypes,
    same,
)
from conformance.scim.roles import choose_groups, choose_users, resource_types

Schemas = Mapping[str, Mapping[str, Any]]
"""The published schemas, by URN."""


@dataclass(frozen=True)
class Capabilities:
    """The capabilities that a server claims.

    Attributes:
        features: What is known of each feature of `conformance.client.features.FEATURES`, by its name.
        max_operations: Most operations in a bulk request; None if the server declares no usable limit.
        max_payload_size: Most bytes in a bulk request; None if the server declares no usable limit.
        resource_types: The resource types; those of the RFC if the server lists none.
        schemas: Schema definitions by URN; empty if the server lists none.
        config: The exchange of ``/ServiceProviderConfig``.
        types: The first exchange of ``/ResourceTypes``.
        schemas_exchange: The first exchange of ``/Schemas``.
        bulk_requests: The control requests that were sent to ``/Bulk`` before the first scenario.
    """

    features: Mapping[str, Feature]
    max_operations: int | None
    max_payload_size: int | None
    resource_types: ResourceTypes
    schemas: Mapping[str, Mapping[str, Any]]
    config: Exchange
    types: Exchange
    schemas_exchange: Exchange
    bulk_requests: tuple[Exchange, ...] = ()

    def feature(self, name: str) -> Feature:
        """Return what is known of a feature.

        Raises:
            KeyError: There is no such feature.
        """
        if name not in self.features:
            raise KeyError(f"there is no feature {name!r}; use one of {', '.join(self.features)}")
        return self.features[name]

    def having(self, **features: Feature) -> Self:
        """Return the same with other knowledge of some features."""
        return replace(self, features=MappingProxyType({**self.features, **features}))

    def schema(self, urn: str) -> Mapping[str, Any] | None:
        """Return the schema definition of the server; None if it does not list that URN."""
        return _schema(self.schemas, urn)

    def attribute(self, urn: str, *names: str) -> Any:  # noqa: ANN401 - a JSON value
        """Return the attribute definition of the server; None if there is none.

        Args:
            urn: URN of the schema.
            names: The attribute, or the attribute and its sub-attribute.
        """
        found: Any = self.schema(urn)
        for depth, name in enumerate(names):
            attributes = attr(found, "subAttributes" if depth else "attributes")
            listed = attributes if isinstance(attributes, list) else []
            found = next((each for each in listed if same(lenient.text(each, "name"), name)), None)
        return found

    def requires(self, urn: str, *names: str) -> bool:
        """Return True if the schema of the server declares an attribute or a sub-attribute as required."""
        return attr(self.attribute(urn, *names), "required") is True

    def document(self) -> dict[str, Any]:
        """Return the capabilities as JSON values: features with reasons, limits, endpoints."""
        return {
            **{name: feature.document() for name, feature in self.features.items()},
            "maxOperations": self.max_operations,
            "maxPayloadSize": self.max_payload_size,
            "endpoints": sorted(each.endpoint for each in self.resource_types),
        }


def discover(target: Target) -> Capabilities:
    """Read the discovery endpoints of a server; missing or invalid responses lead to defaults.

    Raises:
        Stopped: The run may not send any more requests.
    """
    config = target.send("GET", "/ServiceProviderConfig", purpose="discovery")
    types = listing.read(target, "/ResourceTypes", {}, purpose="discovery")
    schemas = listing.read(target, "/Schemas", {}, purpose="discovery")
    document = _document(config)
    defined = {urn: schema for schema in schemas.resources if (urn := lenient.text(schema, "id"))}
    listed = _resource_types(types, target.base_url, defined)
    known = listed or [_with_attributes(each, defined) for each in DEFAULT_RESOURCE_TYPES]
    users = choose_users(known)
    groups = choose_groups(known, users) if users else None
    bulk = attr(document, "bulk")
    first = types.exchanges[0]
    published = Published(config, document, first, listed, defined, users, groups)
    return Capabilities(
        features=MappingProxyType({name: source.read(published) for name, source in FEATURES.items()}),
        max_operations=_limit(bulk, "maxOperations"),
        max_payload_size=_limit(bulk, "maxPayloadSize"),
        resource_types=resource_types(listed, users, groups),
        schemas=MappingProxyType(defined),
        config=config,
        types=first,
        schemas_exchange=schemas.exchanges[0],
    )


def _document(config: Exchange) -> Mapping[str, Any]:
    """Return the ServiceProviderConfig, also if it is in a list; empty if there is none."""
    if not lenient.succeeded(config):
        return {}
    found = lenient.objects(config.json)
    if found:
        return found[0]
    return config.json if isinstance(config.json, dict) else {}


def _limit(bulk: Any, name: str) -> int | None:  # noqa: ANN401 - a JSON value
    """Return a limit if it is a positive integer."""
    limit = lenient.integer(bulk, name)
    return limit if limit is not None and limit > 0 else None


def _schema(schemas: Schemas, urn: str) -> Mapping[str, Any] | None:
    """Return a schema definition by its URN, in any letter case; None if it is not listed."""
    return next((schema for key, schema in schemas.items() if same(key, urn)), None)


def _resource_types(types: listing.Listing, base_url: str, schemas: Schemas) -> list[ResourceType]:
    """Return the listed resource types; one without an endpoint is left out.

    If two have the same endpoint, the last one counts.
    """
    found = {}
    for entry in types.resources:
        endpoint = _endpoint(lenient.text(entry, "endpoint"), base_url)
        if endpoint:
            listed = ResourceType(
                lenient.text(entry, "name") or lenient.text(entry, "id") or endpoint.strip("/"),
                endpoint,
                lenient.text(entry, "schema"),
                tuple(_extensions(attr(entry, "schemaExtensions"))),
            )
            found[endpoint] = _with_attributes(listed, schemas)
    return list(found.values())


def _extensions(listed: Any) -> Iterator[Extension]:  # noqa: ANN401 - a JSON value
    """Yield the extensions of a resource type; one may be a URN without an object."""
    for entry in listed if isinstance(listed, list) else []:
        if urn := entry if isinstance(entry, str) else lenient.text(entry, "schema"):
            yield Extension(urn, attr(entry, "required") is True)


def _with_attributes(listed: ResourceType, schemas: Schemas) -> ResourceType:
    """Return a resource type with the attributes that its schemas define."""
    extensions = tuple(
        replace(each, attributes=attributes_of(_schema(schemas, each.schema))) for each in listed.extensions
    )
    core = attributes_of(_schema(schemas, listed.schema))
    return replace(listed, extensions=extensions, attributes=core)


def _endpoint(text: str, base_url: str) -> str:
    """Return an endpoint relative to the base URL, such as ``/Users``; it may be absolute or relative."""
    path = text.strip().removeprefix(base_url).removeprefix(urlsplit(base_url).path + "/").strip("/")
    return f"/{path}" if re.fullmatch(r"[\w.~%/-]+", path) else ""
