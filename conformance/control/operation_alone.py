"""Rejected operations with references, sent again as single requests with ids instead of references.

What a server rejects in a single request, it may reject in a bulk request (RFC 7644 section 3.7).
"""

from typing import Any

from conformance.check.observation import Observation, inconclusive
from conformance.scenario.context import ScenarioContext
from conformance.scim.bulk_request import ref
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace


def try_alone(ctx: ScenarioContext, bulk: BulkInteraction) -> None:
    """Send one rejected operation with references of each method and endpoint as a single request with ids.

    An operation is not sent if a resource that it refers to is not stored.
    """
    for effect in bulk.effects:
        references = [reference for reference in bulk.references if reference.source == effect.index]
        targets = {
            each.bulk_id: bulk.effects[each.target].named_resource
            for each in references
            if each.target is not None
        }
        ids = {ref(bulk_id): found.id for bulk_id, found in targets.items() if found}
        label = _label(effect)
        if effect.refused and references and len(ids) == len(targets) and label not in ctx.singles:
            operation = effect.operation
            ctx.request(label, operation.method, operation.path, _with_ids(operation.data, ids))


def refused_alone(trace: Trace, effect: Effect) -> Observation | None:
    """Observe that an operation like this one fails as a single request too; None if that is not known."""
    alone = trace.singles.get(_label(effect))
    if alone is None or (alone.status is not None and alone.status < 400):
        return None
    message = f"{effect.title} gets {alone.outcome} as a single request too, with ids instead of references"
    return inconclusive(alone, message)


def _label(effect: Effect) -> str:
    return f"{effect.operation.method} of {effect.operation.endpoint} with ids"


def _with_ids(value: Any, ids: dict[str, str]) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return {name: _with_ids(held, ids) for name, held in value.items()}
    if isinstance(value, list):
        return [_with_ids(held, ids) for held in value]
    return ids.get(value, value) if isinstance(value, str) else value
