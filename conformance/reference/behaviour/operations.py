"""Decisions about one operation: its validation, its single request and its location."""

import json
from urllib.parse import quote, unquote

from scim2_server.requests import ScimRequest

from conformance.reference.behaviour.envelope import invalid_syntax
from conformance.reference.behaviour.http import SCIM_JSON, HttpChoices
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.references import PREFIX
from conformance.reference.scim_error import ScimError

METHODS = ("POST", "PUT", "PATCH", "DELETE")
_URL_SAFE = "/:@!$&'()*+,;=~%"


def invalid_value(detail: str) -> ScimError:
    """Return the rejection of a value that is invalid for its attribute (RFC 7644 table 9)."""
    return ScimError(400, detail, "invalidValue")


class OperationChoices(HttpChoices):
    """Validation and execution of one operation (RFC 7644 section 3.7). A rejection affects only it."""

    def read_operation(self, index: int, raw: object) -> Operation:
        """Return an operation from its JSON value, without validation."""
        return Operation.read(index, raw)

    def admit(self, job: Job, operation: Operation) -> None:
        """Validate an operation as received, except its path.

        Raises:
            ScimError: 400 if it is not a valid operation.
        """
        if not isinstance(operation.raw, dict):
            raise invalid_syntax("An operation must be a JSON object.")
        self.check_method(operation)
        self.check_bulk_id(job, operation)
        if not isinstance(operation.version, str | None):
            raise invalid_value("version must be a string.")
        self.check_data(operation)

    def check_method(self, operation: Operation) -> None:
        """Reject other methods than the four, with 400."""
        if operation.method not in METHODS:
            raise invalid_syntax(f"method must be one of {', '.join(METHODS)}.")

    def check_bulk_id(self, job: Job, operation: Operation) -> None:
        """Reject, with 400, a POST without a unique bulkId, and a bulkId that is not a string."""
        if not isinstance(operation.bulk_id, str | None):
            raise invalid_value("bulkId must be a string.")
        if operation.method != "POST":
            return
        if not operation.bulk_id:
            raise invalid_value("bulkId is required when the method is POST.")
        if job.definitions[operation.bulk_id] is not operation:
            raise invalid_value("bulkId must be unique within a Bulk request.")

    def check_data(self, operation: Operation) -> None:
        """Reject, with 400, data that is required but missing, or that is not an object."""
        if operation.method != "DELETE" and not isinstance(operation.data, dict):
            raise invalid_syntax(f"data must be a JSON object when the method is {operation.method}.")

    def check_path(self, operation: Operation) -> None:
        """Reject a path, with references resolved, that names no resource type or resource under the root.

        Raises:
            ScimError: 400 for another form than ``/Users`` with POST and ``/Users/id`` otherwise, 404 for an
                unknown endpoint.
        """
        path = operation.path
        if not isinstance(path, str) or not path.startswith("/"):
            raise invalid_syntax("path must be a string that begins with a slash.")
        endpoint, *ids = path[1:].split("/")
        if any(character in path for character in "?#\\") or not path.isprintable():
            raise invalid_value("path must be a plain path, without a query or control characters.")
        if f"/{endpoint}" not in self.endpoints:
            raise ScimError(404, "path does not begin with the endpoint of a resource type.")
        if len(ids) != (0 if operation.method == "POST" else 1):
            wanted = "a resource type endpoint" if operation.method == "POST" else "a resource"
            raise invalid_value(f"path must name {wanted} when the method is {operation.method}.")
        if any(unquote(resource_id) in ("", ".", "..") or "/" in unquote(resource_id) for resource_id in ids):
            raise invalid_value("path must name a resource by its id.")

    def single_request(self, job: Job, operation: Operation) -> ScimRequest:
        """Return the single request for an operation."""
        headers = {"Content-Type": SCIM_JSON}
        if operation.version and self.etags:
            headers["If-Match"] = operation.version
        body = b"" if operation.method == "DELETE" else json.dumps(operation.data).encode()
        return ScimRequest(operation.method, job.base_url, operation.path, headers=headers, body=body)

    def perform(self, job: Job, operation: Operation) -> Outcome:
        """Process a valid operation with resolved references.

        Raises:
            ScimError: The single request is rejected.
        """
        self.authorize(job.claims, operation.method)
        with job.tenant.storage.reserving(job.ids.get(operation.index)):
            return job.tenant.single(self.single_request(job, operation))

    def location(self, job: Job, operation: Operation, outcome: Outcome) -> str | None:
        """Return the URL of the resource of an operation; None if there is none.

        A POST has one if it succeeds; other methods have one if their path is resolved (RFC 7644 3.7.3).
        """
        created = outcome.headers.get("Location")
        path = operation.path
        if created or operation.method == "POST" or not isinstance(path, str):
            return created
        if not path or f"/{PREFIX}" in path:
            return None
        return f"{job.base_url}/{quote(path.lstrip('/'), safe=_URL_SAFE, errors='replace')}"
