"""Read the contract of the Bulk operation from an OpenAPI document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.contract.document import BASE, ContractError, read, without
from conformance.contract.schema import DEEPEST, Schema

if TYPE_CHECKING:
    from referencing import Registry

__all__ = ["Contract", "ContractError", "DocumentedResponse", "load"]

REFUSALS = ("400", "422", "4XX", "default")
"""The responses in a document that may be meant for a body that violates the request schema."""


@dataclass(frozen=True)
class DocumentedResponse:
    """The documented responses with one status.

    Attributes:
        content: The schema of the body by media type; None if a media type has no schema. Empty if no body
            is documented.
    """

    content: Mapping[str, Schema | None]

    def takes(self, media_type: str) -> bool:
        """Return True if a media type is documented, also by a range such as ``application/*``."""
        main = media_type.partition("/")[0]
        return bool({media_type, f"{main}/*", "*/*"} & self.content.keys())

    def schema(self, media_type: str) -> Schema | None:
        """Return the schema of a body; if its media type is not documented, that of the only one."""
        if media_type in self.content:
            return self.content[media_type]
        return next(iter(self.content.values())) if len(self.content) == 1 else None


@dataclass(frozen=True)
class Contract:
    """The Bulk operation in an OpenAPI document.

    Attributes:
        source: Name of the file.
        path: The documented path, such as ``/scim/v2/Bulk``.
        request: The schema of the request body; None if none is documented.
        answers: The documented responses by status: ``200``, ``4XX`` or ``default``.
    """

    source: str
    path: str
    request: Schema | None
    answers: Mapping[str, DocumentedResponse]

    @property
    def title(self) -> str:
        """File and operation, for reports."""
        return f"{self.source}, POST {self.path}"

    def answer(self, status: int) -> DocumentedResponse | None:
        """Return the documented response with a status; None if there is none."""
        names = (str(status), f"{status // 100}XX", "default")
        return next((self.answers[name] for name in names if name in self.answers), None)

    @property
    def refusals(self) -> tuple[str, ...]:
        """The documented statuses for a body that violates the request schema; empty if there are none."""
        return tuple(status for status in REFUSALS if status in self.answers)

    def refuses(self, status: int) -> bool:
        """Return True if a status is one of the documented refusals."""
        return str(status) in self.refusals or (
            400 <= status < 500 and not set(self.refusals).isdisjoint(("4XX", "default"))
        )


def load(path: Path) -> Contract:
    """Read the contract of the Bulk operation from an OpenAPI 3.0 or 3.1 document.

    Args:
        path: The document, JSON or YAML.

    Raises:
        ContractError: The file is not such a document, it documents no Bulk operation or several, a reference
            cannot be resolved in it, or a schema is malformed.
    """
    from jsonschema.exceptions import SchemaError
    from referencing.exceptions import Unresolvable

    document = read(path)
    try:
        where, sending, sent = _bulk(without(document, "readOnly"))
        _, answering, answered = _bulk(without(document, "writeOnly"))
        request = _request(sending, sent)
        answers = {
            status.upper().replace("DEFAULT", "default"): DocumentedResponse(_content(response, answered))
            for status, response in _mapping(answering, "responses", answered).items()
        }
        contract = Contract(path.name, where, request, answers)
        for schema in _schemas(contract):
            _check(schema, set())
    except Unresolvable as error:
        # For a JSON pointer, the error does not contain the URI of the document.
        reference = error.ref.removeprefix(BASE).removeprefix("#")
        if not reference or reference.startswith("/"):
            message = f"The reference '#{reference}' in {str(path)!r} has no target. Fix the document."
        else:
            message = (
                f"The reference {reference!r} in {str(path)!r} is to another document. Bundle all schemas in "
                "one document."
            )
        raise ContractError(message) from None
    except SchemaError as error:
        raise ContractError(
            f"A schema in {str(path)!r} is malformed: {error.message}. Fix the document."
        ) from None
    return contract


def _bulk(document: dict[str, Any]) -> tuple[str, Mapping[str, Any], "Registry[Any]"]:
    """Return path and POST operation of the Bulk endpoint, and the resolver of its references."""
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    empty: Registry[Any] = Registry()
    registry: Registry[Any] = empty.with_resource(BASE, DRAFT202012.create_resource(document))
    paths = _mapping(document, "paths", registry)
    named = (name for name in paths if name.rstrip("/").lower().endswith("/bulk"))
    posts = ((name, _mapping(paths, name, registry).get("post")) for name in named)
    found = {name: post for name, post in posts if isinstance(post, dict)}
    if len(found) == 1:
        where, operation = next(iter(found.items()))
        return where, operation, registry
    if found:
        raise ContractError(
            f"The contract documents several Bulk paths: {', '.join(found)}. Keep only one of them."
        )
    shown = ", ".join(list(paths)[:10]) or "none"
    raise ContractError(
        f"The contract documents no POST of a path that ends in /Bulk. Its paths: {shown}. Give a document "
        "with the Bulk operation."
    )


def _mapping(parent: Mapping[str, Any], name: str, registry: "Registry[Any]") -> Mapping[str, Any]:
    """Return an object by its name, with references resolved; empty if there is none."""
    return _followed(parent.get(name), registry)


def _followed(found: object, registry: "Registry[Any]") -> Mapping[str, Any]:
    """Return the target of a reference, or the given object; empty if it is not an object.

    Raises:
        ContractError: The references are circular.
    """
    for _ in range(DEEPEST):
        if not isinstance(found, dict):
            return {}
        if not isinstance(found.get("$ref"), str):
            return found
        found = registry.resolver().lookup(found["$ref"]).contents
    raise ContractError("The references in the contract are circular. Fix the document.")


def _request(operation: Mapping[str, Any], registry: "Registry[Any]") -> Schema | None:
    """Return the schema of the request body: that of the first JSON media type with a schema."""
    content = _content(_mapping(operation, "requestBody", registry), registry)
    json = (schema for name, schema in content.items() if name.endswith(("json", "*")))
    return next(filter(None, json), None)


def _content(body: Mapping[str, Any], registry: "Registry[Any]") -> dict[str, Schema | None]:
    """Return the schemas of a documented body by media type, without parameters and in lower case."""
    content = _mapping(_followed(body, registry), "content", registry)
    return {
        name.partition(";")[0].strip().lower(): Schema(media["schema"], registry)
        if "schema" in media
        else None
        for name in content
        for media in [_mapping(content, name, registry)]
    }


def _schemas(contract: Contract) -> Iterator[Schema]:
    if contract.request:
        yield contract.request
    for answer in contract.answers.values():
        yield from filter(None, answer.content.values())


def _check(schema: Schema, seen: set[str]) -> None:
    """Check a schema and all schemas it refers to, so that errors are found before the run.

    Raises:
        SchemaError: A schema is malformed.
        Unresolvable: A reference has no target.
    """
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema.contents)
    for part in schema.descendants():
        reference = part.contents.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            _check(schema.at(schema.registry.resolver().lookup(reference).contents), seen)
