"""Translate the outcome of a generated request from ids and names to labels and tokens for the oracle."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from conformance.exploration.binding import Binding, references
from conformance.oracle.bulk import UNREADABLE, Found, Observed, created_by
from conformance.scim.bulk_request import Job
from conformance.scim.bulk_response import BulkResponse, Result
from conformance.scim.document import attr, own_text

StoredResource = tuple[str, Mapping[str, Any]]
"""Endpoint and document of a stored resource."""


def seen(
    binding: Binding, answer: BulkResponse, stored: Iterable[StoredResource], *, complete: bool
) -> Observed:
    """Return the observed outcome of a bulk request for the oracle.

    Args:
        binding: The bound model that was sent.
        answer: The response.
        stored: The resources stored afterwards with names of the request, including existing ones.
        complete: True if no other resource has such a name.
    """
    results = [answer.result_of(index) for index in range(len(binding.shape.steps))]
    unclear = _interchangeable(binding.job, results)
    codes = tuple(UNREADABLE if index in unclear else _code(result) for index, result in enumerate(results))
    problem = answer.exchange.problem if answer.status is None else ""
    found = _found(binding, answer, list(stored), codes)
    places = sorted((result.position, index) for index, result in enumerate(results) if result)
    order = tuple(index for _, index in places)
    return Observed(answer.status, answer.processed, codes, found, complete, problem, order)


def _code(result: Result | None) -> int | None:
    if result is None:
        return None
    return UNREADABLE if result.status.code is None else result.status.code


def _found(
    binding: Binding, answer: BulkResponse, stored: Sequence[StoredResource], codes: Sequence[int | None]
) -> tuple[Found, ...]:
    kinds = {type_.endpoint: kind for kind, type_ in binding.types.items()}

    def key(kind: str, document: Mapping[str, Any]) -> tuple[str, Any]:
        return kind, _folded(attr(document, binding.types[kind].naming))

    existing = {known.id: label for label, known in binding.known.items()}
    posts = [(index, step) for index, step in enumerate(binding.shape.steps) if step.creates]
    tokens = {(step.kind, _folded(binding.name(step))): step.name for _, step in posts}
    tokens |= {(known.kind, _folded(known.name)): label for label, known in binding.known.items()}
    makers = {
        (step.kind, _folded(binding.name(step))): created_by(index)
        for index, step in posts
        if codes[index] is None or 200 <= (codes[index] or 0) < 300
    }
    named = {_id(document): makers.get(key(kinds[endpoint], document)) for endpoint, document in stored}
    # A name is better evidence than a location: the resource was read, the location only reported.
    labels = {
        **_labels_by_location(binding, answer),
        **{id_: label for id_, label in named.items() if label},
        **existing,
    }
    sent = {step.text for step in binding.shape.steps} - {None}
    found = []
    for endpoint, document in stored:
        kind = kinds[endpoint]
        type_ = binding.types[kind]
        refers = frozenset(labels.get(value, value) for value in references(document, type_))
        token = tokens.get(key(kind, document)) or str(attr(document, type_.naming))
        text = _text(document, type_.text, sent) if type_.text else None
        label, values = existing.get(_id(document)), binding.shown(kind, document)
        found.append(Found(kind, token, text, refers, label, values))
    return tuple(found)


def _text(document: Mapping[str, Any], attribute: str, sent: Collection[str | None]) -> str | None:
    """Return the text of a resource; a sent text counts even if other attributes repeat it."""
    shown = attr(document, attribute)
    return shown if isinstance(shown, str) and shown in sent else own_text(document, attribute)


def _id(document: Mapping[str, Any]) -> str:
    return str(attr(document, "id"))


def _folded(name: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return a name for comparison; servers may return another letter case (RFC 7643 section 7)."""
    return name.casefold() if isinstance(name, str) else name


def _labels_by_location(binding: Binding, answer: BulkResponse) -> dict[str, str]:
    """Return the label of each POST that is reported as successful, by the id in its location."""
    labels = {}
    for index, step in enumerate(binding.shape.steps):
        result = answer.result_of(index) if step.creates else None
        if result and result.succeeded:
            labels[unquote((result.location or "").rstrip("/").rpartition("/")[2])] = created_by(index)
    return labels


def _interchangeable(job: Job, results: Sequence[Result | None]) -> set[int]:
    """Return the operations whose different results cannot be assigned without doubt.

    Examples are two PATCHes of one resource without bulkIds in their results, or two POSTs with one bulkId.
    Their order is evidence only if the other results are in request order. If the request may end early, it
    is also unclear which of them has no result.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, (operation, result) in enumerate(zip(job.operations, results, strict=True)):
        if result or job.fail_on_errors:
            echoed = result is None or attr(result.document, "bulkId") is not None
            named = echoed and operation.bulk_id is not None
            key = f"bulkId {operation.bulk_id}" if named else operation.path
            groups.setdefault((operation.method, key), []).append(index)
    alike = [group for group in groups.values() if len(group) > 1]
    doubtful = {index for group in alike for index in group}
    positions = [result.position for result in results if result]
    clear = [index for index, result in enumerate(results) if result and index not in doubtful]
    if len(clear) > 1 and positions == sorted(positions):
        return set()
    return {
        index for group in alike for index in group if len({_code(results[place]) for place in group}) > 1
    }
