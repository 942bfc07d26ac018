"""Reading an OpenAPI document so that its schemas are those of JSON Schema 2020-12.

OpenAPI 3.1 has that dialect. In 3.0, ``nullable`` and boolean ``exclusiveMinimum`` are words of its own, and
what stands beside a ``$ref`` is ignored.
"""

import json
from pathlib import Path
from typing import Any

BASE = "urn:scim-conformance:contract"
"""What the document is called while references in it are followed."""


class ContractError(Exception):
    """A contract cannot be used; the message says why and what to do next."""


def read(path: Path) -> dict[str, Any]:
    """Return an OpenAPI 3.0 or 3.1 document, its schemas in the dialect of 3.1 and its references absolute.

    Raises:
        ContractError: There is no such file, or it is neither JSON nor YAML, or no OpenAPI 3 document.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ContractError(f"The contract {str(path)!r} cannot be read: {reason}. Check the path.") from None
    document = _parse(text, path)
    version = document.get("openapi") if isinstance(document, dict) else None
    if not str(version).startswith(("3.0", "3.1")):
        said = f"its openapi is {version!r}" if version is not None else "it has no openapi"
        if isinstance(document, dict) and "swagger" in document:
            said = f"it is Swagger {document['swagger']}"
        raise ContractError(f"{str(path)!r} is no OpenAPI 3.0 or 3.1 document: {said}. Give one that is.")
    try:
        translated: dict[str, Any] = _translate(document, old=str(version).startswith("3.0"))
    except RecursionError:
        raise ContractError(f"{str(path)!r} is nested without end. Give a plain document.") from None
    return translated


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


def _translate(node: Any, *, old: bool) -> Any:  # noqa: ANN401 - JSON values
    """Return a JSON value with text keys, absolute references and, from 3.0, the words of JSON Schema."""
    if isinstance(node, list):
        return [_translate(item, old=old) for item in node]
    if not isinstance(node, dict):
        return node
    # YAML reads the status 200 as a number.
    found = {str(key): _translate(value, old=old) for key, value in node.items()}
    reference = found.get("$ref")
    if isinstance(reference, str):
        absolute = BASE + reference if reference.startswith("#") else reference
        return {"$ref": absolute} if old else {**found, "$ref": absolute}
    return _modern(found) if old else found


def _modern(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of OpenAPI 3.0 in the words of JSON Schema; anything else stays as it is."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and bound in schema:
            schema[exclusive] = schema.pop(bound)
    if isinstance(schema.get("nullable"), bool) and schema.pop("nullable"):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def without(node: Any, flag: str) -> Any:  # noqa: ANN401 - JSON values
    """Return a document without the members that its schemas flag, as properties and as required ones.

    Args:
        node: The document, or a part of it.
        flag: ``readOnly`` for what is not sent, ``writeOnly`` for what is not answered.
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
