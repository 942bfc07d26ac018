"""A JSON Schema in a published document; references are resolved in that document only."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = (
    *("items", "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else"),
    *("unevaluatedItems", "unevaluatedProperties"),
)

LONGEST = 300
"""Most characters of an error message about one value."""

DEEPEST = 64
"""Most references and combinations at one place; with more, a schema refers to itself."""


@dataclass(frozen=True)
class Schema:
    """A schema and the document that contains it.

    Attributes:
        contents: The schema with absolute references.
        registry: The registry with the document, for resolving references.
    """

    contents: Any
    registry: "Registry[Any]"

    @cached_property
    def _validator(self) -> "Draft202012Validator":
        from jsonschema import Draft202012Validator  # here, because commands without a contract need none

        return Draft202012Validator(self.contents, registry=self.registry)

    @cached_property
    def _strict(self) -> "Draft202012Validator":
        from jsonschema import Draft202012Validator

        checker = Draft202012Validator.FORMAT_CHECKER
        return Draft202012Validator(self.contents, registry=self.registry, format_checker=checker)

    def errors(self, value: object) -> "list[ValidationError]":
        """Return all errors of a value that the tester sends, including formats."""
        return list(self._strict.iter_errors(value))

    def complaint(self, value: object) -> str:
        """Return the first error of a value of the server as a sentence; empty if it is valid.

        Formats are not checked, since in JSON Schema 2020-12 they are annotations.
        """
        try:
            error = next(iter(self._validator.iter_errors(value)), None)
        except RecursionError:
            return "it is nested too deeply to be compared with the schema"
        if error is None:
            return ""
        place = "/".join(map(str, error.absolute_path))
        # The message contains the value, whose length the server decides.
        message = error.message if len(error.message) <= LONGEST else f"{error.message[:LONGEST]}..."
        return f"{place or 'the body'}: {message}"

    def fits(self, value: object) -> bool:
        """Return True if a value for a request is valid, including formats."""
        return bool(self._strict.is_valid(value))

    def at(self, contents: object) -> "Schema":
        """Return another schema of the same document."""
        return Schema(contents, self.registry)

    def parts(self, value: object = None, *, known: bool = False, depth: int = 0) -> Iterator["Schema"]:
        """Yield the schemas that apply to one place: this one, references and combinations.

        Args:
            value: The value at the place; only alternatives for which it is valid are followed.
            known: There is a value; without one, every alternative is followed.
            depth: Number of schemas on the way here.
        """
        if not isinstance(self.contents, dict) or depth > DEEPEST:
            return
        yield self
        target = self.contents.get("$ref")
        if isinstance(target, str):
            resolved = self.registry.resolver().lookup(target).contents
            yield from self.at(resolved).parts(value, known=known, depth=depth + 1)
        for schema in self.contents.get("allOf", ()):
            yield from self.at(schema).parts(value, known=known, depth=depth + 1)
        for schema in (*self.contents.get("anyOf", ()), *self.contents.get("oneOf", ())):
            alternative = self.at(schema)
            if not known or alternative.fits(value):
                yield from alternative.parts(value, known=known, depth=depth + 1)

    def descendants(self) -> Iterator["Schema"]:
        """Yield this schema and every schema inside of it; references are not followed."""
        if not isinstance(self.contents, dict):
            return
        yield self
        inner = [schema for word in _NAMED for schema in self.contents.get(word, {}).values()]
        inner += [schema for word in _LISTED for schema in self.contents.get(word, ())]
        inner += [self.contents[word] for word in _SINGLE if word in self.contents]
        for contents in inner:
            yield from self.at(contents).descendants()

    def member(self, name: str) -> "Schema | None":
        """Return the schema of a member by name; None if there is none."""
        for part in self.parts():
            members = part.contents.get("properties", {})
            if name in members:
                return self.at(members[name])
        return None

    def item(self) -> "Schema | None":
        """Return the schema of the items of an array; None if there is none."""
        found = (part.contents["items"] for part in self.parts() if "items" in part.contents)
        return next((self.at(contents) for contents in found), None)
