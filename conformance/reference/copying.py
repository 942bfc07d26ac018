"""Deep copies of stored resources and responses, faster than ``copy.deepcopy``."""

from typing import TypeVar, cast

from pydantic import BaseModel

T = TypeVar("T")


def deep_copy(value: T) -> T:
    """Return a copy that shares no model, list or dict with the original; other values are immutable."""
    if isinstance(value, BaseModel):
        return cast(T, _copied(value))
    if isinstance(value, dict):
        return cast(T, {key: deep_copy(item) for key, item in value.items()})
    if isinstance(value, list):
        return cast(T, [deep_copy(item) for item in value])
    return value


def _copied(model: BaseModel) -> BaseModel:
    copied = model.model_copy()
    parts = (copied.__dict__, copied.__pydantic_extra__ or {}, copied.__pydantic_private__ or {})
    for part in parts:
        for name, value in part.items():
            if isinstance(value, BaseModel | dict | list):
                part[name] = deep_copy(value)
    return copied
