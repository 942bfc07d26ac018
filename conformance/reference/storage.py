"""Where one tenant's resources are kept."""

from collections.abc import Callable, Generator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any

from scim2_models import Resource, ResourceType
from scim2_server.memory import InMemoryStorage, Key

Undo = tuple[Key, Resource[Any] | None, dict[str, Any]]


class TenantStorage(InMemoryStorage):
    """A store in memory that can promise an id beforehand and take back what it has done.

    Taking back rests on two methods through which the parent makes every change, and on its keeping a stored
    resource untouched once it is replaced: an undo costs what was changed, not what is stored.

    Args:
        new_id: Returns the id of what is created without a promise.
    """

    def __init__(self, new_id: Callable[[], str]) -> None:
        super().__init__()
        self._new_id = new_id
        self._reserved: str | None = None
        self._undo: list[Undo] | None = None

    def generate_id(self, resource_type: ResourceType, resource: Resource[Any]) -> str:  # noqa: ARG002
        """Return the id that was promised, or a fresh one."""
        return self._reserved or self._new_id()

    @contextmanager
    def reserving(self, resource_id: str | None) -> Generator[None]:
        """Give this id to what is created in the block."""
        self._reserved = resource_id
        try:
            yield
        finally:
            self._reserved = None

    @contextmanager
    def recording(self) -> Generator[None]:
        """Remember what is changed in the block, so that it can be taken back there."""
        self._undo = []
        try:
            yield
        finally:
            self._undo = None

    def savepoint(self) -> int:
        """Return a mark for ``rollback``; to be called while recording."""
        return len(self._undo or ())

    def rollback(self, savepoint: int) -> None:
        """Take back every change since the savepoint, the last one first."""
        changes, self._undo = self._undo or [], None
        while len(changes) > savepoint:
            key, resource, values = changes.pop()
            if resource is None:
                self._remove(key)
            else:
                self._store(resource, values)
        self._undo = changes

    def members(self) -> dict[str, frozenset[str]]:
        """Return the ids of the members of each group, by its id."""
        groups = self._resources.get("Group", {}).items()
        return {
            id_: frozenset(each.value for each in getattr(group, "members", None) or ())
            for id_, group in groups
        }

    def renew(self, ids: AbstractSet[str]) -> None:
        """Give resources a new version, as if something had changed that they show."""
        for name, resources in self._resources.items():
            for id_ in ids & resources.keys():
                renewed = resources[id_].model_copy(deep=True)
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
