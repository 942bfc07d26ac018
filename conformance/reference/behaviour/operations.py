"""Decisions about one operation: whether it is sound, which single request it stands for, where it points."""

import json
from urllib.parse import quote, unquote

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.behaviour.http import SCIM_JSON, HttpChoices
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX
from conformance.reference.refusal import Refusal

METHODS = ("POST", "PUT", "PATCH", "DELETE")
_URL_SAFE = "/:@!$&'()*+,;=~%"


def invalid_value(detail: str) -> Refusal:
    """Return the refusal of a value that does not fit its attribute (RFC 7644 table 9)."""
    return Refusal(400, detail, "invalidValue")


class OperationChoices(HttpChoices):
    """Admission and execution of one operation (RFC 7644 3.7). A refusal concerns this operation alone."""

    def read_operation(self, index: int, raw: object) -> Operation:
        """Return an operation from its JSON value, unchecked."""
        return Operation.read(index, raw)

    def admit(self, job: Job, operation: Operation) -> None:
        """Check an operation as it was sent, its path aside.

        Raises:
            Refusal: 400 when it is not the operation that the RFC describes.
        """
        if not isinstance(operation.raw, dict):
            raise invalid_syntax("An operation must be a JSON object.")
        self.check_method(operation)
        self.check_bulk_id(job, operation)
        if not isinstance(operation.version, str | None):
            raise invalid_value("version must be a string.")
        self.check_data(operation)

    def check_method(self, operation: Operation) -> None:
        """Refuse other methods than the four, with 400."""
        if operation.method not in METHODS:
            raise invalid_syntax(f"method must be one of {', '.join(METHODS)}.")

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        """Refuse, with 400, a POST without a bulkId of its own, and a bulkId that is no string."""
        if not isinstance(operation.bulk_id, str | None):
            raise invalid_value("bulkId must be a string.")
        if operation.method != "POST":
            return
        if not operation.bulk_id:
            raise invalid_value("bulkId is required when the method is POST.")
        if job.definitions[operation.bulk_id] is not operation:
            raise invalid_value("bulkId must be unique within a Bulk request.")

    def check_data(self, operation: Operation) -> None:
        """Refuse, with 400, data that is missing where it is required or that is no object."""
        if operation.method != "DELETE" and not isinstance(operation.data, dict):
            raise invalid_syntax(f"data must be a JSON object when the method is {operation.method}.")

    def check_path(self, operation: Operation) -> None:
        """Refuse a path, references in it resolved, that names no resource type or resource below the root.

        Raises:
            Refusal: 400 for another form than ``/Users`` with POST and ``/Users/id`` otherwise, 404 for an
                unknown endpoint.
        """
        path = operation.path
        if not isinstance(path, str) or not path.startswith("/"):
            raise invalid_syntax("path must be a string that begins with a slash.")
        endpoint, *ids = path[1:].split("/")
        if any(character in path for character in "?#\\") or not path.isprintable():
            raise invalid_value("path must be a plain path, without a query or control characters.")
        if f"/{endpoint}" not in self.endpoints:
            raise Refusal(404, "path does not begin with the endpoint of a resource type.")
        if len(ids) != (0 if operation.method == "POST" else 1):
            wanted = "a resource type endpoint" if operation.method == "POST" else "a resource"
            raise invalid_value(f"path must name {wanted} when the method is {operation.method}.")
        if any(unquote(resource_id) in ("", ".", "..") or "/" in unquote(resource_id) for resource_id in ids):
            raise invalid_value("path must name a resource by its id.")

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        """Return the single request that an operation stands for."""
        headers = {"Content-Type": SCIM_JSON}
        if operation.version and self.etags:
            headers["If-Match"] = operation.version
        body = b"" if operation.method == "DELETE" else json.dumps(operation.data).encode()
        return ScimRequest(operation.method, job.base_url, operation.path, headers=headers, body=body)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        """Carry out an operation that was admitted and whose references are resolved.

        Raises:
            Refusal: The single request is refused.
        """
        self.authorize(job.claims, operation.method)
        with job.tenant.storage.reserving(job.ids.get(operation.index)):
            return job.tenant.single(self.single_request(job, operation))

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        """Return the URL of the resource that an operation is about, None where there is none.

        A POST has one when it succeeds; the others have one as soon as their path is known (RFC 7644 3.7.3).
        """
        created = outcome.headers.get("Location")
        path = operation.path
        if created or operation.method == "POST" or not isinstance(path, str):
            return created
        if not path or f"/{PREFIX}" in path:
            return None
        return f"{job.base_url}/{quote(path.lstrip('/'), safe=_URL_SAFE, errors='replace')}"
