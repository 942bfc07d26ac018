"""Faults in resolving references: the server stores some as text, loses them or rejects them."""

from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.fault_bases import ReferencesDropped, ReferencesKeptAsText
from conformance.reference.job import Job, Operation
from conformance.reference.references import Kind, Reference
from conformance.reference.scim_error import ScimError


# Also breaks BULK-3.7.1-03: a group in a circle has another member. BULK-3.7.2-12: a $ref is a reference too.
@fault("one-reference-at-most", breaks=("BULK-3.7.2-01",))
class OneReferenceAtMost(Behaviour):
    """The server rejects a POST with more than one reference."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        if operation.method == "POST" and len(self.references(operation)) > 1:
            raise ScimError(400, "There are several references.", "invalidValue")
        return super().resolve(job, operation)


@fault("first-reference-only", breaks=("BULK-3.7.2-02",))
class FirstReferenceOnly(ReferencesDropped):
    """The server stores only the first of several references in a POST."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "POST" and reference != self.references(operation)[0]


@fault("ten-references-at-most", breaks=("BULK-3.7.2-02",))
class TenReferencesAtMost(ReferencesDropped):
    """The server drops references after the tenth in an operation."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return self.references(operation).index(reference) >= 10


@fault("members-literal", breaks=("BULK-3.7.2-03",), aka=("E12", "E15", "E19"), seen_in="agent-bom, zitadel")
class MembersLiteral(ReferencesKeptAsText):
    """The server stores a reference in members as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        known = self.target(job, operation, reference) is not None
        return known and operation.method == "POST" and reference.attribute == "members"


@fault("manager-literal", breaks=("BULK-3.7.2-03",), aka=("E17",), seen_in="SCIMple, Charon, agent-bom")
class ManagerLiteral(ReferencesKeptAsText):
    """The server stores a reference in the manager of a user as the text ``bulkId:...``."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.attribute == "manager"


# Also breaks BULK-3.7.2-11: one PATCH names a group in its path.
@fault("group-in-group-literal", breaks=("BULK-3.7.2-03",), aka=("E14",), seen_in="Charon")
class GroupInGroupLiteral(ReferencesKeptAsText):
    """The server stores a reference to a group as text; it resolves references to users."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        target = self.target(job, operation, reference)
        return target is not None and target.path == "/Groups"


@fault("put-literal", breaks=("BULK-3.7.2-03",), aka=("E23",))
class PutLiteral(ReferencesKeptAsText):
    """The server stores a reference in the data of a PUT as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PUT" and reference.kind is not Kind.PATH


# Also breaks BULK-3.7.2-11: a PATCH with a reference in its path has another one in its value.
@fault("patch-value-literal", breaks=("BULK-3.7.2-03",), aka=("E23",), seen_in="SimpleIdServer, zitadel")
class PatchValueLiteral(ReferencesKeptAsText):
    """The server stores a reference in the value of a PATCH as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PATCH" and reference.kind is Kind.VALUE


@fault("patch-first-change-only", breaks=("BULK-3.7.2-03",), aka=("E24",), seen_in="Charon")
class PatchFirstChangeOnly(ReferencesKeptAsText):
    """The server resolves references only in the first change of a PATCH."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PATCH" and len(reference.place) > 2 and reference.place[2] != 0


# Also breaks BULK-3.7.1-04: a group in a circle has another member. BULK-3.7.2-12: $ref counts too.
@fault("last-reference-only", breaks=("BULK-3.7.2-03",), aka=("E13",), seen_in="scimmy")
class LastReferenceOnly(ReferencesKeptAsText):
    """The server resolves only the last of several references in an operation."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference != self.references(operation)[-1]


