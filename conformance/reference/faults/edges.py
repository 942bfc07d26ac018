"""Faults that show at the edges of values, and in jobs that are written down unusually (survey C, N)."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from typing import Any

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.faults.bulk_id import Literal
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import Kind, Reference
from conformance.reference.refusal import Refusal

LONGEST = 255
"""Characters that a column of a table often has."""


def _each(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - a JSON value
    """Return a JSON value with each of its texts, numbers and Booleans changed."""
    if isinstance(value, dict):
        return {name: _each(part, change) for name, part in value.items()}
    return [_each(part, change) for part in value] if isinstance(value, list) else change(value)


class _Changed(Behaviour):
    """Changes the values in a job, and not those of single requests."""

    def change(self, value: Any) -> Any:  # noqa: ANN401 - a JSON value
        """Return what is stored in place of a text, a number or a Boolean."""
        raise NotImplementedError

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        return super().single_request(job, replace(operation, data=_each(operation.data, self.change)))


@fault("long-texts-cut-in-bulk", breaks=("BULK-3.7-61",))
class LongTextsCutInBulk(_Changed):
    """What a job stores is cut after 255 characters."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return value[:LONGEST] if isinstance(value, str) else value


@fault("texts-composed-in-bulk", breaks=("BULK-3.7-61",))
class TextsComposedInBulk(_Changed):
    """Letters and the accents behind them are stored as one character by a job."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@fault("texts-trimmed-in-bulk", breaks=("BULK-3.7-61",))
class TextsTrimmedInBulk(_Changed):
    """Spaces around a text are gone when a job has stored it."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return value.strip() if isinstance(value, str) else value


@fault("texts-parsed-in-bulk", breaks=("BULK-3.7-61",))
class TextsParsedInBulk(_Changed):
    """A text in a job that reads like null is taken for it."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return None if value == "null" else value


@fault("markup-escaped-in-bulk", breaks=("BULK-3.7-61",))
class MarkupEscapedInBulk(_Changed):
    """Angle brackets are stored as entities of HTML by a job."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return value.replace("<", "&lt;") if isinstance(value, str) else value


@fault("false-lost-in-bulk", breaks=("BULK-3.7-61",))
class FalseLostInBulk(_Changed):
    """A false in a job is taken for nothing."""

    def change(self, value: Any) -> Any:  # noqa: ANN401
        return None if value is False else value


@fault("last-item-lost-in-bulk", breaks=("BULK-3.7-61",))
class LastItemLostInBulk(Behaviour):
    """Of several values, a job stores all but the last; members of groups aside."""

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        if operation.method in ("POST", "PUT"):
            kept = {
                name: value[:-1] if isinstance(value, list) and len(value) > 1 else value
                for name, value in operation.data.items()
                if name not in ("schemas", "members")
            }
            operation = replace(operation, data=operation.data | kept)
        return super().single_request(job, operation)


@fault(
    "right-to-left-refused-in-bulk",
    breaks=("BULK-3.7-02",),
    also_breaks={
        "BULK-3.7-33": "it is refused behind another failure",
        "BULK-3.7.2-01": "it is an operation with a reference",
        "BULK-3.7.2-04": "it is one with a reference ahead",
        "BULK-3.7.2-05": "it is one in a job with odd bulkIds",
    },
)
class RightToLeftRefusedInBulk(Behaviour):
    """Hebrew and Arabic are refused in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        text = json.dumps(operation.data, ensure_ascii=False)
        if any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
            raise Refusal(400, "The text has characters that are not allowed.", "invalidValue")
        return super().perform(job, operation)


@fault("limit-read-too-late", breaks=("BULK-3.7-34",))
class LimitReadTooLate(Behaviour):
    """A failOnErrors that stands behind Operations is not seen."""

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        operations, limit = super().read_envelope(document)
        names = document if isinstance(document, dict) else {}
        seen = "failOnErrors" in takewhile(lambda name: name != "Operations", names)
        return operations, limit if seen else None


@fault(
    "references-sought-in-raw-text",
    breaks=("BULK-3.7.2-03",),
    also_breaks={"BULK-3.7.2-05": "one of the bulkIds to tell apart has a quote in it, which is escaped"},
)
class ReferencesSoughtInRawText(Literal):
    """References are replaced in the text of a job before it is read: one with an escape in it stays."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        self._raw = body.decode(errors="replace")
        return super().decode(body)

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.kind is not Kind.PATH and f"bulkId:{reference.bulk_id}" not in self._raw
