"""Faults in the responses to single requests."""

from dataclasses import replace

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import fault
from conformance.reference.exchange import Answer, Exchange


class SingleAnswer(Behaviour):
    """Returns another status for single requests of one method.

    Attributes:
        method: The method.
        instead: The status to return, by the correct status.
        word: A word in the responses to change; empty for all.
    """

    method = ""
    instead: dict[int, int] = {}  # noqa: RUF012 - never changed
    word = ""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        meant = exchange.method == self.method and not exchange.is_bulk and answer.status in self.instead
        if not meant or self.word not in str(answer.document):
            return answer
        status = self.instead[answer.status]
        gone = status == 204 or answer.status >= 400
        return replace(answer, status=status, document=None if gone else answer.document)


@fault("single-post-200", breaks=("RESOURCE-3.3-04",))
class SinglePost200(SingleAnswer):
    """A single POST that creates a resource returns 200."""

    method, instead = "POST", {201: 200}


@fault("single-post-unnamed-201", breaks=("RESOURCE-3.3-05",))
class SinglePostUnnamed201(SingleAnswer):
    """A single POST without the required name returns 201 and creates nothing."""

    method, instead, word = "POST", {400: 201}, "userName"


@fault("single-put-204", breaks=("RESOURCE-3.5.1-02",))
class SinglePut204(SingleAnswer):
    """A single PUT that replaces a resource returns 204."""

    method, instead = "PUT", {200: 204}


@fault("single-patch-of-the-id-200", breaks=("RESOURCE-3.5.2-01",))
class SinglePatchOfTheId200(SingleAnswer):
    """A single PATCH of a read-only attribute changes nothing and returns 204."""

    method, instead, word = "PATCH", {400: 204}, "mutability"


@fault("single-patch-no-target-204", breaks=("RESOURCE-3.5.2-02",))
class SinglePatchNoTarget204(SingleAnswer):
    """A single PATCH without a matching target returns 204."""

    method, instead, word = "PATCH", {400: 204}, "noTarget"


@fault("single-patch-202", breaks=("RESOURCE-3.5.2-03",))
class SinglePatch202(SingleAnswer):
    """A single PATCH that succeeds returns 202."""

    method, instead = "PATCH", {200: 202}


@fault("single-delete-200", breaks=("RESOURCE-3.6-03",))
class SingleDelete200(SingleAnswer):
    """A single DELETE returns 200."""

    method, instead = "DELETE", {204: 200}


@fault("single-delete-missing-204", breaks=("RESOURCE-3.6-04",))
class SingleDeleteMissing204(SingleAnswer):
    """A single DELETE of a resource that does not exist returns 204."""

    method, instead = "DELETE", {404: 204}
