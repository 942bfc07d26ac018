"""Models of bulk requests as JSON, for the example database and for reports."""

import json
from collections.abc import Mapping
from typing import Any

from conformance.oracle.bulk import (
    Absent,
    Created,
    Existing,
    JobModel,
    JsonEncoding,
    Method,
    OperationModel,
    Pointer,
    Value,
    Version,
)


def document(shape: JobModel) -> dict[str, Any]:
    """Return a model as a JSON value; ``schemas/report.schema.json`` describes it."""
    steps = [
        {
            "method": step.method,
            "kind": step.kind,
            "on": _dumped(step.on),
            "bulkId": step.bulk_id,
            "name": step.name,
            "text": step.text,
            "refers": [_dumped(pointer) for pointer in step.refers],
            "version": step.version,
            "flawed": step.flawed,
            "values": [{"attribute": value.attribute, "edge": value.edge} for value in step.values],
        }
        for step in shape.steps
    ]
    return {"failOnErrors": shape.fail_on_errors, "writing": shape.encoding, "steps": steps}


def shape_of(value: Mapping[str, Any]) -> JobModel:
    """Return the model in a JSON value from `document`.

    Raises:
        ValueError: The value is not a valid model; another version may have written it.
    """
    try:
        limit = value["failOnErrors"]
        if limit is not None and type(limit) is not int:
            raise ValueError(f"failOnErrors is {limit!r}")
        steps = tuple(map(_step, value["steps"]))
        if not steps:
            raise ValueError("a model of a bulk request needs an operation")
        encoding = value.get("writing")
        return JobModel(steps, limit, None if encoding is None else JsonEncoding(encoding))
    except (KeyError, TypeError) as error:
        raise ValueError(f"a model of a bulk request is invalid: {error}") from error


def dump(shape: JobModel) -> bytes:
    """Return a model as JSON in UTF-8."""
    return json.dumps(document(shape)).encode()


def load(text: bytes) -> JobModel:
    """Return the model that `dump` wrote.

    Raises:
        ValueError: The text is not a valid model; another version may have written it.
    """
    return shape_of(json.loads(text))


def _dumped(pointer: Pointer | None) -> dict[str, str] | None:
    if isinstance(pointer, Existing):
        return {"existing": pointer.label}
    if isinstance(pointer, Created):
        return {"made": pointer.bulk_id}
    return {} if isinstance(pointer, Absent) else None


def _pointer(value: dict[str, str]) -> Pointer:
    if "existing" in value:
        return Existing(_text(value["existing"]))
    return Created(_text(value["made"])) if "made" in value else Absent()


def _step(value: dict[str, Any]) -> OperationModel:
    on = value["on"]
    return OperationModel(
        Method(value["method"]),
        _text(value["kind"]),
        None if on is None else _pointer(on),
        _text_or_none(value["bulkId"]),
        _text_or_none(value["name"]),
        _text_or_none(value["text"]),
        tuple(map(_pointer, value["refers"])),
        None if value["version"] is None else Version(value["version"]),
        value["flawed"] is True,
        tuple(Value(_text(each["attribute"]), _text(each["edge"])) for each in value.get("values", ())),
    )


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a string")
    return value
