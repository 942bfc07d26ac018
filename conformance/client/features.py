"""The features that a server may claim, and how each claim is read from the discovery endpoints.

The registry is open: a section adds a feature of its own with `add`, and its requirements name that feature
in ``requires``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from conformance.exchange import Exchange
from conformance.scim import lenient
from conformance.scim.bulk_request import ENTERPRISE_USER, USER
from conformance.scim.document import attr
from conformance.scim.resource_types import ResourceType, same

_SHOWN = 200
"""Characters of what a server lists that a reason repeats."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A claim of a server about one feature.

    Attributes:
        supported: True or False as the server claims; None if it does not say, then support is assumed.
        reason: One sentence with the claim of the server.
        exchange: Number of the exchange that contains the claim.
        blocked: Why its requirements cannot be judged although the feature is claimed; empty if they can.
    """

    supported: bool | None
    reason: str
    exchange: int | None = None
    blocked: str = ""

    @property
    def usable(self) -> bool:
        """Whether requests may rely on it: it is not disclaimed, and not blocked."""
        return self.supported is not False and not self.blocked

    def document(self) -> dict[str, Any]:
        """Return it as JSON values."""
        found = {"supported": self.supported, "reason": self.reason, "exchange": self.exchange}
        return found | ({"blocked": self.blocked} if self.blocked else {})


@dataclass(frozen=True, slots=True)
class Published:
    """What the discovery endpoints returned.

    Attributes:
        config: The exchange of ``/ServiceProviderConfig``.
        document: The ServiceProviderConfig; empty if there is none.
        types: The first exchange of ``/ResourceTypes``.
        resource_types: The resource types that are listed; empty if none is.
        schemas: The schema definitions that are listed, by URN.
        users: The type to create; None if no listed type is suitable.
        groups: The type that refers to it; None if no listed type is suitable.
    """

    config: Exchange
    document: Mapping[str, Any]
    types: Exchange
    resource_types: Sequence[ResourceType]
    schemas: Mapping[str, Mapping[str, Any]]
    users: ResourceType | None
    groups: ResourceType | None


Read = Callable[[Published], Feature]


@dataclass(frozen=True, slots=True)
class FeatureSource:
    """A feature, and how its claim is read.

    Attributes:
        name: Its name in ``requires``, such as ``bulk``.
        read: Returns the claim from what the discovery endpoints returned.
    """

    name: str
    read: Read


FEATURES: dict[str, FeatureSource] = {}
"""Every feature by its name, in the order in which a report lists them."""


def add(name: str, read: Read) -> None:
    """Add a feature to the registry.

    Args:
        name: Its name in ``requires``. An optional feature is a conformance class of the same name, see
            `conformance.requirements.classes`.
        read: Returns the claim from what the discovery endpoints returned.

    Raises:
        ValueError: A feature with that name exists.
    """
    if name in FEATURES:
        raise ValueError(f"there is a feature {name!r} already; choose another name")
    FEATURES[name] = FeatureSource(name, read)


def supported_in_config(attribute: str, published: Published) -> Feature:
    """Return the claim by ``supported`` of an attribute of the ServiceProviderConfig (RFC 7643 section 5)."""
    return _configured(
        published, f"{attribute}.supported", attr(attr(published.document, attribute), "supported")
    )


def _configured(published: Published, place: str, value: object) -> Feature:
    """Return the claim of the ServiceProviderConfig by a Boolean at a place."""
    config = published.config
    if isinstance(value, bool):
        return Feature(value, f"{place} is {str(value).lower()} in /ServiceProviderConfig", config.n)
    if published.document:
        return Feature(None, f"{place} is missing in /ServiceProviderConfig", config.n)
    return Feature(None, f"/ServiceProviderConfig {lenient.outcome(config)}", config.n)


def _cursor(published: Published) -> Feature:
    """Return the claim of cursor pagination; a configuration without it claims none (RFC 9865)."""
    place, value = "pagination.cursor", attr(attr(published.document, "pagination"), "cursor")
    if published.document and value is None:
        return Feature(False, f"{place} is missing in /ServiceProviderConfig", published.config.n)
    return _configured(published, place, value)


def _me(_: Published) -> Feature:
    """Return that nothing is known of ``/Me``: no discovery endpoint mentions it (RFC 7644 section 3.11)."""
    return Feature(None, "discovery does not say whether /Me is supported")


def _users(published: Published) -> Feature:
    return _listed(published, published.users, "no schema of them declares a unique name")


def _groups(published: Published) -> Feature:
    return _listed(published, published.groups, "no schema of them declares references to other resources")


def _listed(published: Published, type_: ResourceType | None, lack: str) -> Feature:
    """Return the claim of ``/ResourceTypes`` about a resource type that scenarios need."""
    types, listed = published.types, published.resource_types
    if not listed:
        return Feature(None, f"/ResourceTypes lists no resource types: it {lenient.outcome(types)}", types.n)
    if type_:
        return Feature(True, f"/ResourceTypes lists {type_.endpoint}", types.n)
    named = ", ".join(sorted(each.endpoint for each in listed))[:_SHOWN]
    return Feature(False, f"/ResourceTypes lists only {named}, and {lack}", types.n)


def _nesting(published: Published) -> Feature:
    """Return the claim whether a group may be a member of a group."""
    types, type_ = published.types, published.groups
    if type_ is None or not published.resource_types:
        return _groups(published)
    if type_.nests is None:
        return Feature(None, f"/Schemas does not declare the reference types of {type_.members}", types.n)
    refers = "may" if type_.nests else "may not"
    reason = f"/Schemas declares that {type_.members} {refers} refer to {type_.endpoint}"
    return Feature(type_.nests, reason, types.n)


def _enterprise(published: Published) -> Feature:
    """Return the claim whether users have the enterprise extension."""
    types, listed = published.types, published.resource_types
    users = [type_ for type_ in listed if type_.endpoint == "/Users" or same(type_.schema, USER)]
    if not users:
        return _listed(published, None, "none of them are users")
    named = [extension.schema for type_ in users for extension in type_.extensions]
    if any(same(urn, ENTERPRISE_USER) for urn in named):
        return Feature(True, "/ResourceTypes lists the enterprise extension for users", types.n)
    others = ", ".join(named)[:_SHOWN] or "no extension"
    return Feature(False, f"/ResourceTypes lists {others} for users", types.n)


for _name in ("bulk", "patch", "filter", "sort", "etag", "changePassword"):
    add(_name, partial(supported_in_config, _name))
add("cursor", _cursor)
add("me", _me)
add("users", _users)
add("groups", _groups)
add("nesting", _nesting)
add("enterprise", _enterprise)
