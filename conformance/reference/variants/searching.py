"""Liberties in how much a search may find."""

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.refusal import Refusal

MOST = 20
"""Resources that a search may find."""


@variant("searches-too-many", permits=("BULK-3.7.2-05",))
class SearchesTooMany(Behaviour):
    """A search that finds more than twenty resources is refused with 400 tooMany (RFC 7644 section 3.12)."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        found = answer.document.get("totalResults", 0) if isinstance(answer.document, dict) else 0
        if exchange.path not in ("/Users", "/Groups") or found <= MOST:
            return answer
        return Answer(400, self.error(Refusal(400, "The search finds too many resources.", "tooMany")))
