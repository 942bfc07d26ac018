"""Read an OpenAPI document and convert its schemas to JSON Schema 2020-12.

OpenAPI 3.1 uses that dialect. OpenAPI 3.0 has ``nullable`` and a boolean ``exclusiveMinimum`` of its own, and
ignores members next to a ``$ref``.
"""

import json
from pathlib import Path
from typing import Any

BASE = "urn:scim-conformance:contract"
"""Base URI of the document for resolving its references."""


class ContractError(Exception):
    """A contract cannot be used. The message says why and what to do next."""


def read(path: Path) -> dict[str, Any]:
    """Return an OpenAPI 3.0 or 3.1 document with schemas in the dialect of 3.1 and absolute references.

    Raises:
        ContractError: The file cannot be read, or it is not JSON or YAML, or not an OpenAPI 3 document.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ContractError(f"The contract {str(path)!r} cannot be read: {reason}. Check the path.") from None
    document = _parse(text, path)
    version = document.get("openapi") if isinstance(document, dict) else None
    if not str(version).startswith(("3.0", "3.1")):
        reason = f"its openapi is {version!r}" if version is not None else "it has no member openapi"
        if isinstance(document, dict) and "swagger" in document:
            reason = f"it is Swagger {document['swagger']}"
        raise ContractError(
            f"{str(path)!r} is not an OpenAPI 3.0 or 3.1 document: {reason}. Give an OpenAPI 3 document."
        )
    try:
        converted: dict[str, Any] = _convert(document, old=str(version).startswith("3.0"))
    except RecursionError:
        raise ContractError(
            f"{str(path)!r} is nested too deeply, or contains itself. Give a document without YAML cycles."
        ) from None
    return converted


def _parse(text: str, path: Path) -> Any:  # noqa: ANN401 - a JSON value
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    import yaml  # here, because commands that read no contract import this module too

    class Loader(yaml.SafeLoader):
        """YAML in which every value is a JSON value: dates stay text."""

        yaml_implicit_resolvers = {  # noqa: RUF012 - the name and the form that PyYAML asks for
            first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        return yaml.load(text, Loader)  # noqa: S506 - derived from the safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise ContractError(
            f"{str(path)!r} is neither JSON nor YAML{where}. Give an OpenAPI document."
        ) from None


def _convert(node: Any, *, old: bool) -> Any:  # noqa: ANN401 - JSON values
    """Return a JSON value with string keys and absolute references; from 3.0 with JSON Schema keywords."""
    if isinstance(node, list):
        return [_convert(item, old=old) for item in node]
    if not isinstance(node, dict):
        return node
    # YAML reads the status 200 as a number.
    found = {str(key): _convert(value, old=old) for key, value in node.items()}
    reference = found.get("$ref")
    if isinstance(reference, str):
        absolute = BASE + reference if reference.startswith("#") else reference
        return {"$ref": absolute} if old else {**found, "$ref": absolute}
    return _convert_schema(found) if old else found


def _convert_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of OpenAPI 3.0 with JSON Schema keywords; any other object is unchanged."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and bound in schema:
            schema[exclusive] = schema.pop(bound)
    if isinstance(schema.get("nullable"), bool) and schema.pop("nullable"):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def without(node: Any, flag: str) -> Any:  # noqa: ANN401 - JSON values
    """Return a document whose schemas have no members with a flag, neither as properties nor as required.

    Args:
        node: The document, or a part of it.
        flag: ``readOnly`` for the schemas of requests, ``writeOnly`` for those of responses.
    """
    if isinstance(node, list):
        return [without(item, flag) for item in node]
    if not isinstance(node, dict):
        return node
    found = {name: without(value, flag) for name, value in node.items()}
    members, required = found.get("properties"), found.get("required")
    if isinstance(members, dict):
        flagged = {
            name for name, each in members.items() if isinstance(each, dict) and each.get(flag) is True
        }
        found["properties"] = {name: each for name, each in members.items() if name not in flagged}
        if isinstance(required, list):
            found["required"] = [name for name in required if name not in flagged]
    return found
