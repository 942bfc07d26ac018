"""Which operations of a request are about the same resource, or about resources that refer to each other.

Everything is looked up in an index, so that a bulk request of 10,000 operations is judged in linear time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.trace.interaction import Effect


class Relations:
    """The relations between the effects of one request.

    Args:
        effects: The effects, in request order.
    """

    def __init__(self, effects: Sequence["Effect"]) -> None:
        self._effects = effects

    @cached_property
    def by_bulk_id(self) -> Mapping[str, "Effect"]:
        """The first effect with each bulkId."""
        return {
            each.operation.bulk_id: each
            for each in reversed(self._effects)
            if each.operation.bulk_id is not None
        }

    def shares_resource(self, effect: "Effect") -> bool:
        """Return True if another operation is about the same resource or has the same bulkId."""
        return self._subjects[effect.subject] > 1 or self._bulk_ids[effect.operation.bulk_id] > 1

    def mentioned_in(self, texts: Iterable[str], effect: "Effect", *, done: bool = False) -> bool:
        """Return True if texts contain an identifier of the resource of another operation.

        Args:
            texts: The texts.
            effect: The effect that is not another one.
            done: Consider only operations that are reported as successful.
        """
        return self._others(self._by_identifier, texts, effect, done)

    def mentioned_by(self, effect: "Effect", *, done: bool = False) -> bool:
        """Return True if another operation mentions the resource of an effect, in its data or as stored.

        Args:
            effect: The effect.
            done: Consider only operations that are reported as successful.
        """
        return self._others(self._by_mention, effect.identifiers, effect, done)

    def _others(
        self, index: Mapping[str, Sequence["Effect"]], texts: Iterable[str], effect: "Effect", done: bool
    ) -> bool:
        found = (other for text in texts for other in index.get(text, ()))
        return any(other.index != effect.index and (other.done or not done) for other in found)

    @cached_property
    def _subjects(self) -> Counter[str]:
        return Counter(each.subject for each in self._effects)

    @cached_property
    def _bulk_ids(self) -> Counter[str | None]:
        return Counter(bulk_id for each in self._effects if (bulk_id := each.operation.bulk_id) is not None)

    @cached_property
    def _by_identifier(self) -> Mapping[str, Sequence["Effect"]]:
        index = defaultdict(list)
        for effect in self._effects:
            for text in effect.identifiers:
                index[text].append(effect)
        return index

    @cached_property
    def _by_mention(self) -> Mapping[str, Sequence["Effect"]]:
        known = self._by_identifier.keys()
        index = defaultdict(list)
        for effect in self._effects:
            for text in effect.mentions & known:
                index[text].append(effect)
        return index
