"""The resource store of one tenant."""

from collections.abc import Callable, Generator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Union

from scim2_models import (
    AttributeBinding,
    Meta,
    Path,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimFilter,
    SearchRequest,
    Uniqueness,
)
from scim2_models.path import CompareOperator, Comparison
from scim2_server.memory import InMemoryStorage, Key, _hashable, _page
from scim2_server.storage import SearchPage
from scim2_server.utils import parametrize

from conformance.reference.copying import deep_copy

Undo = tuple[Key, Resource[Any] | None, dict[str, Any]]


class TenantStorage(InMemoryStorage):
    """An in-memory store with reserved ids and rollback.

    The parent makes every change through two methods. A stored resource is never changed, only replaced, so
    the cost of a rollback depends on the number of changes. Reads for a response, and writes, return the
    stored resource. Only `get` without response parameters, which precedes a change, returns a copy.

    Args:
        new_id: Returns the id of a resource without a reserved one.
    """

    def __init__(self, new_id: Callable[[], str]) -> None:
        super().__init__()
        self._new_id = new_id
        self._reserved: str | None = None
        self._undo: list[Undo] | None = None

    def generate_id(self, resource_type: ResourceType, resource: Resource[Any]) -> str:  # noqa: ARG002
        """Return the reserved id, or a new one."""
        return self._reserved or self._new_id()

    @contextmanager
    def reserving(self, resource_id: str | None) -> Generator[None]:
        """Use this id for the resource that is created in the block."""
        self._reserved = resource_id
        try:
            yield
        finally:
            self._reserved = None

    @contextmanager
    def recording(self) -> Generator[None]:
        """Record the changes in the block, so that they can be rolled back in it."""
        self._undo = []
        try:
            yield
        finally:
            self._undo = None

    def savepoint(self) -> int:
        """Return a savepoint for ``rollback``; call it while recording."""
        return len(self._undo or ())

    def rollback(self, savepoint: int) -> None:
        """Undo every change since the savepoint, the last one first."""
        changes, self._undo = self._undo or [], None
        while len(changes) > savepoint:
            key, resource, values = changes.pop()
            if resource is None:
                self._remove(key)
            else:
                self._store(resource, values)
        self._undo = changes

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Return the stored resource for a response, otherwise a copy for changes."""
        stored = self._stored(resource_type, resource_id)
        return stored if response_parameters is not None else deep_copy(stored)

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: object = None,
    ) -> SearchPage:
        """Return a page of the stored resources that a filter matches."""
        names = list(dict.fromkeys(resource_type.name for resource_type in resource_types))
        wanted = search_request.filter
        found = self._candidates(names, wanted)
        if wanted is not None and found:
            test = _bound(wanted, found).match
            found = [resource for resource in found if test(resource)]
        return _page(search_request, position, found)

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Store a new resource, which must not be changed afterwards."""
        resource.id = self.generate_id(resource_type, resource)
        now = self.clock()
        resource.meta = Meta(
            resource_type=resource_type.name, created=now, last_modified=now, version=self.next_version()
        )
        values = self._values_of(resource)
        self._check_uniqueness(resource, values)
        self._store(resource, values)
        return resource

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Replace a stored resource."""
        super().update(resource_type, resource, expected_version=expected_version)
        return self._stored(resource_type, resource.id)

    def members(self) -> dict[str, frozenset[str]]:
        """Return the ids of the members of each group, by its id."""
        groups = self._resources.get("Group", {}).items()
        return {
            id_: frozenset(each.value for each in getattr(group, "members", None) or ())
            for id_, group in groups
        }

    def alter(self, resource_id: str, **values: object) -> None:
        """Set values of a resource without validation and without a new version."""
        for name, resources in list(self._resources.items()):
            if resource_id in resources:
                altered = resources[resource_id].model_copy(update=values)
                self._store(altered, self._unique_values.get((name, resource_id), {}))

    def renew(self, ids: AbstractSet[str]) -> None:
        """Give resources a new version, as if a referenced resource had changed."""
        for name, resources in self._resources.items():
            for id_ in ids & resources.keys():
                renewed = deep_copy(resources[id_])
                assert renewed.meta is not None
                renewed.meta.version = self.next_version()
                self._store(renewed, self._unique_values.get((name, id_), {}))

    def _store(self, resource: Resource[Any], values: dict[str, Any]) -> None:
        assert resource.meta is not None
        assert resource.id is not None
        self._remember((resource.meta.resource_type, resource.id))
        recorded, self._undo = self._undo, None
        super()._store(resource, values)
        self._undo = recorded

    def _remove(self, key: Key) -> None:
        self._remember(key)
        super()._remove(key)

    def _remember(self, key: Key) -> None:
        if self._undo is not None:
            before = self._resources.get(key[0], {}).get(key[1])
            self._undo.append((key, before, self._unique_values.get(key, {})))

    def _candidates(self, names: list[str | None], wanted: ScimFilter[Any] | None) -> list[Resource[Any]]:
        """Return the candidates for a filter, for ``userName sw "..."`` from the index for ``eq``."""
        binding = _prefixed(wanted) if wanted is not None and len(names) == 1 else None
        if binding is None:
            return super()._candidates(names, wanted)
        assert wanted is not None
        assert isinstance(wanted.ast, Comparison)
        try:
            prefix = binding.comparable(wanted.ast.value)
        except ValueError:
            return []
        index = self._equality_index(names[0], binding)
        ids = (held for value, held in index.items() if isinstance(value, str) and value.startswith(prefix))
        resources = self._resources.get(names[0], {})
        return [resources[id_] for held in ids for id_ in held]

    def _values_of(self, resource: Resource[Any]) -> dict[str, Any]:
        held = {
            each.urn: self._comparable_value(resource, each) for each in _unique_attributes(type(resource))
        }
        return {urn: _hashable(value) for urn, value in held.items() if value is not None}

    @staticmethod
    def _comparable_value(resource: Resource[Any], attribute: AttributeBinding) -> Any:  # noqa: ANN401
        value = _path(type(resource), attribute.urn).get(resource, strict=False)
        try:
            return attribute.comparable(value)
        except ValueError:
            return None


@lru_cache(maxsize=256)
def _path(model: type[Resource[Any]], urn: str) -> Path[Any]:
    return parametrize(Path, model)(urn)


@lru_cache(maxsize=64)
def _unique_attributes(model: type[Resource[Any]]) -> tuple[AttributeBinding, ...]:
    """Return the attributes with unique values."""
    paths = parametrize(Path, model).iter_paths(
        include_subattributes=False, uniqueness=[Uniqueness.server, Uniqueness.global_]
    )
    return tuple(binding for binding in (path.resolve() for path in paths) if binding)


def _prefixed(wanted: ScimFilter[Any]) -> AttributeBinding | None:
    """Return the attribute that a filter compares by ``sw``, if it is a single-valued string."""
    node = wanted.ast
    if wanted.model is None or not isinstance(node, Comparison) or node.op != CompareOperator.sw:
        return None
    binding = wanted.resolve_comparison(node.attr_path, strict=False)
    single = binding is not None and not binding.is_multivalued and binding.target_type is str
    return binding if single and isinstance(node.value, str) else None


def _bound(wanted: ScimFilter[Any], resources: list[Resource[Any]]) -> ScimFilter[Any]:
    """Return the filter, bound to the models of the resources if it has no models."""
    if wanted.models:
        return wanted
    models = tuple(dict.fromkeys(type(resource) for resource in resources))
    return parametrize(ScimFilter, Union[models])(str(wanted))  # noqa: UP007 - known at runtime
