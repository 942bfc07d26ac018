"""Checks of rules for single resources, in single requests and in bulk requests."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.check.evidence import turned_away, unclear
from conformance.check.observation import Observation, expect, inconclusive, lenient
from conformance.check.registry import check
from conformance.exchange import Place
from conformance.scim.bulk_request import ERROR
from conformance.scim.document import BULK_ID_PREFIX, attr, names_schema, pointer
from conformance.scim.paths import normal
from conformance.sections.rfc7644.s3_3_resources.scenarios import CREATED_AGAIN, DELETED
from conformance.trace.interaction import Effect, SingleInteraction
from conformance.trace.trace import Trace

SINGLE_DUPLICATES = ("duplicate", "POST of a name that is taken")
"""Labels of single POSTs of a userName that is taken."""


def duplicates(trace: Trace) -> Iterator[Effect]:
    """Iterate over the POSTs of a userName that is taken, in bulk requests."""
    for effect in trace.effects():
        if effect.operation.bulk_id == "duplicate" and effect.result:
            yield effect


def single_duplicates(trace: Trace) -> Iterator[Effect]:
    """Iterate over the single POSTs of a userName that is taken."""
    for label in SINGLE_DUPLICATES:
        if single := trace.single_requests.get(label):
            yield from single.effects


@check("RESOURCE-3.3-01", "partial-failure")
def duplicates_get_409(trace: Trace) -> Iterator[Observation]:
    """A POST of a userName that is taken gets 409."""
    for effect in duplicates(trace):
        if effect.unclear:
            yield unclear(effect)
            continue
        message = f"{effect.title}, whose userName is taken, is reported as {effect.code}, not 409"
        yield expect(effect.code == 409, effect.at("status"), message, expected="409", got=effect.code)


@check("RESOURCE-3.3-02", "partial-failure", "single-and-bulk")
def duplicates_get_scim_type_uniqueness(trace: Trace) -> Iterator[Observation]:
    """The Error of a 409 for a duplicate has the scimType uniqueness; one without scimType is lenient."""
    for effect in (*duplicates(trace), *single_duplicates(trace)):
        if effect.result is None or effect.code != 409:
            continue
        if not names_schema(effect.result.error, ERROR):
            single = isinstance(effect.interaction, SingleInteraction)
            error = "ERROR-3.12-02" if single else "BULK-3.7-30"
            yield inconclusive(effect, f"the 409 of {effect.title} contains no Error", depends_on=error)
            continue
        keyword = attr(effect.result.error, "scimType")
        expected, place = '"scimType": "uniqueness"', effect.at("response", "scimType")
        if keyword is None:
            message = f"the 409 of {effect.title}, whose userName is taken, has no scimType"
            yield lenient(place, message, expected=expected, got=effect.result.error)
        else:
            message = f"the 409 of {effect.title}, whose userName is taken, has the scimType {keyword!r}"
            yield expect(keyword == "uniqueness", place, message, expected=expected, got=keyword)


@check("RESOURCE-3.3-03", "read-only-attributes")
def client_id_is_ignored(trace: Trace) -> Iterator[Observation]:
    """A POST with an id in its data succeeds, and the resource has an id of the server's own."""
    for effect in trace.all_effects():
        if gap := turned_away(effect.exchange):
            yield gap
            continue
        if effect.unclear:
            yield unclear(effect)
            continue
        sent, ids = attr(effect.operation.data, "id"), [found.id for found in effect.stored]
        if effect.done and not ids:
            yield inconclusive(effect, f"the resource that {effect.title} created was not found")
            continue
        holds = effect.done and sent not in ids
        message = f"{effect.title} with the id {sent!r} in its data "
        message += f"creates a resource with that id: {ids}" if effect.done else f"gets {effect.code}"
        got = f"{effect.code}, id {ids}" if effect.done else effect.code
        yield expect(holds, effect, message, expected="201, an id of the server's own", got=got)


@check(
    "RESOURCE-3.6-01",
    "single-requests",
    "every-method",
    "changes-in-turn",
    "bulk-id-on-other-methods",
    "confusable-bulk-ids",
    "other-resource-types",
)
def deleted_resources_get_404(trace: Trace) -> Iterator[Observation]:
    """GET of a deleted resource gets 404; of many deleted resources, a search shows none."""
    for effect in trace.all_effects():
        if effect.operation.method != "DELETE" or not effect.done:
            continue
        path, after = effect.operation.path, effect.interaction.after
        read = after.reads.get(path)
        if read is None and isinstance(effect.interaction, SingleInteraction):
            continue  # a single request that prepares something else
        if read is None and after.complete:
            found = after.at(path)
            message = f"{effect.title} is reported as successful, and a search still shows the resource"
            got = "in a search" if found else "not in a search"
            yield expect(
                not found, found.at() if found else effect, message, expected="not in a search", got=got
            )
            continue
        if read is None or read.status is None or read.turned_away:
            why = f"no GET showed whether {path} still exists after its DELETE"
            yield inconclusive(read or effect, why)
            continue
        message = f"{effect.title} is reported as successful, and GET {path} gets {read.status} after it"
        yield expect(read.status == 404, read, message, expected="404", got=read.status)


