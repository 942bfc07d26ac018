"""Operations that are refused for their references, as it seems, by themselves and with ids in their place.

What a server refuses in a single request as well, it may refuse in a job (RFC 7644 section 3.7).
"""

from typing import Any

from conformance.check.observation import Observation, inconclusive
from conformance.scenario.context import ScenarioContext
from conformance.scim.bulk_request import ref
from conformance.trace.interaction import BulkInteraction, Effect
from conformance.trace.trace import Trace


def try_alone(ctx: ScenarioContext, bulk: BulkInteraction) -> None:
    """Send by itself, with ids, one refused operation of each method and endpoint that referred to something.

    Where nothing is refused, or nothing is there to refer to, nothing is sent.
    """
    for effect in bulk.effects:
        mine = [reference for reference in bulk.references if reference.source == effect.index]
        aims = {
            each.bulk_id: bulk.effects[each.target].named_resource for each in mine if each.target is not None
        }
        ids = {ref(bulk_id): aim.id for bulk_id, aim in aims.items() if aim}
        label = _label(effect)
        if effect.refused and mine and len(ids) == len(aims) and label not in ctx.singles:
            operation = effect.operation
            ctx.request(label, operation.method, operation.path, _with_ids(operation.data, ids))


def refused_alone(trace: Trace, effect: Effect) -> Observation | None:
    """Observe that an operation like this one is refused by itself too; None where that is not known."""
    alone = trace.singles.get(_label(effect))
    if alone is None or (alone.status is not None and alone.status < 400):
        return None
    what = f"answered {alone.status}" if alone.status else "not answered"
    return inconclusive(alone, f"{effect.title} is {what} by itself too, with ids in place of references")


def _label(effect: Effect) -> str:
    return f"{effect.operation.method} of {effect.operation.endpoint} with ids"


def _with_ids(value: Any, ids: dict[str, str]) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        return {name: _with_ids(held, ids) for name, held in value.items()}
    if isinstance(value, list):
        return [_with_ids(held, ids) for held in value]
    return ids.get(value, value) if isinstance(value, str) else value
