"""The profile of the published SCIM Bulk API: plain JSON, nulls for what is absent, 422 for a broken body."""

from typing import Any

import pydantic

from conformance.reference.behaviour import Behaviour
from conformance.reference.behaviour.http import PLAIN_JSON
from conformance.reference.exchange import Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.models import SCIMBulkRequest, SCIMBulkResponse, SCIMBulkResponseOperation
from conformance.reference.refusal import Refusal

UNPROCESSABLE = 422
"""The status of a body that breaks the published request schema."""

Location = tuple[str | int, ...]


def unprocessable(*errors: tuple[Location, str, str]) -> Refusal:
    """Return the refusal of a body that breaks the published request schema.

    Args:
        errors: Where in the body, what is wrong for a person, and the name of that error.
    """
    detail = [{"loc": ["body", *place], "msg": message, "type": name} for place, message, name in errors]
    return Refusal(
        UNPROCESSABLE, "The body breaks the published request schema.", document={"detail": detail}
    )


class ScaikeyBehaviour(Behaviour):
    """Keeps the published contract where it differs from the RFC.

    Attributes:
        strict: Whether a value of another type breaks the published schema, or is made to fit where possible.
    """

    strict = True

    def media_type(self, exchange: Exchange) -> str:  # noqa: ARG002 - the contract knows one
        """Return plain JSON, as published."""
        return PLAIN_JSON

    def decode(self, body: bytes) -> Any:  # noqa: ANN401 - a JSON value
        """Return the JSON value of a body, or refuse what is none with 422."""
        try:
            return super().decode(body)
        except Refusal as refusal:
            raise unprocessable(((), refusal.detail, "json_invalid")) from None

    def read_envelope(self, document: object) -> tuple[list[Any], int | None]:
        """Check the document against the published models, then read it as the RFC asks."""
        try:
            request = SCIMBulkRequest.model_validate(document, strict=self.strict)
        except pydantic.ValidationError as error:
            raise unprocessable(
                *((problem["loc"], problem["msg"], problem["type"]) for problem in error.errors())
            ) from None
        return super().read_envelope(request.model_dump())

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:
        """Return the result with every published attribute, null where it is absent."""
        blank: dict[str, Any] = dict.fromkeys(SCIMBulkResponseOperation.model_fields)
        return blank | super().result(job, operation, outcome)

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the published envelope, its attributes in the published order."""
        document = super().envelope(job, results)
        return {name: document[name] for name in SCIMBulkResponse.model_fields}