@check("RESOURCE-3.6-02", "single-requests", "changes-in-turn")
def names_of_deleted_users_are_available(trace: Trace) -> Iterator[Observation]:
    """A POST with the userName of a user who was deleted before it succeeds."""
    for effect in trace.effects():
        deleted_before = any(
            other.operation.method == "DELETE" and other.done and other.subject == effect.subject
            for other in effect.interaction.effects[: effect.index]
        )
        if effect.operation.creates and deleted_before and effect.code == 409:
            message = f"{effect.title} with the userName of a user who was deleted before it gets 409"
            yield expect(False, effect.at("status"), message, expected="201", got=effect.code)
    deleted, again = trace.singles.get(DELETED), trace.singles.get(CREATED_AGAIN)
    if deleted and again and deleted.status == 204:
        if again.status != 409 and (again.status is None or again.status >= 300):
            why = f"the POST after the DELETE gets {again.status or again.problem}, which is no conflict"
            yield inconclusive(again, why)
            return
        message = "a single POST with the userName of a user who was deleted before it gets 409"
        yield expect(again.status != 409, again, message, expected="201", got=again.status)


@check("RESOURCE-3.5.1-01", "put-to-an-unknown-id")
def put_to_an_unknown_id_creates_nothing(trace: Trace) -> Iterator[Observation]:
    """A PUT to an id that does not exist fails, and creates no resource."""
    for effect in trace.effects():
        found = [stored.path for stored in effect.interaction.after.resources]
        if effect.unclear and not found:
            yield unclear(effect)
            continue
        message = f"{effect.title}, an id that does not exist, "
        message += f"creates {', '.join(found)}" if found else f"is reported as {effect.code}"
        holds = not effect.done and not found
        got = f"{effect.reported}, {f'created {found}' if found else 'nothing created'}"
        yield expect(holds, effect, message, expected="status 404, nothing created", got=got)


@check("CORE-2.1-01", "attribute-names-in-lower-case")
def attribute_names_are_case_insensitive(trace: Trace) -> Iterator[Observation]:
    """A user whose attributes, or whose bulk request's attributes, are in another letter case is created."""
    for effect in (effect for bulk in trace.bulk_requests for effect in bulk.effects):
        status = effect.exchange.status
        if status is None or status >= 500 or not effect.interaction.after.complete:
            problem = status or effect.exchange.problem
            why = f"the bulk request with attribute names in another letter case gets {problem}"
            yield inconclusive(effect, why, depends_on="ERROR-3.12-08")
        elif (gap := turned_away(effect.exchange)) and not effect.stored:
            yield gap
        else:
            message = (
                f"a bulk request with attribute names in another letter case gets {status}, without effect"
            )
            got = f"HTTP {status}, {len(effect.stored)} created"
            holds = bool(effect.stored) or effect.done
            yield expect(holds, effect.exchange, message, expected="HTTP 200, 1 created", got=got)
    for effect in (effect for single in trace.single_requests.values() for effect in single.effects):
        yield _created_in_another_letter_case(effect)


def _created_in_another_letter_case(effect: Effect) -> Observation:
    """Observe whether a single POST with an attribute name in another letter case creates what it says."""
    kind, after = effect.resource_type, effect.interaction.after
    name = next((key for key in effect.operation.data or () if key.lower() == kind.naming.lower()), "")
    if gap := turned_away(effect.exchange):
        return gap
    if effect.unclear:
        return unclear(effect)
    if effect.done and not after.resources:
        return inconclusive(effect, f"no GET showed the resource that {effect.title} created")
    message = f"{effect.title} with {name!r} in place of {kind.naming!r} "
    message += f"creates a resource without its {kind.naming}" if effect.done else f"gets {effect.code}"
    expected = f"201, {kind.naming} stored"
    got = f"{effect.code}, {kind.naming} not stored" if effect.done else effect.code
    return expect(bool(effect.stored), effect, message, expected=expected, got=got)


@check("CORE-3.1-01")
def ids_do_not_contain_bulk_id(trace: Trace) -> Iterator[Observation]:
    """No id contains the reserved string bulkId, in any letter case."""
    for effect in trace.all_effects():
        for found in effect.stored:
            holds = BULK_ID_PREFIX.rstrip(":").lower() not in found.id.lower()
            message = f"the id {found.id!r} contains the reserved string bulkId"
            yield expect(holds, found.at("id"), message, expected="an id without bulkId", got=found.id)


@check("CORE-3.1-03")
def resources_have_an_id(trace: Trace) -> Iterator[Observation]:
    """Each resource that a GET or a search shows has an id, which is a string and not empty."""
    for effect in trace.all_effects():
        for found in effect.stored:
            yield _has_an_id(found.at("id"), f"GET {found.path}", found.document)
        for index, listed in enumerate(_listed(effect)):
            place = Place(effect.exchange, response=pointer(effect.exchange.json, "Resources", index, "id"))
            yield _has_an_id(place, f"a search of {effect.operation.path}", listed)


