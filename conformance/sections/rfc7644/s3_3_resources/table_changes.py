"""Rows that change names, parts of values and extensions, and that write names in another letter case."""

from collections.abc import Mapping
from typing import Any

from conformance.scim.bulk_request import ENTERPRISE_USER, PATCH_OP
from conformance.sections.rfc7644.s3_3_resources.table import (
    ROWS,
    Row,
    Subject,
    changes,
    department,
    replace,
    text,
)

_WORK = {"type": "work", "primary": True}
_FILTERED = (
    {"op": "add", "path": "phoneNumbers", "value": [{"value": "tel:+1-201-555-0125", **_WORK}]},
    {"op": "add", "path": "phoneNumbers", "value": [{"value": "tel:+1-201-555-0126", **_WORK}]},
    {"op": "add", "path": "phoneNumbers", "value": [{"value": "tel:+1-201-555-0127", "type": "home"}]},
    {"op": "remove", "path": 'phoneNumbers[type eq "home"]'},
    replace('phoneNumbers[type eq "work"].type', "other"),
)
"""Removes one of three phone numbers, and replaces the type of the others; the second one becomes primary."""

_PATHLESS = {"op": "add", "value": {ENTERPRISE_USER: {"department": "Conformance"}}}


def taken_name(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with the name of another one, and with another text if it has one."""
    return {**text("Taken over")(subject), subject.naming: subject.taken}


def patched_to_taken_name(subject: Subject) -> Mapping[str, Any]:
    """Return a PATCH of the text, and of the name to that of another resource."""
    listed = [replace(subject.text, "Taken over"), replace(subject.naming, subject.taken)]
    return {"schemas": [PATCH_OP], "Operations": listed}


def emptied(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with a null and with an empty array."""
    return {**subject.whole, "nickName": None, "emails": []}


def in_capitals(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with an attribute whose name is in capitals (RFC 7643 section 2.1)."""
    kept = {name: value for name, value in subject.whole.items() if name != "nickName"}
    return {**kept, "NICKNAME": "Capital"}


def name_in_capitals(subject: Subject) -> Mapping[str, Any]:
    """Return the resource with its name in capitals: userName ignores letter case (RFC 7643 section 4.1)."""
    return {**subject.whole, subject.naming: subject.name_in_capitals}


ALL_ROWS = (
    *ROWS,
    Row("POST with an attribute in capitals", "POST", in_capitals, "new", uses=("nickName",)),
    Row("POST of a name that is taken, in capitals", "POST", name_in_capitals, changes_case=True),
    Row("PUT of a name that is taken", "PUT", taken_name),
    Row("PUT of its own name in capitals", "PUT", name_in_capitals, changes_case=True),
    Row("PUT with null and an empty list", "PUT", emptied, uses=("nickName", "emails")),
    Row("PUT with the enterprise extension", "PUT", department, uses=(ENTERPRISE_USER,)),
    Row("PATCH to a name that is taken", "PATCH", patched_to_taken_name, needs_text=True),
    Row("PATCH of values by filters", "PATCH", changes(*_FILTERED), uses=("phoneNumbers",)),
    Row(
        "PATCH of a part of a complex value",
        "PATCH",
        changes(replace("name", {"givenName": "Patched"})),
        uses=("name",),
    ),
    Row(
        "PATCH of one part by its path",
        "PATCH",
        changes(replace("name.familyName", "Patched")),
        uses=("name",),
    ),
    Row("PATCH to false", "PATCH", changes(replace("active", False)), uses=("active",)),
    Row("PATCH of an extension without a path", "PATCH", changes(_PATHLESS), uses=(ENTERPRISE_USER,)),
)
"""Every row."""
