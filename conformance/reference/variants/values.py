"""Liberties in which values a server takes, and in what it makes of them (RFC 7644 section 3.3)."""

import unicodedata
from typing import Annotated

from pydantic import field_validator
from scim2_models import AnyExtension, Group, Mutability, Required, Uniqueness, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser

LONGEST = 100
TEXTS = ("nick_name", "title", "user_type", "profile_url")


class Brief(User[AnyExtension]):
    """A user whose texts are neither long nor empty."""

    @field_validator(*TEXTS)
    @classmethod
    def _is_brief(cls, value: str | None) -> str | None:
        if value is not None and not 0 < len(value) <= LONGEST:
            raise ValueError(f"a text must have 1 to {LONGEST} characters")
        return value


@variant("long-and-empty-texts-refused", permits=("BULK-3.7-61",))
class LongAndEmptyTextsRefused(Behaviour):
    """Texts of more than 100 characters, and empty ones, are refused singly and in a job."""

    resources = (Brief[EnterpriseUser], Group)


class Tidy(User[AnyExtension]):
    """A user whose texts are put in order."""

    @field_validator(*TEXTS)
    @classmethod
    def _tidied(cls, value: str | None) -> str | None:
        return value and " ".join(unicodedata.normalize("NFC", value).split())[:LONGEST]


@variant("texts-tidied", permits=("BULK-3.7-61",))
class TextsTidied(Behaviour):
    """Texts are composed, trimmed and cut before they are stored, singly and in a job."""

    resources = (Tidy[EnterpriseUser], Group)


class Reachable(User[AnyExtension]):
    """A user who is active, and has one telephone."""

    @field_validator("active")
    @classmethod
    def _always(cls, value: bool | None) -> bool | None:  # noqa: ARG003 - whatever is sent
        return True

    @field_validator("phone_numbers")
    @classmethod
    def _first(cls, value: list[object] | None) -> list[object] | None:
        return value and value[:1]


@variant("values-kept-in-part", permits=("BULK-3.7-61",))
class ValuesKeptInPart(Behaviour):
    """All users are active and have one telephone at most, whatever is sent singly or in a job."""

    resources = (Reachable[EnterpriseUser], Group)


class Engraved(User[AnyExtension]):
    """A user whose names are given once."""

    user_name: Annotated[str | None, Mutability.immutable, Required.true, Uniqueness.server] = None
    display_name: Annotated[str | None, Mutability.immutable] = None


@variant("names-given-once", permits=("RESOURCE-3.5.1-02",))
class NamesGivenOnce(Behaviour):
    """The userName and the displayName of a user are set when it is created, and cannot be changed."""

    resources = (Engraved[EnterpriseUser], Group)
