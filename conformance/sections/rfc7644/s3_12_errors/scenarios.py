"""Bodies that are no job. Each would create a user if somebody took it for one."""

from collections.abc import Callable, Mapping

from conformance.scenario.context import ScenarioContext
from conformance.scenario.registry import scenario

DEEP = 10_000
"""Levels of nesting of the deep body."""

Spoiler = Callable[[bytes], bytes]


@scenario("users", effort="standard")
def operations_of_the_wrong_type(ctx: ScenarioContext) -> None:
    """Jobs in which one entry of Operations is no object."""
    entries: dict[str, object] = {"null": None, "a string": "x", "an array": [], "a number": 5}
    for number, (label, entry) in enumerate(entries.items()):
        first, bad, last = (
            ctx.resources.post_user(f"{place}{number}") for place in ("before", "bad", "behind")
        )
        ctx.bulk.send(first, bad, last, malformed={1: entry}, label=label, rejectable=True)


def send_malformed(ctx: ScenarioContext, spoilers: Mapping[str, Spoiler]) -> None:
    """Send a job of its own user for each spoiler, spoilt by it."""
    jobs = [ctx.bulk.encode(ctx.resources.post_user(f"spoilt{number:02}")) for number in range(len(spoilers))]
    ctx.bulk.send_malformed(
        {label: change(job) for (label, change), job in zip(spoilers.items(), jobs, strict=True)}
    )


def with_attribute(name_and_value: bytes) -> Spoiler:
    """Return what puts an attribute, as JSON, in front of a job's Operations."""
    return lambda job: job.replace(b'"Operations"', name_and_value + b', "Operations"', 1)


def with_operations(value: bytes) -> Spoiler:
    """Return what puts another JSON value in the place of a job's Operations."""
    return lambda job: job.partition(b'"Operations"')[0] + b'"Operations": ' + value + b"}"


def in_an_object(job: bytes) -> bytes:
    """Return a job whose Operations are its one operation, not in an array."""
    head, _, operations = job.partition(b'"Operations": [')
    return head + b'"Operations": ' + operations.removesuffix(b"]}") + b"}"


@scenario("users", effort="standard")
def malformed_bodies(ctx: ScenarioContext) -> None:
    """Bodies that are not JSON, or JSON that is no object."""
    spoilers: dict[str, Spoiler] = {
        "empty": lambda _: b"",
        "no JSON": lambda _: b"schemas=BulkRequest",
        "truncated": lambda job: job[:-2],
        "trailing comma": lambda job: job[:-1] + b",}",
        "second document": lambda job: job + job,
        "NaN": with_attribute(b'"failOnErrors": NaN'),
        "an array": lambda job: b"[" + job + b"]",
        "a string": lambda _: b'"job"',
        "a number": lambda _: b"7",
        "null": lambda _: b"null",
        "invalid UTF-8": with_attribute(b'"note": "\xff\xfe"'),
        "deep": with_attribute(b'"deep": ' + b"[" * DEEP + b"]" * DEEP),
    }
    send_malformed(ctx, spoilers)


@scenario("users", effort="standard")
def malformed_envelopes(ctx: ScenarioContext) -> None:
    """Jobs whose schemas or Operations are missing or of the wrong type."""
    spoilers: dict[str, Spoiler] = {
        "schemas missing": lambda job: b"{" + job[job.index(b'"Operations"') :],
        "schemas of another message": lambda job: job.replace(b"BulkRequest", b"SearchRequest", 1),
        "schemas no array": lambda job: job.replace(b'["', b'"', 1).replace(b'"]', b'"', 1),
        "Operations missing": lambda job: job.partition(b', "Operations"')[0] + b"}",
        "Operations null": with_operations(b"null"),
        "Operations an object": in_an_object,
        "Operations a string": with_operations(b'"all"'),
        "Operations empty": with_operations(b"[]"),
    }
    send_malformed(ctx, spoilers)


@scenario("users", effort="standard")
def unusual_but_json(ctx: ScenarioContext) -> None:
    """Jobs in unusual JSON: behind a byte order mark, with a key twice, with a very long number."""
    spoilers: dict[str, Spoiler] = {
        "a byte order mark": lambda job: b"\xef\xbb\xbf" + job,
        "a key twice": lambda job: job.replace(b'"method"', b'"method": "PUT", "method"', 1),
        "an integer of 400 digits": with_attribute(b'"failOnErrors": ' + b"7" * 400),
    }
    send_malformed(ctx, spoilers)
