"""What is sent by itself and in a job, to see that both are treated alike: one row, one request.

A row whose attributes the server does not take is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.scim.bulk_request import ENTERPRISE_USER, PATCH_OP

OK, CREATED, GONE = (200,), (201,), (204,)
CHANGED = (200, 204)
REFUSED = tuple(range(400, 500))
MINE = "scimconf-mine"

Aim = Literal["new", "stored", "absent", "deleted"]
"""What a request is aimed at: a collection, one of our resources, none, or one that was just deleted."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about.

    Attributes:
        whole: A valid resource of its own: the one to be made, or as it was made.
        naming: The attribute that holds its unique name.
        text: An attribute that may hold any text; empty for none.
        immutable: A text attribute that cannot be changed; empty for none.
        taken: The name of another resource that exists.
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
    def respelt(self) -> str:
        """Its name in other letters: in capitals what stands behind the beginning that names us."""
        ours, dash, rest = self.name.rpartition("-")
        return ours + dash + rest.upper()


@dataclass(frozen=True, slots=True)
class Row:
    """One request.

    Attributes:
        what: What it asks for, in a few words.
        method: HTTP method.
        data: Makes the body; None for none.
        aim: What it is aimed at.
        lawful: What a single request may answer; empty where the RFC leaves it open.
        requirement: Id of the requirement that another answer breaks.
        uses: Attributes of users that the server must let clients change.
        immutable: Whether it is about an attribute that cannot be changed.
        nameless: Whether it asks for a resource without its name.
        textual: Whether it is about the text that may be anything.
        respells: Whether it writes the name in other letters.
    """

    what: str
    method: str
    data: Callable[[Subject], Mapping[str, Any]] | None = None
    aim: Aim = "stored"
    lawful: tuple[int, ...] = ()
    requirement: str = ""
    uses: tuple[str, ...] = ()
    immutable: bool = False
    nameless: bool = False
    textual: bool = False
    respells: bool = False


def whole(subject: Subject) -> Mapping[str, Any]:
    """Return the resource as it is."""
    return subject.whole


def beside(**attributes: object) -> Callable[[Subject], Mapping[str, Any]]:
    """Return what makes the resource with further attributes, by their names."""
    return lambda subject: {**subject.whole, **attributes}


def without_name(subject: Subject) -> Mapping[str, Any]:
    """Return the resource without the name, which is required."""
    return {name: value for name, value in subject.whole.items() if name not in (subject.naming, "emails")}


def text(value: str) -> Callable[[Subject], Mapping[str, Any]]:
    """Return what makes the resource with another text, where it has any."""
    return lambda subject: {**subject.whole, **({subject.text: value} if subject.text else {})}


def only_name(subject: Subject) -> Mapping[str, Any]:
    """Return the resource without the text and the nickName that it was made with."""
    return {name: value for name, value in subject.whole.items() if name not in (subject.text, "nickName")}


