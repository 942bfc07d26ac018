"""Liberties in which values a server takes, and in what it makes of them (RFC 7644 section 3.3)."""

import unicodedata

from pydantic import field_validator
from scim2_models import AnyExtension, Group, User

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
