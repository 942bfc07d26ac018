"""Bodies that are no job. Each would create a user if somebody took it for one."""

from conformance.engine.lab import Lab
from conformance.engine.registry import scenario

DEEP = 10_000
"""Levels of nesting of the deep body."""


@scenario("users", effort="standard")
def malformed_bodies(lab: Lab) -> None:
    """Bodies that are not JSON, or JSON that is no object."""
    job = lab.encode(lab.post_user("body"))
    for label, body in {
        "empty": b"",
        "no JSON": b"schemas=BulkRequest",
        "truncated": job[:-2],
        "trailing comma": job[:-1] + b",}",
        "second document": job + job,
        "NaN": job.replace(b'"Operations"', b'"failOnErrors": NaN, "Operations"', 1),
        "an array": b"[" + job + b"]",
        "a string": b'"job"',
        "a number": b"7",
        "null": b"null",
        "invalid UTF-8": job.replace(b"Conformance", b"Conf\xff\xfe", 1),
        "deep": job.replace(b'"Operations"', b'"deep": ' + b"[" * DEEP + b"]" * DEEP + b', "Operations"', 1),
    }.items():
        lab.send(body, label=label)


@scenario("users", effort="standard")
def malformed_envelopes(lab: Lab) -> None:
    """Jobs whose schemas or Operations are missing or of the wrong type."""
    job = lab.encode(lab.post_user("envelope"))
    head, _, operations = job.partition(b'"Operations": ')
    for label, body in {
        "schemas missing": b'{"Operations": ' + operations,
        "schemas of another message": job.replace(b"BulkRequest", b"SearchRequest", 1),
        "schemas no array": job.replace(
            b'["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]', b'"bulk"', 1
        ),
        "Operations missing": head.rstrip(b", ") + b"}",
        "Operations null": head + b'"Operations": null}',
        "Operations an object": head + b'"Operations": ' + operations.strip(b"[]}") + b"}}}",
        "Operations a string": head + b'"Operations": "all"}',
        "Operations empty": head + b'"Operations": []}',
    }.items():
        lab.send(body, label=label)


@scenario("users", effort="standard")
def operations_of_the_wrong_type(lab: Lab) -> None:
    """Jobs in which one entry of Operations is no object."""
    entries: dict[str, object] = {"null": None, "a string": "x", "an array": [], "a number": 5}
    for number, (label, entry) in enumerate(entries.items()):
        first, bad, last = (lab.post_user(f"{place}{number}") for place in ("before", "bad", "behind"))
        lab.run(first, bad, last, malformed={1: entry}, label=label, refusable=True)
