"""Requests that are sent as single requests and in a bulk request, for a comparison: one row, one request.

A row with an attribute that the server does not accept is omitted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.scim.bulk_request import ENTERPRISE_USER, PATCH_OP

OK, CREATED, NO_CONTENT = (200,), (201,), (204,)
CHANGED = (200, 204)
CLIENT_ERROR = tuple(range(400, 500))
MINE = "scimconf-mine"

Target = Literal["new", "stored", "absent", "deleted"]
"""The target of a request: a collection, a resource of the run, an unknown id, or a deleted resource."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource that a row creates or changes.

    Attributes:
        whole: The valid resource, as the row creates it or as it was created before.
        naming: The attribute that contains its unique name.
        text: An attribute that may hold any text; empty for none.
        immutable: A text attribute that is immutable; empty for none.
        taken: The name of another resource.
    """

    whole: Mapping[str, Any]
    naming: str
    text: str
    immutable: str
    taken: str = ""

    @property
    def name(self) -> str:
        """Its unique name."""
        return str(self.whole[self.naming])

    @property
    def key(self) -> str:
        """Its name in lower case: a server may show it in another letter case (RFC 7643 section 7)."""
        return self.name.lower()

    @property
    def name_in_capitals(self) -> str:
        """Its name with the part after the run's prefix in capitals."""
        prefix, dash, rest = self.name.rpartition("-")
        return prefix + dash + rest.upper()


@dataclass(frozen=True, slots=True)
class Row:
    """One request.

    Attributes:
        what: What it asks for, in a few words; labels the single request.
        method: HTTP method.
        data: Returns the body for a subject; None for no body.
        target: Its target.
        permitted: The statuses that a single request may get; empty if the RFC leaves it open.
        requirement: Id of the requirement that another status violates.
        uses: Attributes of users that clients must be able to change.
        needs_immutable: True if it changes an immutable attribute.
        omits_name: True if it needs a server that requires the name attribute.
        needs_text: True if it needs an attribute that may hold any text.
        changes_case: True if it has the name of the subject in capitals.
    """

    what: str
    method: str
    data: Callable[[Subject], Mapping[str, Any]] | None = None
    target: Target = "stored"
    permitted: tuple[int, ...] = ()
    requirement: str = ""
    uses: tuple[str, ...] = ()
    needs_immutable: bool = False
    omits_name: bool = False
    needs_text: bool = False
    changes_case: bool = False


def whole(subject: Subject) -> Mapping[str, Any]:
    """Return the resource as it is."""
    return subject.whole


def with_attributes(**attributes: object) -> Callable[[Subject], Mapping[str, Any]]:
    """Return a function that returns the resource with further attributes."""
    return lambda subject: {**subject.whole, **attributes}


def without_name(subject: Subject) -> Mapping[str, Any]:
    """Return the resource without the name, which is required."""
    return {name: value for name, value in subject.whole.items() if name not in (subject.naming, "emails")}


def text(value: str) -> Callable[[Subject], Mapping[str, Any]]:
    """Return a function that returns the resource with another text, if it has one."""
    return lambda subject: {**subject.whole, **({subject.text: value} if subject.text else {})}


def only_name(subject: Subject) -> Mapping[str, Any]:
    """Return the resource without the text and the nickName that it was created with."""
    return {name: value for name, value in subject.whole.items() if name not in (subject.text, "nickName")}


