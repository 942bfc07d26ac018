"""Decisions about the response to a bulk request (RFC 7644 section 3.7.3)."""

from typing import Any

from conformance.reference.behaviour.base import Choices
from conformance.reference.exchange import ServerResponse
from conformance.reference.job import Job, Operation, Outcome, Results
from conformance.reference.models import BULK_RESPONSE


class ResultChoices(Choices):
    """The form of results, of their list and of the response."""

    def result(self, job: Job, operation: Operation, outcome: Outcome) -> dict[str, Any]:  # noqa: ARG002
        """Return the result of one operation without unknown attributes."""
        document = {
            "location": outcome.location,
            "method": operation.method if isinstance(operation.method, str) else None,
            "bulkId": operation.bulk_id if isinstance(operation.bulk_id, str) else None,
            "version": outcome.version,
            "status": str(outcome.status),
            "response": outcome.body,
        }
        return {name: value for name, value in document.items() if value is not None}

    def results(self, job: Job, results: Results) -> list[dict[str, Any]]:
        """Return the results in request order."""
        in_order = sorted(results, key=lambda result: result[0].index)
        return [self.result(job, operation, outcome) for operation, outcome in in_order]

    def envelope(self, job: Job, results: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: ARG002
        """Return the document around the results."""
        return {"schemas": [BULK_RESPONSE], "Operations": results}

    def bulk_response(self, job: Job, results: Results) -> ServerResponse:
        """Return the response to a processed bulk request, whatever the outcomes of its operations."""
        return ServerResponse(200, self.envelope(job, self.results(job, results)))
