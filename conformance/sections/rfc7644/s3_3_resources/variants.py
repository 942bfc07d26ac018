"""Permitted variations in the values of resources, and in how the server returns and lists them."""

import unicodedata
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from scim2_models import AnyExtension, Group, Mutability, Required, Uniqueness, User

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.enterprise import EnterpriseUser
from conformance.reference.exchange import Exchange, ServerResponse
from conformance.reference.scim_error import ScimError


@variant("attribute-names-exact", permits=("CORE-2.1-01",), aka=("Q32",))
class AttributeNamesExact(Behaviour):
    """The server rejects a bulk request with attribute names in another letter case with 400."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        known = ("schemas", "failOnErrors", "Operations")
        if isinstance(document, dict):
            document = {name: value for name, value in document.items() if name in known}
        return super().read_envelope(document)


@variant("post-answered-empty", permits=("RESOURCE-3.3-04",))
class PostAnsweredEmpty(Behaviour):
    """A single POST returns 201 with Location and ETag and without the resource."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        made = response.status == 201 and not exchange.is_bulk
        return replace(response, document=None) if made else response


class Pseudonymous(User[AnyExtension]):
    """A user with a required, unique nickName."""

    nick_name: Annotated[str | None, Uniqueness.server, Required.true] = None


@variant("nick-names-unique", permits=("RESOURCE-3.3-04",))
class NickNamesUnique(Behaviour):
    """The server requires a nickName that is unique like the userName."""

    resources = (Pseudonymous[EnterpriseUser], Group)


class Singular(User[AnyExtension]):
    """A user with a unique displayName and a unique, required number."""

    display_name: Annotated[str | None, Uniqueness.server] = None
    uid_number: Annotated[int | None, Uniqueness.server, Required.true] = None


@variant("display-names-and-numbers-unique", permits=("RESOURCE-3.3-04",))
class DisplayNamesAndNumbersUnique(Behaviour):
    """The server requires a unique employeeNumber, and a unique displayName where there is one."""

    resources = (Singular[EnterpriseUser], Group)


class Engraved(User[AnyExtension]):
    """A user whose names cannot be changed."""

    user_name: Annotated[str | None, Mutability.immutable, Required.true, Uniqueness.server] = None
    display_name: Annotated[str | None, Mutability.immutable] = None


@variant("names-given-once", permits=("RESOURCE-3.5.1-02",))
class NamesGivenOnce(Behaviour):
    """The userName and displayName of a user cannot be changed after its creation."""

    resources = (Engraved[EnterpriseUser], Group)


class Listed(User[AnyExtension]):
    """A user whose displayName is one of two values."""

    display_name: Annotated[str | None, Field(examples=["Staff", "Guest"])] = None

    @field_validator("display_name")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value not in (None, "Staff", "Guest"):
            raise ValueError("displayName must be Staff or Guest")
        return value


@variant("display-names-listed", permits=("RESOURCE-3.5.2-03",))
class DisplayNamesListed(Behaviour):
    """The displayName of a user is one of its canonical values, or absent."""

    resources = (Listed[EnterpriseUser], Group)


class Capital(User[AnyExtension]):
    """A user whose userName is stored in capitals."""

    @field_validator("user_name")
    @classmethod
    def _in_capitals(cls, value: str | None) -> str | None:
        return value and value.upper()


@variant("names-in-capitals", permits=("BULK-3.7-61",))
class NamesInCapitals(Behaviour):
    """The server changes the letter case of userNames (RFC 7643 section 7)."""

    resources = (Capital[EnterpriseUser], Group)


class Named(User[AnyExtension]):
    """A user whose displayName is derived from its name."""

    @model_validator(mode="after")
    def _shown_by_name(self) -> Self:
        if self.name:
            # Bypass the model: it validates assignments, which would call this validator again.
            self.__dict__["display_name"] = f"{self.name.given_name} {self.name.family_name}"
        return self


@variant("display-name-made-of-name", permits=("BULK-3.7-61",))
class DisplayNameMadeOfName(Behaviour):
    """The server derives the displayName of a user from its name and ignores the one sent."""

    resources = (Named[EnterpriseUser], Group)


LONGEST = 100


