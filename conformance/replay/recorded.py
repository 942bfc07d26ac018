"""Traces made from the exchanges of a report, which do not tell what was stored.

A report has what was sent and answered, not what a scenario knew: what was in the store, and what was
malformed on purpose. Who asks for the first is refused; a job counts as well-formed only where it surely is.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NoReturn

from conformance.exchange import decode
from conformance.report.model import Report
from conformance.report.saved import exchange_of, is_whole
from conformance.scim.bulk_request import BULK_REQUEST, Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot, StoredResource
from conformance.trace.trace import Trace

_METHODS = ("POST", "PUT", "PATCH", "DELETE")


class NotRecorded(Exception):  # noqa: N818 - nobody's error
    """A check asks for what a report does not have."""


class _Unseen(tuple[StoredResource, ...]):
    """Stored resources that nobody has recorded."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise NotRecorded("what was stored is not in the report")

    __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = _refuse


class _UnseenStore(Snapshot):
    """A store that nobody has recorded."""

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - it never returns one of its own
        if name.startswith("__"):
            return super().__getattribute__(name)
        raise NotRecorded("what was stored is not in the report")


@dataclass(frozen=True)
class _RecordedRun(BulkInteraction):
    """A job of which only request and answer are known."""

    def _stored(self, operation: Operation) -> tuple[StoredResource, ...]:  # noqa: ARG002 - as JobRun has it
        return _Unseen()


@dataclass(frozen=True)
class Recorded:
    """What a report shows of its jobs.

    Attributes:
        traces: One for each scenario.
        whole: Numbers of the exchanges in them.
    """

    traces: tuple[Trace, ...]
    whole: frozenset[int]


def recorded(report: Report) -> Recorded:
    """Return what the exchanges of a report show, without those whose bodies were cut."""
    runs: dict[str, list[BulkInteraction]] = defaultdict(list)
    for entry in report["exchanges"]:
        response = entry["response"]
        kept = is_whole(entry["request"]["body"]) and (response is None or is_whole(response["body"]))
        if entry["purpose"] == "bulk" and kept:
            exchange = exchange_of(entry)
            answer = BulkResponse(exchange, job_of(exchange.request.body))
            runs[exchange.scenario].append(_RecordedRun(answer, _UnseenStore(), _UnseenStore(), "", True))
    traces = tuple(Trace(scenario, tuple(played)) for scenario, played in runs.items())
    return Recorded(traces, frozenset(run.exchange.n for trace in traces for run in trace.runs))


def job_of(body: bytes) -> Job | None:
    """Return the job that a recorded body surely encodes; None where there is a doubt."""
    document = decode(body).value
    if not isinstance(document, dict) or document.get("schemas") != [BULK_REQUEST]:
        return None
    operations, limit = document.get("Operations"), document.get("failOnErrors")
    if not isinstance(operations, list) or not operations or not isinstance(limit, int | None):
        return None
    read = [_operation(each) for each in operations]
    job = Job(tuple(each for each in read if each), limit)
    return job if None not in read and job.encode() == body else None


def _operation(value: object) -> Operation | None:
    """Return an operation that is surely well-formed; None where it may be malformed on purpose."""
    if not isinstance(value, dict):
        return None
    operation = Operation(
        value.get("method", ""),
        value.get("path", ""),
        value.get("bulkId"),
        value.get("data"),
        value.get("version"),
    )
    return operation if operation.document() == value and _is_plain(operation) else None


def _is_plain(operation: Operation) -> bool:
    texts = (operation.bulk_id, operation.version)
    return (
        operation.method in _METHODS
        and isinstance(operation.path, str)
        and operation.path.startswith("/")
        and all(isinstance(text, str | None) for text in texts)
        and (bool(operation.bulk_id) or not operation.creates)
        and (isinstance(operation.data, dict) or operation.method == "DELETE")
    )
