"""Discover the capabilities of a server (RFC 7644 section 4), with defaults if it does not declare them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from conformance.client import listing
from conformance.client.client import Target
from conformance.exchange import Exchange
from conformance.scim import lenient
from conformance.scim.document import attr
from conformance.scim.resource_types import GROUP, USER, Kind, Kinds, ResourceType, groups, same, users

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

FeatureName = Literal["bulk", "patch", "filter", "etag", "users", "groups", "nesting", "enterprise"]
"""The features that a requirement may depend on."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A claim of a server about one feature.

    Attributes:
        supported: True or False as the server claims; None if it does not say, then support is assumed.
        reason: One sentence with the claim of the server.
        exchange: Number of the exchange that contains the claim.
    """

    supported: bool | None
    reason: str
    exchange: int | None = None


DEFAULT_TYPES: Mapping[str, ResourceType] = MappingProxyType(
    {
        "/Users": ResourceType("User", "/Users", USER, (ENTERPRISE,)),
        "/Groups": ResourceType("Group", "/Groups", GROUP),
    }
)
"""The resource types that are assumed if a server does not list any (RFC 7643 section 4)."""


@dataclass(frozen=True)
class Capabilities:
    """The capabilities that a server claims.

    Attributes:
        max_operations: Most operations in a bulk request; None if the server declares no usable limit.
        max_payload_size: Most bytes in a bulk request; None if the server declares no usable limit.
        resource_types: The resource types by endpoint; those of the RFC if the server lists none.
        schemas: Schema definitions by URN; empty if the server lists none.
        kinds: The kinds of resources that scenarios create; those of the RFC if no listed type is suitable.
        config: The exchange of ``/ServiceProviderConfig``.
        types: The first exchange of ``/ResourceTypes``.
        schemas_exchange: The first exchange of ``/Schemas``.
    """

    bulk: Feature
    patch: Feature
    filter: Feature
    etag: Feature
    users: Feature
    groups: Feature
    nesting: Feature
    enterprise: Feature
    max_operations: int | None
    max_payload_size: int | None
    resource_types: Mapping[str, ResourceType]
    schemas: Mapping[str, Mapping[str, Any]]
    kinds: Kinds
    config: Exchange
    types: Exchange
    schemas_exchange: Exchange

    def feature(self, name: FeatureName) -> Feature:
        """Return the claim about a feature.

        Raises:
            KeyError: There is no such feature.
        """
        if name not in get_args(FeatureName):
            raise KeyError(f"there is no feature {name!r}; use one of {', '.join(get_args(FeatureName))}")
        found: Feature = getattr(self, name)
        return found

    def schema(self, urn: str) -> Mapping[str, Any] | None:
        """Return the schema definition of the server; None if it does not list that URN."""
        return next((schema for key, schema in self.schemas.items() if same(key, urn)), None)

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
        features = {name: self.feature(name) for name in get_args(FeatureName)}
        return {
            **{
                name: {"supported": feature.supported, "reason": feature.reason, "exchange": feature.exchange}
                for name, feature in features.items()
            },
            "maxOperations": self.max_operations,
            "maxPayloadSize": self.max_payload_size,
            "endpoints": sorted(self.resource_types),
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
    listed = _resource_types(types, target.base_url)
    defined = {urn: schema for schema in schemas.resources if (urn := lenient.text(schema, "id"))}
    created = users(listed or DEFAULT_TYPES, defined)
    referring = groups(listed or DEFAULT_TYPES, defined, created) if created else None
    bulk = attr(document, "bulk")
    first = types.exchanges[0]
    return Capabilities(
        bulk=_configured(config, document, "bulk"),
        patch=_configured(config, document, "patch"),
        filter=_configured(config, document, "filter"),
        etag=_configured(config, document, "etag"),
        users=_listed(first, listed, created, "no schema of them declares a unique name"),
        groups=_listed(first, listed, referring, _NO_REFERENCE),
        nesting=_nesting(first, listed, referring),
        enterprise=_enterprise(first, listed),
        max_operations=_limit(bulk, "maxOperations"),
        max_payload_size=_limit(bulk, "maxPayloadSize"),
        resource_types=MappingProxyType(listed) if listed else DEFAULT_TYPES,
        schemas=MappingProxyType(defined),
        kinds=Kinds(created or Kinds().users, referring or Kinds().groups),
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


def _configured(config: Exchange, document: Mapping[str, Any], name: str) -> Feature:
    """Return the claim of the ServiceProviderConfig about a feature."""
    supported = attr(attr(document, name), "supported")
    if isinstance(supported, bool):
        value = str(supported).lower()
        return Feature(supported, f"{name}.supported is {value} in /ServiceProviderConfig", config.n)
    if document:
        return Feature(None, f"{name}.supported is missing in /ServiceProviderConfig", config.n)
    return Feature(None, f"/ServiceProviderConfig {lenient.outcome(config)}", config.n)


def _limit(bulk: Any, name: str) -> int | None:  # noqa: ANN401 - a JSON value
    """Return a limit if it is a positive integer."""
    limit = lenient.integer(bulk, name)
    return limit if limit is not None and limit > 0 else None


def _resource_types(types: listing.Listing, base_url: str) -> dict[str, ResourceType]:
    """Return the listed resource types by endpoint; one without an endpoint is left out."""
    found = {}
    for entry in types.resources:
        endpoint = _endpoint(lenient.text(entry, "endpoint"), base_url)
        if endpoint:
            extensions = attr(entry, "schemaExtensions")
            urns = [
                extension if isinstance(extension, str) else lenient.text(extension, "schema")
                for extension in (extensions if isinstance(extensions, list) else [])
            ]
            found[endpoint] = ResourceType(
                lenient.text(entry, "name") or lenient.text(entry, "id") or endpoint.strip("/"),
                endpoint,
                lenient.text(entry, "schema"),
                tuple(urn for urn in urns if urn),
                tuple(
                    urn
                    for extension in (extensions if isinstance(extensions, list) else [])
                    if attr(extension, "required") is True and (urn := lenient.text(extension, "schema"))
                ),
            )
    return found


def _endpoint(text: str, base_url: str) -> str:
    """Return an endpoint relative to the base URL, such as ``/Users``; it may be absolute or relative."""
    path = text.strip().removeprefix(base_url).removeprefix(urlsplit(base_url).path + "/").strip("/")
    return f"/{path}" if re.fullmatch(r"[\w.~%/-]+", path) else ""


_NO_REFERENCE = "no schema of them declares references to other resources"


def _listed(types: Exchange, listed: Mapping[str, ResourceType], kind: Kind | None, lack: str) -> Feature:
    """Return the claim of ``/ResourceTypes`` about a kind of resources that scenarios need."""
    if not listed:
        return Feature(None, f"/ResourceTypes lists no resource types: it {lenient.outcome(types)}", types.n)
    if kind:
        return Feature(True, f"/ResourceTypes lists {kind.endpoint}", types.n)
    return Feature(False, f"/ResourceTypes lists only {', '.join(sorted(listed))[:200]}, and {lack}", types.n)


def _nesting(types: Exchange, listed: Mapping[str, ResourceType], kind: Kind | None) -> Feature:
    """Return the claim whether a group may be a member of a group."""
    if kind is None or not listed:
        return _listed(types, listed, kind, _NO_REFERENCE)
    if kind.nests is None:
        return Feature(None, f"/Schemas does not declare the reference types of {kind.members}", types.n)
    refers = "may" if kind.nests else "may not"
    return Feature(
        kind.nests, f"/Schemas declares that {kind.members} {refers} refer to {kind.endpoint}", types.n
    )


def _enterprise(types: Exchange, listed: Mapping[str, ResourceType]) -> Feature:
    """Return the claim whether users have the enterprise extension."""
    users = [kind for kind in listed.values() if kind.endpoint == "/Users" or same(kind.schema, USER)]
    if not users:
        return _listed(types, listed, None, "none of them are users")
    named = [urn for kind in users for urn in kind.extensions]
    if any(same(urn, ENTERPRISE) for urn in named):
        return Feature(True, "/ResourceTypes lists the enterprise extension for users", types.n)
    others = ", ".join(named)[:200] or "no extension"
    return Feature(False, f"/ResourceTypes lists {others} for users", types.n)