def _listed(effect: Effect) -> list[object]:
    """Return the resources in the response to a single search of an endpoint; empty for anything else."""
    single = isinstance(effect.interaction, SingleInteraction)
    search = (
        effect.operation.method == "GET"
        and effect.operation.path in effect.interaction.resource_types.endpoints
    )
    if not (single and search and effect.done):
        return []
    listed = attr(effect.exchange.json, "Resources")
    return listed if isinstance(listed, list) else []


def _has_an_id(place: Place, request: str, document: object) -> Observation:
    shown, expected = attr(document, "id"), "a non-empty string"
    if isinstance(shown, int):
        message = f"{request} shows the number {shown} as the id of a resource"
        return lenient(place, message, expected=expected, got=shown)
    message = f"{request} shows a resource with {'no id' if shown is None else f'the id {shown!r}'}"
    return expect(isinstance(shown, str) and shown != "", place, message, expected=expected, got=shown)


@check("CORE-3.1-02")
def location_equals_meta_location(trace: Trace) -> Iterator[Observation]:
    """The location in a response and the resource's meta.location are the same URL; a path may be its end."""
    for effect in trace.all_effects():
        if not effect.done:
            continue
        for place, what, location, shown in _locations(effect):
            what = f"the {what} {location!r} of {effect.title}"
            holds = _same_url(shown.rstrip("/"), location.rstrip("/"))
            if holds or ("://" in shown and "://" in location):
                message = f"{what} differs from the resource's meta.location {shown!r}"
                yield expect(holds, place, message, expected=shown, got=location)
            else:
                why = f"{what} or the meta.location {shown!r} is relative, and the base of it is open"
                yield inconclusive(place, why)


def _locations(effect: Effect) -> Iterator[tuple[Place, str, str, str]]:
    """Iterate over the locations that a response gives to a resource which shows its meta.location.

    Yields:
        The place of the location, its name, the location, and the meta.location.
    """
    stored = [_meta_location(found.document) for found in effect.stored]
    shown = stored[0] if len(stored) == 1 and effect.sole_operation_on_resource else ""
    location = effect.result.location if effect.result else None
    if not isinstance(effect.interaction, SingleInteraction):
        if location and shown:
            yield effect.at("location"), "location", location, shown
        return
    response = effect.exchange.response
    shown = _meta_location(effect.exchange.json) or shown
    if not shown or response is None:
        return
    if location and effect.operation.creates:
        yield effect.at("location"), "Location", location, shown
    content_location = response.header("content-location")
    if content_location and "?" not in effect.exchange.request.url:
        place = Place(effect.exchange, effect.index, header="content-location")
        yield place, "Content-Location", content_location, shown


def _meta_location(document: object) -> str:
    location = attr(attr(document, "meta"), "location")
    return location if isinstance(location, str) else ""


def _same_url(one: str, other: str) -> bool:
    """Return whether two locations are the same URL; one may be the end of the other if it is relative."""
    one, other = normal(one), normal(other)
    if "://" in one and "://" in other:
        return one == other
    short, long = sorted((one, other), key=len)
    return f"/{long}".endswith("/" + short.lstrip("/"))


Path = tuple[str | int, ...]


def _password(document: object) -> Path | None:
    """Return the path to an attribute named password in a JSON value; None if there is none.

    It needs no recursion, because the value may be deep.
    """
    waiting: list[tuple[object, Path]] = [(document, ())]
    while waiting:
        value, path = waiting.pop()
        if attr(value, "password") is not None:
            return (*path, "password")
        if isinstance(value, dict):
            waiting += [(part, (*path, name)) for name, part in value.items()]
        elif isinstance(value, list):
            waiting += [(part, (*path, index)) for index, part in enumerate(value)]
    return None


@check("CORE-4.1-01", "password")
def passwords_are_never_returned(trace: Trace) -> Iterator[Observation]:
    """No result, no response to a single request, no GET of a user and no search contains a password."""
    for effect in trace.all_effects():
        if effect.result and effect.done:
            path = _password(effect.result.document)
            single = isinstance(effect.interaction, SingleInteraction)
            message = f"the {'response to' if single else 'result of'} {effect.title} contains a password"
            yield _no_password(effect.at(*path or ()), message, path)
    for read in (read for sent in trace.interactions for read in sent.after.reads.values()):
        if read.status == 200:
            path = _password(read.json)
            message = f"GET {urlsplit(read.request.url).path} shows a password"
            place = Place(read, response=pointer(read.json, *path or ()))
            yield _no_password(place, message, path)


def _no_password(place: Place, message: str, path: Path | None) -> Observation:
    got = f"a password at {'.'.join(map(str, path))}" if path else "no password"
    return expect(path is None, place, message, expected="no password", got=got)
