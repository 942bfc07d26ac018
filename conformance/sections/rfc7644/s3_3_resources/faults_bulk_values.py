"""Faults in which a bulk request stores other values than a single request."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import with_data
from conformance.reference.job import Job, Operation

LONGEST = 255
"""A common size of a database column, in characters."""


def _each(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value in which each text, number and Boolean is changed."""
    if isinstance(value, dict):
        return {name: _each(part, change) for name, part in value.items()}
    return [_each(part, change) for part in value] if isinstance(value, list) else change(value)


class _Changed(Behaviour):
    """Changes the values in bulk requests, but not in single requests."""

    def change(self, value: Any) -> Any:  # noqa: ANN401 - a JSON value
        """Return the value to store instead of a text, a number or a Boolean."""
        raise NotImplementedError

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        return super().single_request(job, replace(operation, data=_each(operation.data, self.change)))


@fault("long-texts-cut-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class LongTextsCutInBulk(_Changed):
    """A bulk request cuts texts after 255 characters."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return value[:LONGEST] if isinstance(value, str) else value


@fault("texts-composed-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class TextsComposedInBulk(_Changed):
    """A bulk request stores a letter and its combining accent as one character."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@fault("texts-trimmed-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class TextsTrimmedInBulk(_Changed):
    """A bulk request removes leading and trailing spaces from texts."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return value.strip() if isinstance(value, str) else value


@fault("texts-parsed-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class TextsParsedInBulk(_Changed):
    """A bulk request stores the text "null" as null."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return None if value == "null" else value


@fault("markup-escaped-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class MarkupEscapedInBulk(_Changed):
    """A bulk request stores angle brackets as HTML entities."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return value.replace("<", "&lt;") if isinstance(value, str) else value


@fault("false-lost-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class FalseLostInBulk(_Changed):
    """A bulk request drops values that are false."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return None if value is False else value


@fault("last-item-lost-in-bulk", breaks=("BULK-3.7-61",), generated=True)
class LastItemLostInBulk(Behaviour):
    """A bulk request drops the last of several values, except of members."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method in ("POST", "PUT"):
            kept = {
                name: value[:-1] if isinstance(value, list) and len(value) > 1 else value
                for name, value in operation.data.items()
                if name not in ("schemas", "members")
            }
            operation = replace(operation, data=operation.data | kept)
        return super().single_request(job, operation)


@fault("extension-lost-in-bulk", breaks=("BULK-3.7-61",))
class ExtensionLostInBulk(Behaviour):
    """A POST in a bulk request loses every attribute of the extension, except the manager."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST":
            kept = {
                name: {"manager": value.get("manager")} if name.startswith("urn:") else value
                for name, value in operation.data.items()
            }
            operation = with_data(operation, kept)
        return super().single_request(job, operation)


@fault("several-values-cut-in-bulk", breaks=("BULK-3.7-61",))
class SeveralValuesCutInBulk(Behaviour):
    """A POST in a bulk request stores only the first of several phone numbers."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method == "POST" and "phoneNumbers" in operation.data:
            numbers = operation.data["phoneNumbers"][:1]
            operation = with_data(operation, operation.data | {"phoneNumbers": numbers})
        return super().single_request(job, operation)
