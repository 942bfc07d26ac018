"""What a server says about itself (RFC 7644 section 4), and what we assume where it says nothing."""

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
"""The gates that a requirement may name."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Whether a server claims something.

    Attributes:
        supported: None where nothing is known; it is then assumed to be there.
        reason: One sentence: what the server said.
        exchange: Number of the exchange that shows it.
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
"""What a server is assumed to keep that does not say (RFC 7643 section 4)."""


@dataclass(frozen=True)
class Capabilities:
    """What a server says about itself.

    Attributes:
        max_operations: Most operations in a job; None where no usable limit is published.
        max_payload_size: Most bytes in a job; None where no usable limit is published.
        resource_types: What it keeps, by endpoint; the RFC's own where it does not say.
        schemas: Schema definitions by URN; empty where it does not say.
        kinds: What scenarios create; the RFC's own where there is nothing that they could.
        config: The exchange that asked for ``/ServiceProviderConfig``.
        types: The first that asked for ``/ResourceTypes``.
        schemas_exchange: The first that asked for ``/Schemas``.
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
        """Return what is known of the feature behind a gate.

        Raises:
            KeyError: There is no such gate.
        """
        if name not in get_args(FeatureName):
            raise KeyError(f"there is no gate {name!r}; there are {', '.join(get_args(FeatureName))}")
        found: Feature = getattr(self, name)
        return found

    def schema(self, urn: str) -> Mapping[str, Any] | None:
        """Return the server's own definition of a schema, None where it lists none of that URN."""
        return next((schema for key, schema in self.schemas.items() if same(key, urn)), None)

    def attribute(self, urn: str, *names: str) -> Any:  # noqa: ANN401 - a JSON value
        """Return the server's own definition of an attribute; None where it gives none.

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
        """Tell whether the server's own schema calls an attribute, or a sub-attribute, required."""
        return attr(self.attribute(urn, *names), "required") is True

    def document(self) -> dict[str, Any]:
        """Return it as JSON values: each feature with its reason, the limits, the endpoints."""
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
    """Ask a server about itself; whatever it answers, or does not, makes capabilities.

    Raises:
        Stopped: No request may be sent any more.
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
    asked = types.exchanges[0]
    return Capabilities(
        bulk=_claim(config, document, "bulk"),
        patch=_claim(config, document, "patch"),
        filter=_claim(config, document, "filter"),
        etag=_claim(config, document, "etag"),
        users=_kept(asked, listed, created, "none of them is said to have a unique name"),
        groups=_kept(asked, listed, referring, "none of them is said to refer to another"),
        nesting=_nesting(asked, listed, referring),
        enterprise=_extended(asked, listed),
        max_operations=_limit(bulk, "maxOperations"),
        max_payload_size=_limit(bulk, "maxPayloadSize"),
        resource_types=MappingProxyType(listed) if listed else DEFAULT_TYPES,
        schemas=MappingProxyType(defined),
        kinds=Kinds(created or Kinds().users, referring or Kinds().groups),
        config=config,
        types=asked,
        schemas_exchange=schemas.exchanges[0],
    )


def _document(config: Exchange) -> Mapping[str, Any]:
    """Return the ServiceProviderConfig, also where it came in a list; empty where there is none."""
    if not lenient.succeeded(config):
        return {}
    found = lenient.objects(config.json)
    if found:
        return found[0]
    return config.json if isinstance(config.json, dict) else {}


def _claim(config: Exchange, document: Mapping[str, Any], name: str) -> Feature:
    """Return whether the ServiceProviderConfig claims a feature."""
    supported = attr(attr(document, name), "supported")
    if isinstance(supported, bool):
        said = str(supported).lower()
        return Feature(supported, f"/ServiceProviderConfig says {name}.supported is {said}", config.n)
    if document:
        return Feature(None, f"/ServiceProviderConfig does not say whether {name} is supported", config.n)
    return Feature(None, f"/ServiceProviderConfig {lenient.outcome(config)}", config.n)


def _limit(bulk: Any, name: str) -> int | None:  # noqa: ANN401 - a JSON value
    """Return a limit that something can be sent within."""
    limit = lenient.integer(bulk, name)
    return limit if limit is not None and limit > 0 else None


def _resource_types(types: listing.Listing, base_url: str) -> dict[str, ResourceType]:
    """Return the resource types that are listed with an endpoint, by endpoint."""
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
    """Return an endpoint relative to the base URL, such as ``/Users``, from the ways to write one."""
    path = text.strip().removeprefix(base_url).removeprefix(urlsplit(base_url).path + "/").strip("/")
    return f"/{path}" if re.fullmatch(r"[\w.~%/-]+", path) else ""


def _kept(asked: Exchange, listed: Mapping[str, ResourceType], kind: Kind | None, lack: str) -> Feature:
    """Return whether something is listed that scenarios can play such a part with."""
    if not listed:
        return Feature(None, f"/ResourceTypes lists nothing: it {lenient.outcome(asked)}", asked.n)
    if kind:
        return Feature(True, f"/ResourceTypes lists {kind.endpoint}", asked.n)
    return Feature(False, f"/ResourceTypes lists only {', '.join(sorted(listed))[:200]}, and {lack}", asked.n)


def _nesting(asked: Exchange, listed: Mapping[str, ResourceType], kind: Kind | None) -> Feature:
    """Return whether a group may be in a group."""
    if kind is None or not listed:
        return _kept(asked, listed, kind, "none of them is said to refer to another")
    if kind.nests is None:
        return Feature(None, f"/Schemas does not say what {kind.members} refers to", asked.n)
    others = "also" if kind.nests else "not"
    return Feature(
        kind.nests, f"/Schemas says that {kind.members} does {others} refer to {kind.endpoint}", asked.n
    )


def _extended(asked: Exchange, listed: Mapping[str, ResourceType]) -> Feature:
    """Return whether users are listed with the enterprise extension."""
    users = [kind for kind in listed.values() if kind.endpoint == "/Users" or same(kind.schema, USER)]
    if not users:
        return _kept(asked, listed, None, "none of them are users")
    named = [urn for kind in users for urn in kind.extensions]
    if any(same(urn, ENTERPRISE) for urn in named):
        return Feature(True, "/ResourceTypes lists the enterprise extension for users", asked.n)
    others = ", ".join(named)[:200] or "no extension"
    return Feature(False, f"/ResourceTypes lists {others} for users", asked.n)
