"""Replace references to other resources by URLs in a response."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from scim2_models import AttributeBinding, Reference, Resource
from scim2_models import Path as AttributePath
from scim2_models.path.resolution import attribute_host
from scim2_server.utils import parametrize

_ELSEWHERE = frozenset({"external", "uri"})


def locate_references(resource: Resource[Any], locate: Callable[[str], str]) -> None:
    """Replace in place the references of a resource to other resources of the server (RFC 7643 2.3.7)."""
    for binding in _referring(type(resource)):
        host = attribute_host(resource, binding)
        if binding.sub_field_name is None:
            _locate(host, binding.field_name, locate)
            continue
        entries = getattr(host, binding.field_name, None)
        for entry in entries if isinstance(entries, list) else [entries]:
            _locate(entry, binding.sub_field_name, locate)


def _locate(holder: object, name: str, locate: Callable[[str], str]) -> None:
    value = getattr(holder, name, None)
    if isinstance(value, list):
        setattr(holder, name, [item if item is None else locate(item) for item in value])
    elif value is not None:
        setattr(holder, name, locate(value))


@lru_cache(maxsize=64)
def _referring(model: type[Resource[Any]]) -> tuple[AttributeBinding, ...]:
    """Return the attributes that refer to resources of the server."""
    paths = parametrize(AttributePath, model).iter_paths(target_type=[Reference])
    bindings = [binding for binding in (path.resolve() for path in paths) if binding]
    return tuple(binding for binding in bindings if _refers_here(binding.target_type))


def _refers_here(target: Any) -> bool:  # noqa: ANN401 - a Reference type or none
    kinds = set(getattr(target, "__reference_types__", ()))
    return bool(kinds) and not kinds & _ELSEWHERE