def other_immutable(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with another value of what cannot be changed."""
    return {**subject.whole, subject.immutable: "changed"}


def unknown_schema(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with a schema that nobody knows."""
    return {**subject.whole, "schemas": [*subject.whole["schemas"], "urn:example:scimconf:unknown"]}


def department(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with the enterprise extension."""
    schemas = list(dict.fromkeys([*subject.whole["schemas"], ENTERPRISE_USER]))
    held = {**subject.whole.get(ENTERPRISE_USER, {}), "department": "Conformance"}
    return {**subject.whole, "schemas": schemas, ENTERPRISE_USER: held}


def changes(*operations: Mapping[str, Any]) -> Callable[[Subject], Mapping[str, Any]]:
    """Return what makes a PatchOp message; ``(text)``, ``(name)`` and ``(immutable)`` are stand-ins."""

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
    Row("POST without the name", "POST", without_name, "new", REFUSED, "RESOURCE-3.3-05", nameless=True),
    Row("POST with an id", "POST", beside(id=MINE), "new"),
    Row("POST with meta", "POST", beside(meta={"resourceType": MINE, "version": 'W/"1"'}), "new"),
    Row("POST with groups", "POST", beside(groups=[{"value": MINE}]), "new", uses=("userName",)),
    Row("POST with a text as Boolean", "POST", beside(active=MINE), "new", uses=("active",)),
    Row("POST with a text as complex value", "POST", beside(name=MINE), "new", uses=("name",)),
    Row("POST with an unknown attribute", "POST", beside(scimconfUnknown=1), "new"),
    Row("POST with an unknown schema", "POST", unknown_schema, "new"),
    Row("POST with the enterprise extension", "POST", department, "new", uses=(ENTERPRISE_USER,)),
    Row("POST with several values", "POST", beside(phoneNumbers=_PHONES), "new", uses=("phoneNumbers",)),
    Row("POST with text outside ASCII", "POST", text("Ωμέγα 漢字 🦉"), "new", textual=True),
    Row("PUT", "PUT", text("Put"), "stored", OK, "RESOURCE-3.5.1-02"),
    Row("PUT that leaves attributes out", "PUT", only_name),
    Row("PUT without the name", "PUT", without_name, nameless=True),
    Row("PUT with another id", "PUT", beside(id=MINE)),
    Row("PUT with groups", "PUT", beside(groups=[{"value": MINE}]), uses=("userName",)),
    Row("PUT with an unknown attribute", "PUT", beside(scimconfUnknown=1)),
    Row("PUT of an immutable value", "PUT", other_immutable, immutable=True),
    Row("PUT of an unknown id", "PUT", whole, "absent", REFUSED, "RESOURCE-3.5.1-01"),
    Row(
        "PATCH replace",
        "PATCH",
        changes(replace("(text)", "Patched")),
        "stored",
        CHANGED,
        "RESOURCE-3.5.2-03",
        textual=True,
    ),
    Row(
        "PATCH add", "PATCH", changes({"op": "add", "path": "nickName", "value": "Added"}), uses=("nickName",)
    ),
    Row("PATCH remove", "PATCH", changes({"op": "remove", "path": "(text)"}), textual=True),
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
        "PATCH with a path that is none",
        "PATCH",
        changes(replace("emails[", MINE)),
        "stored",
        REFUSED,
        _INCOMPATIBLE,
    ),
    Row("PATCH of the id", "PATCH", changes(replace("id", MINE)), "stored", REFUSED, _INCOMPATIBLE),
    Row(
        "PATCH of an immutable value",
        "PATCH",
        changes(replace("(immutable)", MINE)),
        "stored",
        REFUSED,
        _INCOMPATIBLE,
        immutable=True,
    ),
    Row(
        "PATCH that removes the name",
        "PATCH",
        changes({"op": "remove", "path": "(name)"}),
        "stored",
        REFUSED,
        _INCOMPATIBLE,
        nameless=True,
    ),
    Row("PATCH with a text as Boolean", "PATCH", changes(replace("active", MINE)), uses=("active",)),
    Row(
        "PATCH with an unknown op",
        "PATCH",
        changes({"op": "scimconf", "path": "(text)", "value": MINE}),
        textual=True,
    ),
    Row("PATCH with no change", "PATCH", changes()),
    Row(
        "PATCH whose second change fails",
        "PATCH",
        changes(replace("(text)", "Half"), replace("id", MINE)),
        "stored",
        REFUSED,
        _INCOMPATIBLE,
        textual=True,
    ),
    Row(
        "PATCH of an unknown id",
        "PATCH",
        changes(replace("(text)", MINE)),
        "absent",
        REFUSED,
        _INCOMPATIBLE,
        textual=True,
    ),
    Row("DELETE", "DELETE", None, "stored", GONE, "RESOURCE-3.6-03"),
    Row("DELETE of an unknown id", "DELETE", None, "absent", REFUSED, "RESOURCE-3.6-04"),
    Row("DELETE of what is deleted", "DELETE", None, "deleted", (404,), "RESOURCE-3.6-04"),
)
"""Every row: the valid, then what should be refused or ignored; `table_changes.py` has more."""

OWNER = Row("who has the name that is taken", "POST", whole, "stored")
"""Not a request of its own: its resources only have to be there."""
