"""Permitted variations in requests for another host."""

from urllib.parse import urlsplit

from conformance.reference.auth import Claims, Tokens
from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.refusal import Refusal


@variant("unknown-host-answered-elsewhere")
class UnknownHostAnsweredElsewhere(Behaviour):
    """A server in front returns a web page to a request for another host."""

    def authenticate(self, tokens: Tokens, exchange: Exchange) -> Claims:
        if self._for_another(exchange):
            raise Refusal(404, "There is no such site.")
        return super().authenticate(tokens, exchange)

    def refuse(self, exchange: Exchange, refusal: Refusal) -> Answer:
        if self._for_another(exchange):
            return Answer(404, raw=b"<!DOCTYPE html><title>No such site</title>", media_type="text/html")
        return super().refuse(exchange, refusal)

    def _for_another(self, exchange: Exchange) -> bool:
        return exchange.headers.get("host") != urlsplit(exchange.origin).netloc