TEXTS = ("nick_name", "title", "user_type", "profile_url")


class Brief(User[AnyExtension]):
    """A user whose texts must not be long or empty."""

    @field_validator(*TEXTS)
    @classmethod
    def _is_brief(cls, value: str | None) -> str | None:
        if value is not None and not 0 < len(value) <= LONGEST:
            raise ValueError(f"a text must have 1 to {LONGEST} characters")
        return value


@variant("long-and-empty-texts-refused", permits=("BULK-3.7-61",))
class LongAndEmptyTextsRefused(Behaviour):
    """The server rejects empty texts and texts of more than 100 characters."""

    resources = (Brief[EnterpriseUser], Group)


class Tidy(User[AnyExtension]):
    """A user whose texts are normalized."""

    @field_validator(*TEXTS)
    @classmethod
    def _tidied(cls, value: str | None) -> str | None:
        return value and " ".join(unicodedata.normalize("NFC", value).split())[:LONGEST]


@variant("texts-tidied", permits=("BULK-3.7-61",))
class TextsTidied(Behaviour):
    """The server composes, trims and cuts texts before it stores them."""

    resources = (Tidy[EnterpriseUser], Group)


class Reachable(User[AnyExtension]):
    """A user who is active and has one phone number."""

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
    """The server stores every user as active, with at most one phone number."""

    resources = (Reachable[EnterpriseUser], Group)


class Mailbox(User[AnyExtension]):
    """A user whose userName is an e-mail address."""

    @field_validator("user_name")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and "@" not in value.strip("@"):
            raise ValueError("userName must be an e-mail address")
        return value


@variant("names-are-addresses")
class NamesAreAddresses(Behaviour):
    """The server requires an e-mail address as userName."""

    resources = (Mailbox[EnterpriseUser], Group)


@variant("inactive-users-unlisted")
class InactiveUsersUnlisted(Behaviour):
    """The server omits inactive users from lists; each can be read by its id."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if exchange.path.strip("/") != "Users" or exchange.method != "GET" or response.status != 200:
            return response
        resources = response.document.get("Resources") or []
        listed = [each for each in resources if each.get("active") is not False]
        total = response.document["totalResults"] - len(resources) + len(listed)
        changes = {"Resources": listed, "totalResults": total, "itemsPerPage": len(listed)}
        return replace(response, document=response.document | changes)


@variant("lists-in-brief")
class ListsInBrief(Behaviour):
    """Lists return only the names of resources; a GET by id returns the rest."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if exchange.method != "GET" or exchange.path not in ("/Users", "/Groups") or response.status != 200:
            return response
        shown = {"schemas", "id", "meta", "userName" if exchange.path == "/Users" else "displayName"}
        resources = response.document.get("Resources") or []
        brief = [{name: value for name, value in each.items() if name in shown} for each in resources]
        return replace(response, document=response.document | {"Resources": brief})


@variant("strangers-in-lists")
class StrangersInLists(Behaviour):
    """A ListResponse carries attributes that the RFC does not define."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if not isinstance(response.document, dict) or "totalResults" not in response.document:
            return response
        strangers = {"hasMore": False, "links": {"self": exchange.path}}
        return replace(response, document=strangers | response.document)


def _lists(exchange: Exchange, response: ServerResponse) -> bool:
    return exchange.method == "GET" and exchange.path in ("/Users", "/Groups") and response.status == 200


@variant("one-resource-a-page")
class OneResourceAPage(Behaviour):
    """A page of a list has one resource, whatever count asks for."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if not _lists(exchange, response):
            return response
        page = (response.document.get("Resources") or [])[:1]
        return replace(response, document=response.document | {"Resources": page, "itemsPerPage": len(page)})


@variant("no-list-of-more-than-50")
class NoListOfMoreThan50(Behaviour):
    """The server rejects a list or page of more than 50 resources."""

    def response(self, exchange: Exchange, response: ServerResponse) -> ServerResponse:
        response = super().response(exchange, response)
        if not _lists(exchange, response) or response.document["totalResults"] <= 50:
            return response
        return super().response(
            exchange, self.error_response(exchange, ScimError(400, "Ask for less.", "tooMany"))
        )
