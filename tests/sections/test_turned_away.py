"""A response about the client's permissions or the server's load gives no verdict on a bulk request."""

from dataclasses import replace

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.requirements.verdicts import Verdict
from conformance.trace.builder import rejected
from conformance.trace.snapshot import Snapshot
from tests.sections.tables import every_table, folder_of, verdict_of

SECTIONS = "rfc7644.s3_7"
"""Prefix of the folders whose checks judge bulk requests; others may judge a 401 itself."""


def turned_away(run, status):
    """Return a bulk request as if the server had rejected it for the client or the load."""
    sent = rejected(status)
    response = replace(run.exchange, request=sent.request, response=sent.response, failure=None)
    return replace(run, answer=replace(run.answer, exchange=response), after=Snapshot(run.before.resources))


def checks():
    sections.load()
    return [pytest.param(key, id=" ".join(key)) for key in CHECKS if folder_of(*key).startswith(SECTIONS)]


@pytest.mark.parametrize("status", [401, 403, 429, 503])
@pytest.mark.parametrize("key", checks())
def test_rejection_that_is_not_about_the_request_is_no_evidence(key, status):
    traces = [row.trace for row in every_table()[key] if row.trace.bulk_requests]
    for trace in traces:
        away = replace(trace, bulk_requests=tuple(turned_away(run, status) for run in trace.bulk_requests))
        verdict = verdict_of(*key, away).verdict
        assert verdict in (Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE)
