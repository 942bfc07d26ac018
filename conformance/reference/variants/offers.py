"""Liberties in what a server says of itself, and in what it lets be asked of it (RFC 7644 section 4)."""

from dataclasses import replace
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import variant
from conformance.reference.exchange import Answer, Exchange
from conformance.reference.job import Job, Operation, Outcome
from conformance.reference.refusal import Refusal

_DISCOVERY = ("ServiceProviderConfig", "ResourceTypes", "Schemas")


def _first(path: str) -> str:
    return path.strip("/").partition("/")[0]


@variant("patch-not-supported", permits=("BULK-3.7-02",))
class PatchNotSupported(Behaviour):
    """PATCH is honestly not claimed, and answers 501, singly and in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH":
            raise Refusal(501, "PATCH is not supported.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH":
            raise Refusal(501, "PATCH is not supported.")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        return published | {"patch": {"supported": False}} if "patch" in published else published


@variant("groups-not-patched", permits=("BULK-3.7-02",))
class GroupsNotPatched(Behaviour):
    """PATCH is claimed and works for users; of groups it answers 501, singly and in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and _first(str(operation.path)) == "Groups":
            raise Refusal(501, "Groups cannot be patched.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH" and _first(exchange.path) == "Groups":
            raise Refusal(501, "Groups cannot be patched.")


@variant("groups-replaced-only", permits=("BULK-3.7-02",))
class GroupsReplacedOnly(Behaviour):
    """PATCH is claimed and works for users; of groups it is forbidden, singly and in a job."""

    def perform(self, job: Job, operation: Operation) -> Outcome:
        if operation.method == "PATCH" and _first(str(operation.path)) == "Groups":
            raise Refusal(403, "Groups are changed by PUT.")
        return super().perform(job, operation)

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if exchange.method == "PATCH" and _first(exchange.path) == "Groups":
            raise Refusal(403, "Groups are changed by PUT.")


@variant("filter-not-supported")
class FilterNotSupported(Behaviour):
    """Filters are honestly not claimed, and refused."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if "filter" in exchange.query:
            raise Refusal(400, "Filters are not supported.", "invalidFilter")

    def discovery(self, exchange: Exchange, document: dict[str, Any]) -> dict[str, Any]:
        published = super().discovery(exchange, document)
        if "filter" not in published:
            return published
        return published | {"filter": {"supported": False, "maxResults": 0}}


@variant("no-discovery")
class NoDiscovery(Behaviour):
    """The server says nothing of itself: its discovery endpoints answer 404."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if _first(exchange.path) in _DISCOVERY:
            raise Refusal(404, "There is nothing here.")


@variant("no-schemas")
class NoSchemas(Behaviour):
    """The server lists its resource types and not their schemas."""

    def admit_single(self, exchange: Exchange) -> None:
        super().admit_single(exchange)
        if _first(exchange.path) == "Schemas":
            raise Refusal(404, "There is nothing here.")


@variant("bare-array-discovery")
class BareArrayDiscovery(Behaviour):
    """Resource types and schemas are listed in a bare array, without the ListResponse around it."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        listed = exchange.path.strip("/") in _DISCOVERY and isinstance(answer.document, dict)
        resources = answer.document.get("Resources") if listed else None
        return replace(answer, document=resources) if resources is not None else answer


@variant("inactive-users-unlisted")
class InactiveUsersUnlisted(Behaviour):
    """Users who are not active are left out of lists; each can still be read by itself."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if exchange.path.strip("/") != "Users" or exchange.method != "GET" or answer.status != 200:
            return answer
        resources = answer.document.get("Resources") or []
        listed = [each for each in resources if each.get("active") is not False]
        total = answer.document["totalResults"] - len(resources) + len(listed)
        changes = {"Resources": listed, "totalResults": total, "itemsPerPage": len(listed)}
        return replace(answer, document=answer.document | changes)


@variant("lists-in-brief")
class ListsInBrief(Behaviour):
    """Lists show the names of resources; the rest of each is shown to who asks for it by itself."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if exchange.method != "GET" or exchange.path not in ("/Users", "/Groups") or answer.status != 200:
            return answer
        shown = {"schemas", "id", "meta", "userName" if exchange.path == "/Users" else "displayName"}
        resources = answer.document.get("Resources") or []
        brief = [{name: value for name, value in each.items() if name in shown} for each in resources]
        return replace(answer, document=answer.document | {"Resources": brief})


@variant("strangers-in-lists")
class StrangersInLists(Behaviour):
    """A ListResponse carries attributes that the RFC does not know."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if not isinstance(answer.document, dict) or "totalResults" not in answer.document:
            return answer
        strangers = {"hasMore": False, "links": {"self": exchange.path}}
        return replace(answer, document=strangers | answer.document)


def _lists(exchange: Exchange, answer: Answer) -> bool:
    return exchange.method == "GET" and exchange.path in ("/Users", "/Groups") and answer.status == 200


@variant("one-resource-a-page")
class OneResourceAPage(Behaviour):
    """However many are asked for, a page of a list has one resource."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if not _lists(exchange, answer):
            return answer
        page = (answer.document.get("Resources") or [])[:1]
        return replace(answer, document=answer.document | {"Resources": page, "itemsPerPage": len(page)})


@variant("no-list-of-more-than-50")
class NoListOfMoreThan50(Behaviour):
    """A list of more than 50 resources is refused, whole or filtered, and in pages too."""

    def answer(self, exchange: Exchange, answer: Answer) -> Answer:
        answer = super().answer(exchange, answer)
        if not _lists(exchange, answer) or answer.document["totalResults"] <= 50:
            return answer
        return super().answer(exchange, self.refuse(exchange, Refusal(400, "Ask for less.", "tooMany")))
