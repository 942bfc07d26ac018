"""The required sub-attributes of references to resources, besides the id."""

from collections.abc import Callable, Mapping
from typing import Any

from conformance.scim.document import attr

Parts = Callable[[str], Mapping[str, Any]]
"""Returns the required sub-attributes of a reference, given its ``value``: an id or a ``bulkId:`` text."""


def completed(data: object, attribute: str, parts: Parts) -> Any:  # noqa: ANN401 - a JSON value
    """Return a resource or a PatchOp message with all required sub-attributes in its references.

    Args:
        data: The resource or the message.
        attribute: The attribute with the references, such as ``members``.
        parts: Returns the required sub-attributes; existing ones stay.
    """
    if not isinstance(data, dict):
        return data
    whole = {
        name: _values(value, parts) if name.lower() == attribute.lower() else value
        for name, value in data.items()
    }
    changes = whole.get("Operations")
    if isinstance(changes, list):
        whole["Operations"] = [_change(change, attribute, parts) for change in changes]
    return whole


def _change(change: object, attribute: str, parts: Parts) -> object:
    """Return a change of a PatchOp message with all required sub-attributes in its references."""
    path, value = attr(change, "path"), attr(change, "value")
    if not isinstance(change, dict) or value is None:
        return change
    if path is None:
        return {**change, "value": completed(value, attribute, parts)}
    return {**change, "value": _values(value, parts)} if path == attribute else change


def _values(value: Any, parts: Parts) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, list):
        return [_values(item, parts) for item in value]
    target = attr(value, "value")
    return {**parts(target), **value} if isinstance(target, str) else value
