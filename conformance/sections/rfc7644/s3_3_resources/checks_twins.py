"""Checks of requests that were sent by themselves and in a job: what is answered, and what is stored."""

from collections.abc import Callable, Iterator

from conformance.check.observation import Observation, expect, inapplicable, inconclusive, lenient
from conformance.check.registry import check
from conformance.scim.bulk_request import ERROR
from conformance.scim.document import attr, names_schema
from conformance.sections.rfc7644.s3_3_resources.table import ROWS
from conformance.sections.rfc7644.s3_3_resources.table_changes import MORE_ROWS
from conformance.trace.trace import Trace

PRECISE = (201, 404, 409, 412)
"""Codes whose meaning is lost when another one of their class stands in for them."""


@check("BULK-3.7.3-05", "single-and-bulk")
def operations_are_answered_like_single_requests(trace: Trace) -> Iterator[Observation]:
    """The status class is the same, and so is a code that says more than its class; PATCH has two codes."""
    for pair in trace.pairs:
        if pair.unjudged:
            yield inconclusive(pair.bulk.exchange, pair.unjudged)
            continue
        alone, code = pair.alone.status, pair.effect.code
        message = f"{pair.what} is reported as {code} in a job, alone it answers {alone}"
        related = (code or 0) // 100 == (alone or 0) // 100
        patched = {code, alone} == {200, 204} and pair.effect.operation.method == "PATCH"
        if related and code != alone and not patched and alone not in PRECISE:
            yield lenient(pair.bulk.exchange, message, expected=str(alone), got=code)
        else:
            same = code == alone or patched
            yield expect(same, pair.bulk.exchange, message, expected=str(alone), got=code)


@check("BULK-3.7-60", "single-and-bulk")
def operations_have_the_scim_type_of_single_requests(trace: Trace) -> Iterator[Observation]:
    """Where both fail with one code, the scimType is the same; one that is missing in the job is lenient."""
    for pair in trace.pairs:
        if pair.unjudged or pair.alone.status != pair.effect.code or (pair.alone.status or 0) < 400:
            continue
        alone = attr(pair.alone.json, "scimType")
        error = pair.effect.result.error if pair.effect.result else None
        if not names_schema(error, ERROR) or not names_schema(pair.alone.json, ERROR):
            unseen = f"{pair.what}: not both errors hold an Error object; see BULK-3.7-30 and ERROR-3.12-02"
            yield inconclusive(pair.bulk.exchange, unseen)
            continue
        job = attr(error, "scimType")
        message = f"{pair.what} has another scimType in a job than alone"
        if None in (alone, job) and alone != job:
            yield lenient(pair.bulk.exchange, message, expected=repr(alone), got=job)
        else:
            yield expect(job == alone, pair.bulk.exchange, message, expected=repr(alone), got=job)


@check("BULK-3.7-61", "single-and-bulk")
def operations_store_what_single_requests_store(trace: Trace) -> Iterator[Observation]:
    """Two resources that were alike are alike afterwards, their names and ids apart."""
    for pair in trace.pairs:
        alone, job = pair.shown
        same_class = (pair.alone.status or 0) // 100 == (pair.effect.code or 0) // 100
        if pair.unjudged or not same_class:
            continue
        if not pair.bulk.after.complete and None in (alone, job):
            yield inconclusive(
                pair.bulk.exchange, f"{pair.what}: not everything that is stored could be seen"
            )
            continue
        if pair.effect.done and alone is not None and job is None:
            continue  # that is BULK-3.7.3-10
        if pair.effect.done and pair.effect.operation.method == "DELETE" and job is not None:
            continue  # that is RESOURCE-3.6-01
        message = f"{pair.what} leaves something else in a job than alone"
        parts = [name for name in {**(alone or {}), **(job or {})} if attr(alone, name) != attr(job, name)]
        expected, got = ({name: attr(shown, name) for name in parts} for shown in (alone, job))
        holds = alone == job
        yield expect(holds, pair.bulk.exchange, message, expected=f"{expected or alone}", got=got or job)


def _textless(trace: Trace, requirement: str) -> str:
    """Return why nothing was sent that a requirement is about: all of it sets a text, and there is none."""
    rows = (row for row in (*ROWS, *MORE_ROWS) if row.requirement == requirement)
    return (
        next((bulk.kinds.users.lack for bulk in trace.bulk_requests), "")
        if all(row.textual for row in rows)
        else ""
    )


def _blame(requirement: str) -> Callable[[Trace], Iterator[Observation]]:
    """Return the check of what a single request answers."""

    def single_request_is_answered_lawfully(trace: Trace) -> Iterator[Observation]:
        """Sent by itself, the request is answered as the section asks."""
        if lack := _textless(trace, requirement):
            yield inapplicable(None, lack)
        for row in (*ROWS, *MORE_ROWS):
            alone = trace.singles.get(row.what)
            if row.requirement != requirement or alone is None:
                continue
            status = alone.status
            if status is None or status in (401, 403, 429) or status >= 500:
                yield inconclusive(alone, f"{row.what} answers {status or alone.problem}")
                continue
            codes = row.lawful if len(row.lawful) < 3 else ("a 4xx",)
            message = f"{row.what}, sent by itself, answers {status}"
            expected = " | ".join(map(str, codes))
            yield expect(status in row.lawful, alone, message, expected=expected, got=status)

    return single_request_is_answered_lawfully


for _requirement in (
    "RESOURCE-3.3-01",
    "RESOURCE-3.3-04",
    "RESOURCE-3.3-05",
    "RESOURCE-3.5.1-01",
    "RESOURCE-3.5.1-02",
    "RESOURCE-3.5.2-01",
    "RESOURCE-3.5.2-02",
    "RESOURCE-3.5.2-03",
    "RESOURCE-3.6-03",
    "RESOURCE-3.6-04",
):
    check(_requirement, "single-and-bulk")(_blame(_requirement))
