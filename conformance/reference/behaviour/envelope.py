"""Decisions about the body of a bulk request as a whole (RFC 7644 section 3.7)."""

import json
from typing import Any, NoReturn

from conformance.reference.behaviour.base import Choices
from conformance.reference.models import BULK_REQUEST
from conformance.reference.scim_error import ScimError


def invalid_syntax(detail: str) -> ScimError:
    """Return the rejection of a malformed request (RFC 7644 table 9)."""
    return ScimError(400, detail, "invalidSyntax")


class EnvelopeChoices(Choices):
    """Reads the envelope. These methods reject a request before any operation is processed."""

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        """Return the JSON value of a body.

        Raises:
            ScimError: 400 if it is not UTF-8, not JSON (NaN is not), or nested too deeply.
        """
        try:
            return json.loads(body.decode(), parse_constant=_refuse_constant)
        except UnicodeDecodeError:
            raise invalid_syntax("The body is not UTF-8.") from None
        except RecursionError:
            raise invalid_syntax("The body is nested too deeply.") from None
        except ValueError:
            raise invalid_syntax("The body is not a JSON document.") from None

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        """Return the raw operations and failOnErrors; attribute names in any letter case (RFC 7643 2.1).

        Raises:
            ScimError: 400 if the envelope is not a BulkRequest, 413 if it has too many operations.
        """
        if not isinstance(document, dict):
            raise invalid_syntax("A Bulk request must be a JSON object.")
        sent = {name.lower(): value for name, value in document.items()}
        self.check_schemas(sent.get("schemas"))
        fail_on_errors = self.read_fail_on_errors(sent.get("failonerrors"))
        operations = self.read_operations(sent.get("operations"))
        return self.limit_operations(operations), fail_on_errors

    def check_schemas(self, schemas: object) -> None:
        """Check the schemas of the request.

        Raises:
            ScimError: 400 if ``schemas`` does not contain the BulkRequest.
        """
        if not isinstance(schemas, list) or BULK_REQUEST not in schemas:
            raise invalid_syntax(f"schemas must be an array that holds {BULK_REQUEST}.")

    def read_fail_on_errors(self, value: object) -> int | None:
        """Return failOnErrors; 0 means no limit, because a request in which nothing can run has no purpose.

        Raises:
            ScimError: 400 if it is neither absent nor an integer of 0 or more.
        """
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise invalid_syntax("failOnErrors must be an integer of 0 or more.")
        return value

    def read_operations(self, value: object) -> list[Any]:
        """Return the raw operations.

        Raises:
            ScimError: 400 if there are none.
        """
        if not isinstance(value, list) or not value:
            raise invalid_syntax("Operations must be an array with at least one operation.")
        return value

    def limit_operations(self, operations: list[Any]) -> list[Any]:
        """Return the operations to process (RFC 7644 section 3.7.4).

        Raises:
            ScimError: 413 if there are more than the limit.
        """
        if len(operations) > self.max_operations:
            raise self.too_many_operations(len(operations))
        return operations

    def too_many_operations(self, count: int) -> ScimError:
        """Return the rejection of a bulk request with too many operations."""
        return ScimError(413, f"The {count} operations exceed the maxOperations ({self.max_operations}).")


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")
