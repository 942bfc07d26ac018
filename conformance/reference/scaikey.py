"""The profile of the published SCIM Bulk API: plain JSON, null for absent values, 422 for invalid bodies."""

from typing import Any

import pydantic

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.http import PLAIN_JSON
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.models import SCIMBulkRequest, SCIMBulkResponse, SCIMBulkResponseOperation
from conformance.reference.scim_error import ScimError

UNPROCESSABLE = 422
"""The status for a body that violates the published request schema."""

Location = tuple[str | int, ...]


def unprocessable(*errors: tuple[Location, str, str]) -> ScimError:
    """Return the rejection of a body that violates the published request schema.

    Args:
        errors: The location in the body, a message and the name of each error.
    """
    detail = [{"loc": ["body", *place], "msg": message, "type": name} for place, message, name in errors]
    return ScimError(
        UNPROCESSABLE, "The body violates the published request schema.", document={"detail": detail}
    )


class ScaikeyBehaviour(Behaviour):
    """Follows the published contract where it differs from the RFC.

    Attributes:
        strict: True if values of another type are rejected, False if they are converted.
    """

    strict = True

    def media_type(self, exchange: Exchange) -> str:  # noqa: ARG002 - the contract has one
        """Return plain JSON, as published."""
        return PLAIN_JSON

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        """Return the JSON value of a body, or reject an invalid one with 422."""
        try:
            return super().decode(body)
        except ScimError as scim_error:
            raise unprocessable(((), scim_error.detail, "json_invalid")) from None

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        """Validate the document with the published models, then read it by the RFC."""
        try:
            request = SCIMBulkRequest.model_validate(document, strict=self.strict)
        except pydantic.ValidationError as error:
            raise unprocessable(
                *((problem["loc"], problem["msg"], problem["type"]) for problem in error.errors())
            ) from None
        return super().read_envelope(request.model_dump())

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        """Return the result with every published attribute; absent ones are null."""
        blank: dict[str, Any] = dict.fromkeys(SCIMBulkResponseOperation.model_fields)
        return blank | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the published envelope with its attributes in the published order."""
        document = super().envelope(job, results)
        return {name: document[name] for name in SCIMBulkResponse.model_fields}