@fault("capitals-literal", breaks=("BULK-3.7.2-03",))
class CapitalsLiteral(ReferencesKeptAsText):
    """The server stores a reference as text if its attribute name has a capital."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return any(key in ("Members", "Value") for key in reference.place)


# Also breaks BULK-3.7.2-05: one of its bulkIds contains a quotation mark, which JSON escapes.
@fault("references-sought-in-raw-text", breaks=("BULK-3.7.2-03",), generated=True)
class ReferencesSoughtInRawText(ReferencesKeptAsText):
    """The server does not resolve a reference that the JSON text writes with an escape."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        self._raw = body.decode(errors="replace")
        return super().decode(body)

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.kind is not Kind.PATH and f"bulkId:{reference.bulk_id}" not in self._raw


@fault("patched-manager-literal", breaks=("BULK-3.7.2-03",))
class PatchedManagerLiteral(ReferencesKeptAsText):
    """The server stores a reference as text if a PATCH sets a manager."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PATCH" and reference.attribute == "manager"


def change_of(operation: Operation, reference: Reference) -> dict[str, Any]:
    """Return the change of a PATCH that contains a reference; an empty one for other references."""
    match reference.place:
        case ("data", operations, int(index), *_) if operation.method == "PATCH":
            return dict(operation.data[operations][index])
    return {}


@fault("pathless-patch-literal", breaks=("BULK-3.7.2-03",))
class PathlessPatchLiteral(ReferencesKeptAsText):
    """The server stores a reference as text if the PATCH has no path."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        change = change_of(operation, reference)
        return bool(change) and "path" not in change


@fault("replacing-patch-literal", breaks=("BULK-3.7.2-03",))
class ReplacingPatchLiteral(ReferencesKeptAsText):
    """The server stores a reference as text if a PATCH replaces; it resolves one if a PATCH adds."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return change_of(operation, reference).get("op") == "replace"


@fault("behind-the-fiftieth-literal", breaks=("BULK-3.7.2-03",))
class BehindTheFiftiethLiteral(ReferencesKeptAsText):
    """The server stores references as text in operations after the fiftieth."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.index >= 50


@fault("manager-lost", breaks=("BULK-3.7.2-06",))
class ManagerLost(ReferencesDropped):
    """The server does not store a manager that is a reference."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return reference.attribute == "manager"


@fault("put-reference-lost", breaks=("BULK-3.7.2-07",))
class PutReferenceLost(ReferencesDropped):
    """A PUT does not store members that are references."""

    def drops(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PUT" and reference.kind is Kind.VALUE


# Also breaks BULK-3.7.2-11: a PATCH with a reference in its path has another one in its value.
@fault("patch-reference-refused", breaks=("BULK-3.7.2-07",))
class PatchReferenceRefused(Behaviour):
    """The server rejects a PATCH whose values are references."""

    def resolve(self, job: Job, operation: Operation) -> Operation:
        if operation.method == "PATCH" and any(r.kind is Kind.VALUE for r in self.references(operation)):
            raise ScimError(400, "The member does not exist.", "invalidValue")
        return super().resolve(job, operation)


@fault("manager-in-put-literal", breaks=("BULK-3.7.2-07",))
class ManagerInPutLiteral(ReferencesKeptAsText):
    """A PUT stores a reference in the manager of a user as text."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        return operation.method == "PUT" and reference.attribute == "manager"


@fault("extension-in-patch-literal", breaks=("BULK-3.7.2-07",))
class ExtensionInPatchLiteral(ReferencesKeptAsText):
    """The server stores a reference as text if a PATCH sets the extension as a whole."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        keys = [str(key).lower() for key in reference.place]
        return operation.method == "PATCH" and any(key.startswith("urn:") for key in keys)


@fault("single-member-literal", breaks=("BULK-3.7.2-07",))
class SingleMemberLiteral(ReferencesKeptAsText):
    """The server stores a reference as text if a PATCH adds one member that is not in a list."""

    def keeps(self, job: Job, operation: Operation, reference: Reference) -> bool:
        by_itself = reference.place[-2:] == ("value", "value")
        return operation.method == "PATCH" and by_itself and reference.attribute == "members"
