"""A JSON Schema inside a published document, its references followed within that document only."""

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
"""Characters of a complaint about one value."""

DEEPEST = 64
"""References and combinations that are followed at one place; beyond, a schema refers to itself."""


@dataclass(frozen=True)
class Schema:
    """A schema, and the document around it.

    Attributes:
        contents: The schema; every reference in it is absolute.
        registry: Holds the document that the references lead into.
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
        """Return everything that is wrong with a value of ours, formats included."""
        return list(self._strict.iter_errors(value))

    def complaint(self, value: object) -> str:
        """Return what is wrong with a server's value in one sentence, empty where nothing is.

        Formats are left alone: by JSON Schema 2020-12 they annotate.
        """
        try:
            error = next(iter(self._validator.iter_errors(value)), None)
        except RecursionError:
            return "it is nested too deeply to be compared with the schema"
        if error is None:
            return ""
        place = "/".join(map(str, error.absolute_path))
        # The message repeats the value, which may be as long as a server likes.
        said = error.message if len(error.message) <= LONGEST else f"{error.message[:LONGEST]}..."
        return f"{place or 'the body'}: {said}"

    def fits(self, value: object) -> bool:
        """Tell whether a value of ours is allowed, formats included."""
        return bool(self._strict.is_valid(value))

    def at(self, contents: object) -> "Schema":
        """Return another schema of the same document."""
        return Schema(contents, self.registry)

    def parts(self, value: object = None, *, known: bool = False, depth: int = 0) -> Iterator["Schema"]:
        """Yield the schemas that say something about one place: this one, references, combinations.

        Args:
            value: What stands at that place; of alternatives only those that it fits are followed.
            known: There is such a value; without one every alternative is followed.
            depth: How many schemas led here.
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
        """Yield this schema and every one that is written out in it; references are not followed."""
        if not isinstance(self.contents, dict):
            return
        yield self
        inner = [schema for word in _NAMED for schema in self.contents.get(word, {}).values()]
        inner += [schema for word in _LISTED for schema in self.contents.get(word, ())]
        inner += [self.contents[word] for word in _SINGLE if word in self.contents]
        for contents in inner:
            yield from self.at(contents).descendants()

    def member(self, name: str) -> "Schema | None":
        """Return the schema of a member by its name, None where nothing is said of it."""
        for part in self.parts():
            members = part.contents.get("properties", {})
            if name in members:
                return self.at(members[name])
        return None

    def item(self) -> "Schema | None":
        """Return the schema of the items of an array, None where nothing is said of them."""
        found = (part.contents["items"] for part in self.parts() if "items" in part.contents)
        return next((self.at(contents) for contents in found), None)
