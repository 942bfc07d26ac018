"""The contract of a Bulk operation, found in an OpenAPI document."""

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
"""How a document may name the answer to a body that breaks the request schema."""


@dataclass(frozen=True)
class DocumentedResponse:
    """What is documented of the answers with one status.

    Attributes:
        content: The schema of the body by media type; None where the media type has none. Empty where no
            body is documented.
    """

    content: Mapping[str, Schema | None]

    def takes(self, media_type: str) -> bool:
        """Tell whether a media type is documented; one such as ``application/*`` stands for many."""
        main = media_type.partition("/")[0]
        return bool({media_type, f"{main}/*", "*/*"} & self.content.keys())

    def schema(self, media_type: str) -> Schema | None:
        """Return the schema of a body; where its media type is not documented, that of the only one."""
        if media_type in self.content:
            return self.content[media_type]
        return next(iter(self.content.values())) if len(self.content) == 1 else None


@dataclass(frozen=True)
class Contract:
    """What an OpenAPI document promises of its Bulk operation.

    Attributes:
        source: Name of the file.
        path: The path that is documented, such as ``/scim/v2/Bulk``.
        request: The schema of the request body; None where none is documented.
        answers: What is documented of each answer, by status: ``200``, ``4XX`` or ``default``.
    """

    source: str
    path: str
    request: Schema | None
    answers: Mapping[str, DocumentedResponse]

    @property
    def title(self) -> str:
        """The document and the operation in a few words."""
        return f"{self.source}, POST {self.path}"

    def answer(self, status: int) -> DocumentedResponse | None:
        """Return what is documented of a status, None where nothing is."""
        names = (str(status), f"{status // 100}XX", "default")
        return next((self.answers[name] for name in names if name in self.answers), None)

    @property
    def refusals(self) -> tuple[str, ...]:
        """What is documented for a body that breaks the request schema; empty where nothing is."""
        return tuple(status for status in REFUSALS if status in self.answers)

    def refuses(self, status: int) -> bool:
        """Tell whether a status is one of the refusals."""
        return str(status) in self.refusals or (
            400 <= status < 500 and not set(self.refusals).isdisjoint(("4XX", "default"))
        )


def load(path: Path) -> Contract:
    """Read the contract of the Bulk operation from an OpenAPI 3.0 or 3.1 document.

    Args:
        path: The document, JSON or YAML.

    Raises:
        ContractError: The file is no such document, it documents no Bulk operation or several, a reference
            leads out of it or nowhere, or a schema is malformed.
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
        # A pointer that leads nowhere is told without the document it was followed in.
        reference = error.ref.removeprefix(BASE).removeprefix("#")
        inside = not reference or reference.startswith("/")
        shown, reason = (f"#{reference}", "nowhere") if inside else (reference, "out of the document")
        raise ContractError(
            f"In {str(path)!r} the reference {shown!r} leads {reason}. Give one whole document."
        ) from None
    except SchemaError as error:
        raise ContractError(
            f"A schema in {str(path)!r} is malformed: {error.message}. Mend the document."
        ) from None
    return contract


def _bulk(document: dict[str, Any]) -> tuple[str, Mapping[str, Any], "Registry[Any]"]:
    """Return path and operation of the POST of the Bulk endpoint, and what its references are found in."""
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
            f"The contract documents several Bulk paths: {', '.join(found)}. Leave one in it."
        )
    there = ", ".join(list(paths)[:10]) or "none at all"
    raise ContractError(f"The contract documents no POST of a path that ends in /Bulk. Its paths: {there}.")


def _mapping(parent: Mapping[str, Any], name: str, registry: "Registry[Any]") -> Mapping[str, Any]:
    """Return an object by its name, wherever a reference leads; empty where there is none."""
    return _followed(parent.get(name), registry)


def _followed(found: object, registry: "Registry[Any]") -> Mapping[str, Any]:
    """Return the object that a reference leads to, or the one given; empty where it is none.

    Raises:
        ContractError: References lead in a circle.
    """
    for _ in range(DEEPEST):
        if not isinstance(found, dict):
            return {}
        if not isinstance(found.get("$ref"), str):
            return found
        found = registry.resolver().lookup(found["$ref"]).contents
    raise ContractError("In the contract references lead in a circle. Give a document that ends somewhere.")


def _request(operation: Mapping[str, Any], registry: "Registry[Any]") -> Schema | None:
    """Return the schema of the request body: that of the first media type of JSON that has one."""
    content = _content(_mapping(operation, "requestBody", registry), registry)
    json = (schema for name, schema in content.items() if name.endswith(("json", "*")))
    return next(filter(None, json), None)


def _content(body: Mapping[str, Any], registry: "Registry[Any]") -> dict[str, Schema | None]:
    """Return the schemas of a documented body by media type, parameters and letter case apart."""
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
    """Check a schema and all that it refers to, so that nothing is found out in the middle of a run.

    Raises:
        SchemaError: One is malformed.
        Unresolvable: A reference leads nowhere.
    """
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema.contents)
    for part in schema.descendants():
        reference = part.contents.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            _check(schema.at(schema.registry.resolver().lookup(reference).contents), seen)
