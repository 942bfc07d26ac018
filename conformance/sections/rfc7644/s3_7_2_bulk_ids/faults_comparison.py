"""Faults in comparing bulkIds: prefixes, letter case, punctuation, length."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import unquote_plus

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import Reference
from conformance.reference.scim_error import ScimError


class Alike(Behaviour):
    """Resolves a reference to the first bulkId that looks similar."""

    def likeness(self, bulk_id: str) -> str:
        """Return the key by which bulkIds are compared."""
        raise NotImplementedError

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:
        wanted = self.likeness(reference.bulk_id)
        first = (
            definition for bulk_id, definition in job.definitions.items() if self.likeness(bulk_id) == wanted
        )
        return next(first, super().target(job, operation, reference))


@fault("bulk-id-decoded", breaks=("BULK-3.7.2-05",))
class BulkIdDecoded(Alike):
    """The server compares bulkIds after URL decoding: %41 equals A, and a plus sign equals a space."""

    def likeness(self, bulk_id: str) -> str:
        return unquote_plus(bulk_id)


@fault("bulk-id-cut-at-separator", breaks=("BULK-3.7.2-05",))
class BulkIdCutAtSeparator(Alike):
    """The server compares bulkIds only up to a colon or slash."""

    def likeness(self, bulk_id: str) -> str:
        return re.split("[:/]", bulk_id, maxsplit=1)[0]


@fault("percent-in-bulk-id-500", breaks=("BULK-3.7.2-05",))
class PercentInBulkId500(Behaviour):
    """The server returns 500 for a bulkId that ends in a percent sign."""

    def prepare(self, job: Job, edges: dict[int, Collection[int]]) -> None:
        super().prepare(job, edges)
        if any(bulk_id.endswith("%") for bulk_id in job.definitions):
            raise ValueError("URI malformed")


@fault("bulk-id-as-pattern", breaks=("BULK-3.7.2-05",), aka=("E33",), seen_in="oxTrust")
class BulkIdAsPattern(Behaviour):
    """The server uses the bulkId of a reference as a regular expression."""

    def target(self, job: Job, operation: Operation, reference: Reference) -> Operation | None:
        try:
            pattern = re.compile(reference.bulk_id)
        except re.error:
            return None
        return next((post for name, post in job.definitions.items() if pattern.fullmatch(name)), None)


# Also breaks BULK-3.7.1-04 and BULK-3.7.2-02: the largest circle and the longest request have such bulkIds.
@fault(
    "prefix-collision",
    breaks=("BULK-3.7.2-05",),
    aka=("E29",),
    seen_in="laravel-scim-server, Authify, oxTrust",
)
class PrefixCollision(Behaviour):
    """The server resolves a reference to bulkId 10 to the id of bulkId 1 followed by a 0."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        for bulk_id, definition in job.definitions.items():
            if reference.bulk_id.startswith(bulk_id):
                return job.ids[definition.index] + reference.bulk_id.removeprefix(bulk_id)
        return super().target_id(job, operation, reference)


class _Misread(Behaviour):
    """Reads the bulkId of a reference differently from its definition."""

    def misread(self, bulk_id: str) -> str:
        """Return the bulkId that the server reads in a reference."""
        raise NotImplementedError

    def references(self, operation: Operation) -> list[Reference]:
        return [
            replace(found, bulk_id=self.misread(found.bulk_id)) for found in super().references(operation)
        ]


@fault("bulk-id-cut-short", breaks=("BULK-3.7.2-05",), aka=("E30",), seen_in="Jans")
class BulkIdCutShort(_Misread):
    """The server cuts the bulkId of a reference at the first character that is no letter or digit."""

    def misread(self, bulk_id: str) -> str:
        return re.split(r"\W", bulk_id, maxsplit=1)[0]


@fault("bulk-id-case-folded", breaks=("BULK-3.7.2-05",), aka=("E20",), seen_in="zitadel")
class BulkIdCaseFolded(_Misread):
    """The server reads bulkIds of references in lower case and never finds one with capitals."""

    def misread(self, bulk_id: str) -> str:
        return bulk_id.lower()


@fault("quote-breaks", breaks=("BULK-3.7.2-05",), aka=("E32",), seen_in="scimmy")
class QuoteBreaks(Behaviour):
    """The server rejects a reference to a bulkId with a quotation mark."""

    def target_id(self, job: Job, operation: Operation, reference: Reference) -> str:
        if '"' in reference.bulk_id:
            raise ScimError(400, "The reference cannot be read.", "invalidSyntax")
        return super().target_id(job, operation, reference)


@fault("long-bulk-id-500", breaks=("BULK-3.7.2-05",), aka=("N17",))
class LongBulkId500(Behaviour):
    """The server reports 500 for a POST with a bulkId of more than 64 characters."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if len(operation.bulk_id or "") > 64:
            raise ValueError("the bulkId is too long")
        return super().perform(job, operation)


@fault("bulk-id-trimmed", breaks=("BULK-3.7.2-05",))
class BulkIdTrimmed(Alike):
    """The server ignores a trailing space when it compares bulkIds."""

    def likeness(self, bulk_id: str) -> str:
        return bulk_id.strip()


@fault("bulk-id-as-number", breaks=("BULK-3.7.2-05",))
class BulkIdAsNumber(Alike):
    """The server compares bulkIds of digits as numbers: 01 equals 1."""

    def likeness(self, bulk_id: str) -> str:
        return str(int(bulk_id)) if bulk_id.isdecimal() else bulk_id


@fault("bulk-id-composed", breaks=("BULK-3.7.2-05",))
class BulkIdComposed(Alike):
    """The server compares bulkIds in Unicode form C."""

    def likeness(self, bulk_id: str) -> str:
        return unicodedata.normalize("NFC", bulk_id)


@fault("bulk-id-cut-at-64", breaks=("BULK-3.7.2-05",))
class BulkIdCutAt64(Alike):
    """The server compares only the first 64 characters of bulkIds."""

    def likeness(self, bulk_id: str) -> str:
        return bulk_id[:64]
