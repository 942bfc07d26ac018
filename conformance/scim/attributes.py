"""The definitions of attributes that a server publishes in its schemas (RFC 7643 section 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.scim import lenient
from conformance.scim.document import attr

UNIQUE = ("server", "global")
"""The values of ``uniqueness`` that require a unique value."""

_TYPES = ("string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex")
_MUTABILITIES = ("readOnly", "readWrite", "immutable", "writeOnly")
_RETURNED = ("always", "never", "default", "request")
_UNIQUENESSES = ("none", *UNIQUE)


@dataclass(frozen=True, slots=True)
class Attribute:
    """The definition of one attribute or sub-attribute; the defaults are those of RFC 7643 section 2.2.

    A text outside of the values that the RFC lists stays as the server wrote it.

    Attributes:
        name: Its name, such as ``userName``.
        type: Its data type, such as ``string`` or ``complex``.
        multi_valued: True if its value is an array.
        required: True if a resource must have it.
        case_exact: True if letter case matters in a comparison.
        mutability: ``readOnly``, ``readWrite``, ``immutable`` or ``writeOnly``.
        returned: ``always``, ``never``, ``default`` or ``request``.
        uniqueness: ``none``, ``server`` or ``global``.
        canonical_values: The values that the server suggests.
        reference_types: The resource types to which a reference may lead, and ``external`` or ``uri``.
        sub_attributes: The definitions of its sub-attributes.
    """

    name: str
    type: str = "string"
    multi_valued: bool = False
    required: bool = False
    case_exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    uniqueness: str = "none"
    canonical_values: tuple[str | int | float | bool, ...] = ()
    reference_types: tuple[str, ...] = ()
    sub_attributes: "tuple[Attribute, ...]" = ()

    @property
    def is_unique(self) -> bool:
        """True if no two resources may have the same value."""
        return self.uniqueness in UNIQUE

    @property
    def is_free(self) -> bool:
        """True if a client may set it to any value of its type that other resources may have too."""
        return self.mutability == "readWrite" and not self.is_unique and not self.canonical_values

    def sub_attribute(self, name: str) -> "Attribute | None":
        """Return the definition of a sub-attribute, in any letter case; None if there is none."""
        return named(self.sub_attributes, name)


def named(attributes: Iterable[Attribute], name: str) -> Attribute | None:
    """Return the definition of an attribute, in any letter case; None if there is none."""
    return next((each for each in attributes if each.name.casefold() == name.casefold()), None)


def attributes_of(schema: object) -> tuple[Attribute, ...]:
    """Return the attributes that a published schema defines; an entry without a name is left out.

    Args:
        schema: The schema as the server sent it. Whatever has not the expected type counts as absent.
    """
    return tuple(
        _attribute(entry, tuple(_attribute(part) for part in _entries(entry, "subAttributes")))
        for entry in _entries(schema, "attributes")
    )


def _entries(value: object, part: str) -> list[Any]:
    listed = attr(value, part)
    return [entry for entry in listed if lenient.text(entry, "name")] if isinstance(listed, list) else []


def _attribute(entry: object, sub_attributes: tuple[Attribute, ...] = ()) -> Attribute:
    return Attribute(
        lenient.text(entry, "name"),
        _known(entry, "type", _TYPES, "string"),
        attr(entry, "multiValued") is True,
        attr(entry, "required") is True,
        attr(entry, "caseExact") is True,
        _known(entry, "mutability", _MUTABILITIES, "readWrite"),
        _known(entry, "returned", _RETURNED, "default"),
        _known(entry, "uniqueness", _UNIQUENESSES, "none"),
        _scalars(attr(entry, "canonicalValues")),
        tuple(each for each in _scalars(attr(entry, "referenceTypes")) if isinstance(each, str)),
        sub_attributes,
    )


def _known(entry: object, characteristic: str, values: tuple[str, ...], default: str) -> str:
    """Return a characteristic in the spelling of the RFC; another text stays as it is."""
    text = lenient.text(entry, characteristic) or default
    return next((value for value in values if value.casefold() == text.casefold()), text)


def _scalars(value: object) -> tuple[str | int | float | bool, ...]:
    """Return the strings, numbers and Booleans in an array; a value that is no array counts as its item."""
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, str | int | float | bool))