def other_immutable(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with another value of its immutable attribute."""
    return {**subject.whole, subject.immutable: "changed"}


def unknown_schema(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with an unknown schema."""
    return {**subject.whole, "schemas": [*subject.whole["schemas"], "urn:example:scimconf:unknown"]}


def department(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with the enterprise extension."""
    schemas = list(dict.fromkeys([*subject.whole["schemas"], ENTERPRISE_USER]))
    held = {**subject.whole.get(ENTERPRISE_USER, {}), "department": "Conformance"}
    return {**subject.whole, "schemas": schemas, ENTERPRISE_USER: held}


def changes(*operations: Mapping[str, Any]) -> Callable[[Subject], Mapping[str, Any]]:
    """Return a function that returns a PatchOp message; paths such as ``(text)`` stand for attributes."""

    def make(subject: Subject) -> Mapping[str, Any]:
        stand_ins = {"(text)": subject.text, "(name)": subject.naming, "(immutable)": subject.immutable}
        listed = [
            {key: stand_ins.get(value, value) if key == "path" else value for key, value in operation.items()}
            for operation in operations
        ]
        return {"schemas": [PATCH_OP], "Operations": listed}

    return make


def replace(path: str, value: object) -> dict[str, Any]:
    """Return one change that replaces a value."""
    return {"op": "replace", "path": path, "value": value}


_PHONES = [{"value": "tel:+1-201-555-0123", "type": "work"}, {"value": "tel:+1-201-555-0124", "type": "home"}]
_NO_MATCH = 'emails[type eq "scimconf"].value'
_INCOMPATIBLE, _NO_TARGET = "RESOURCE-3.5.2-01", "RESOURCE-3.5.2-02"

ROWS = (
    Row("POST", "POST", whole, "new", CREATED, "RESOURCE-3.3-04"),
    Row("POST of a name that is taken", "POST", whole, "stored", (409,), "RESOURCE-3.3-01"),
    Row(
        "POST without the name", "POST", without_name, "new", CLIENT_ERROR, "RESOURCE-3.3-05", omits_name=True
    ),
    Row("POST with an id", "POST", with_attributes(id=MINE), "new"),
    Row("POST with meta", "POST", with_attributes(meta={"resourceType": MINE, "version": 'W/"1"'}), "new"),
    Row("POST with groups", "POST", with_attributes(groups=[{"value": MINE}]), "new", uses=("userName",)),
    Row("POST with a text as Boolean", "POST", with_attributes(active=MINE), "new", uses=("active",)),
    Row("POST with a text as complex value", "POST", with_attributes(name=MINE), "new", uses=("name",)),
    Row("POST with an unknown attribute", "POST", with_attributes(scimconfUnknown=1), "new"),
    Row("POST with an unknown schema", "POST", unknown_schema, "new"),
    Row("POST with the enterprise extension", "POST", department, "new", uses=(ENTERPRISE_USER,)),
    Row(
        "POST with several values",
        "POST",
        with_attributes(phoneNumbers=_PHONES),
        "new",
        uses=("phoneNumbers",),
    ),
    Row("POST with text outside ASCII", "POST", text("Ωμέγα 漢字 🦉"), "new", needs_text=True),
    Row("PUT", "PUT", text("Put"), "stored", OK, "RESOURCE-3.5.1-02"),
    Row("PUT that leaves attributes out", "PUT", only_name),
    Row("PUT without the name", "PUT", without_name, omits_name=True),
    Row("PUT with another id", "PUT", with_attributes(id=MINE)),
    Row("PUT with groups", "PUT", with_attributes(groups=[{"value": MINE}]), uses=("userName",)),
    Row("PUT with an unknown attribute", "PUT", with_attributes(scimconfUnknown=1)),
    Row("PUT of an immutable value", "PUT", other_immutable, needs_immutable=True),
    Row("PUT of an unknown id", "PUT", whole, "absent", CLIENT_ERROR, "RESOURCE-3.5.1-01"),
    Row(
        "PATCH replace",
        "PATCH",
        changes(replace("(text)", "Patched")),
        "stored",
        CHANGED,
        "RESOURCE-3.5.2-03",
        needs_text=True,
    ),
    Row(
        "PATCH add", "PATCH", changes({"op": "add", "path": "nickName", "value": "Added"}), uses=("nickName",)
    ),
    Row("PATCH remove", "PATCH", changes({"op": "remove", "path": "(text)"}), needs_text=True),
    Row(
        "PATCH of several values",
        "PATCH",
        changes({"op": "add", "path": "phoneNumbers", "value": _PHONES}),
        uses=("phoneNumbers",),
    ),
    Row(
        "PATCH without a path",
        "PATCH",
        changes({"op": "replace", "value": {"nickName": "Nick"}}),
        uses=("nickName",),
    ),
    Row(
        "PATCH whose filter matches nothing",
        "PATCH",
        changes(replace(_NO_MATCH, MINE)),
        "stored",
        (400,),
        _NO_TARGET,
        ("emails",),
    ),
    Row("PATCH remove without a path", "PATCH", changes({"op": "remove"}), "stored", (400,), _NO_TARGET),
    Row(
        "PATCH with an invalid path",
        "PATCH",
        changes(replace("emails[", MINE)),
        "stored",
        CLIENT_ERROR,
        _INCOMPATIBLE,
    ),
    Row("PATCH of the id", "PATCH", changes(replace("id", MINE)), "stored", CLIENT_ERROR, _INCOMPATIBLE),
    Row(
        "PATCH of an immutable value",
        "PATCH",
        changes(replace("(immutable)", MINE)),
        "stored",
        CLIENT_ERROR,
        _INCOMPATIBLE,
        needs_immutable=True,
    ),
    Row(
        "PATCH that removes the name",
        "PATCH",
        changes({"op": "remove", "path": "(name)"}),
        "stored",
        CLIENT_ERROR,
        _INCOMPATIBLE,
        omits_name=True,
    ),
    Row("PATCH with a text as Boolean", "PATCH", changes(replace("active", MINE)), uses=("active",)),
    Row(
        "PATCH with an unknown op",
        "PATCH",
        changes({"op": "scimconf", "path": "(text)", "value": MINE}),
        needs_text=True,
    ),
    Row("PATCH with no change", "PATCH", changes()),
    Row(
        "PATCH whose second change fails",
        "PATCH",
        changes(replace("(text)", "Half"), replace("id", MINE)),
        "stored",
        CLIENT_ERROR,
        _INCOMPATIBLE,
        needs_text=True,
    ),
    Row(
        "PATCH of an unknown id",
        "PATCH",
        changes(replace("(text)", MINE)),
        "absent",
        CLIENT_ERROR,
        _INCOMPATIBLE,
        needs_text=True,
    ),
    Row("DELETE", "DELETE", None, "stored", NO_CONTENT, "RESOURCE-3.6-03"),
    Row("DELETE of an unknown id", "DELETE", None, "absent", CLIENT_ERROR, "RESOURCE-3.6-04"),
    Row("DELETE of a deleted resource", "DELETE", None, "deleted", (404,), "RESOURCE-3.6-04"),
)
"""Rows method by method, valid requests first; `table_changes.py` has the rest."""

OWNER = Row("owner of the name that is taken", "POST", whole, "stored")
"""Not sent as a request: its resources only have to exist."""
