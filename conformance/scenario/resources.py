"""Build resources with unique names that fit the schemas of the server."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from conformance.client.discovery import Capabilities
from conformance.client.journal import Journal
from conformance.scenario.exceptions import Inapplicable
from conformance.scim import resources
from conformance.scim.bulk_request import ENTERPRISE_USER, Operation
from conformance.scim.fitting import fit
from conformance.scim.resource_types import ResourceType
from conformance.trace.snapshot import StoredResource

SMALL_PAYLOAD = 4096
"""Below this maxPayloadSize, users have few attributes, so that several fit into a bulk request."""

DISPENSABLE = ("externalId", "name", "emails", "active")
"""The attributes that such users do not have, unless the schema requires them."""


class ResourceFactory:
    """Builds resources that the server accepts, each with a unique name.

    Args:
        capabilities: What the server claims.
        journal: Records every name before it is sent.
        names: Returns the prefix of new names.
    """

    def __init__(self, capabilities: Capabilities, journal: Journal, names: Callable[[], str]) -> None:
        self.capabilities = capabilities
        self._journal = journal
        self._resource_types = capabilities.resource_types
        self._names = names

    @property
    def names(self) -> str:
        """The prefix of new names."""
        return self._names()

    @property
    def users(self) -> str:
        """The endpoint of what `user` returns: that of users if the server has them."""
        return self._resource_types.users.endpoint

    @property
    def groups(self) -> str:
        """The endpoint of what `group` returns: that of groups if the server has them."""
        return self._resource_types.groups.endpoint

    @property
    def naming(self) -> str:
        """The attribute with the unique name of what `user` returns, such as ``userName``."""
        return self._resource_types.users.naming

    @property
    def text(self) -> str:
        """An attribute of what `user` returns that may hold any text, such as ``displayName``.

        Raises:
            Inapplicable: The schema defines none.
        """
        type_ = self._resource_types.users
        if type_.lack:
            raise Inapplicable(type_.lack)
        return type_.text

    @property
    def immutable(self) -> str:
        """A text attribute of what `user` returns that cannot be changed once it is set; empty for none."""
        return self._resource_types.users.immutable

    @property
    def members(self) -> str:
        """The attribute of what `group` returns that refers to others, such as ``members``."""
        return self._resource_types.groups.members

    def user(
        self, label: str, *, manager: str | None = None, text: str | None = None, **attributes: object
    ) -> dict[str, Any]:
        """Return a user that fits the schema of the server; the journal records its unique name.

        If the server has no users, it is a resource of the type that has their role.

        Args:
            label: End of its name.
            manager: Id of its manager, or a reference to one.
            text: Value of the attribute that may hold any text.
            attributes: Further attributes, by their SCIM names.

        Raises:
            Inapplicable: A text is given, and the schema defines no attribute for it.
        """
        type_ = self._resource_types.users
        name = self._name(type_, label)
        self._journal.intend(type_.endpoint, type_.naming, name)
        free = {} if text is None else {self.text: text}
        return {**self._fit(self._user(name, manager), type_, name), **free, **attributes}

    def group(self, label: str, *members: str, **attributes: object) -> dict[str, Any]:
        """Return a group that fits the schema of the server; the journal records its unique name.

        If the server has no groups, it is a resource of the type that has their role.
        """
        type_ = self._resource_types.groups
        name = f"{self.names}{label}"
        self._journal.intend(type_.endpoint, type_.naming, name)
        return {**self._fit(self._group(name), type_, name), **self._held(members), **attributes}

    def of_type(self, type_: ResourceType, label: str, **attributes: object) -> dict[str, Any]:
        """Return a resource of any type that the server has, with all that its schema requires.

        Args:
            type_: The type, such as one of `ScenarioContext.resource_types`.
            label: End of its name.
            attributes: Further attributes, by their SCIM names.

        Raises:
            Inapplicable: The schema has no attribute for a name, so that no clean-up could find the resource.
        """
        if not type_.naming:
            raise Inapplicable(f"/Schemas defines no attribute for a name of {type_.endpoint}")
        return {**self._build(type_, self._name(type_, label)), **attributes}

    def post(self, type_: ResourceType, label: str, **attributes: object) -> Operation:
        """Return a POST of a resource of any type, as `of_type` builds it, whose bulkId is the label."""
        return Operation("POST", type_.endpoint, label, self.of_type(type_, label, **attributes))

    def resource(self, endpoint: str, name: str) -> dict[str, Any]:
        """Return a resource that fits the schema of its type, with a given name; the journal records it.

        Args:
            endpoint: The collection of its type; any other path stands for that of users.
            name: The name.
        """
        return self._build(self._resource_types.of(endpoint) or self._resource_types.users, name)

    def _build(self, type_: ResourceType, name: str) -> dict[str, Any]:
        self._journal.intend(type_.endpoint, type_.naming, name)
        return self._fit(self._whole(type_, name), type_, name)

    def _name(self, type_: ResourceType, label: str) -> str:
        """Return a unique name; that of a user is an e-mail address, as some servers require it."""
        return f"{self.names}{label}" + ("@example.com" if type_.naming == "userName" else "")

    def _whole(self, type_: ResourceType, name: str) -> dict[str, Any]:
        """Return a resource before it is fitted to its schema."""
        if type_ == self._resource_types.groups:
            return self._group(name)
        if type_ == self._resource_types.users:
            return self._user(name)
        return resources.other(type_.schema, type_.naming, name, type_.text)

    def changed(
        self,
        stored: StoredResource,
        *,
        text: str | None = None,
        members: Iterable[str] = (),
        **attributes: object,
    ) -> dict[str, Any]:
        """Return the data of a PUT that keeps the name of an existing resource and sets attributes.

        Args:
            stored: The resource.
            text: Value of the attribute that may hold any text; without such an attribute, nothing changes.
            members: Ids of the resources to which it refers, or ``bulkId:`` references.
            attributes: Further attributes, by their SCIM names.
        """
        name = stored.name or ""
        whole = self._whole(stored.resource_type, name)
        held = self._held(members) if stored.resource_type == self._resource_types.groups else {}
        free = {} if text is None or not stored.resource_type.text else {stored.resource_type.text: text}
        return {**self._fit(whole, stored.resource_type, name), **held, **free, **attributes}

    def _user(self, name: str, manager: str | None = None) -> dict[str, Any]:
        type_ = self._resource_types.users
        if type_.naming != "userName":
            return resources.other(type_.schema, type_.naming, name, type_.text)
        url = self.capabilities.requires(ENTERPRISE_USER, "manager", "$ref")
        whole = resources.user(name, manager=manager, manager_url=url)
        size = self.capabilities.max_payload_size
        return (
            {key: whole[key] for key in whole if key not in DISPENSABLE}
            if size and size < SMALL_PAYLOAD
            else whole
        )

    def _group(self, name: str) -> dict[str, Any]:
        type_ = self._resource_types.groups
        if (type_.naming, type_.members) == ("displayName", "members"):
            return resources.group(name)
        return resources.other(type_.schema, type_.naming, name, type_.text)

    def _held(self, members: Iterable[str]) -> dict[str, Any]:
        """Return the members of a group; the sender adds the sub-attributes that the server requires."""
        held = [{"value": member} for member in members]
        return {self._resource_types.groups.members: held} if held else {}

    def _fit(self, whole: Mapping[str, Any], type_: ResourceType, name: str) -> dict[str, Any]:
        extensions = {urn: self.capabilities.schema(urn) for urn in type_.required_extensions}
        others = {urn: self.capabilities.schema(urn) for urn in whole if ":" in urn and urn not in extensions}
        return fit(whole, self.capabilities.schema(type_.schema), extensions, optional=others, name=name)

    def post_user(
        self, label: str, *, manager: str | None = None, text: str | None = None, **attributes: object
    ) -> Operation:
        """Return a POST of a user, as `user` builds it, whose bulkId is the label."""
        user = self.user(label, manager=manager, text=text, **attributes)
        return Operation("POST", self.users, label, user)

    def takes(self, attribute: str) -> bool:
        """Return whether what `user` returns has an attribute that clients may set to any value.

        If the server does not publish the schema, users are assumed to be those of RFC 7643.
        """
        users = self._resource_types.users
        if not users.attributes:
            return users.naming == "userName"
        defined = users.attribute(attribute)
        return defined is not None and defined.is_free

    @property
    def name_is_required(self) -> bool:
        """True if what `user` returns must have its name: users by RFC 7643, others by their schema."""
        users = self._resource_types.users
        defined = users.attribute(users.naming)
        return users.naming == "userName" or (defined is not None and defined.required)

    def require(self, attribute: str) -> None:
        """Continue only if what `user` returns can have an attribute.

        Raises:
            Inapplicable: The schema does not define it.
        """
        type_ = self._resource_types.users
        if attribute not in self._fit({attribute: ""}, type_, ""):
            raise Inapplicable(f"/Schemas defines no {attribute} for {type_.endpoint}")

    def post_group(self, label: str, *members: str, **attributes: object) -> Operation:
        """Return a POST of a group whose bulkId is the label."""
        return Operation("POST", self.groups, label, self.group(label, *members, **attributes))

    def absent(self, label: str) -> str:
        """Return the path of a user that does not exist."""
        return f"{self.users}/{self.names}{label}"
