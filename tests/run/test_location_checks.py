"""Verdicts on a location, compared with the meta.location of the resource."""

import json

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.exchange import Exchange, Request, Response
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Verdict
from conformance.scim.bulk_request import Job, Operation
from conformance.scim.bulk_response import BulkResponse
from conformance.scim.resource_types import DEFAULT_RESOURCE_TYPES
from conformance.scim.resources import user
from conformance.trace.interaction import BulkInteraction
from conformance.trace.snapshot import Snapshot, StoredResource
from conformance.trace.trace import Trace

URL = "http://localhost/v2/Users/1"


def judged(location: str, shown: str) -> Verdict:
    sections.load()
    result = {"method": "POST", "bulkId": "a", "status": "201", "location": location}
    body = json.dumps({"Operations": [result]}).encode()
    exchange = Exchange(
        1, "bulk", Request("POST", "http://localhost/v2/Bulk", (), b""), Response(200, (), body, 1.0)
    )
    document = {"id": "1", "userName": "anna", "meta": {"location": shown}}
    anna = StoredResource("/Users/1", document, exchange, DEFAULT_RESOURCE_TYPES.users)
    answer = BulkResponse(exchange, Job((Operation("POST", "/Users", "a", user("anna")),)))
    trace = Trace("s", (BulkInteraction(answer, Snapshot(()), Snapshot((anna,))),))
    check = CHECKS["CORE-3.1-02", "location_equals_meta_location"]
    return check.find([trace], catalogue.load()["CORE-3.1-02"], "s").verdict


@pytest.mark.parametrize(
    ("location", "shown", "verdict"),
    [
        (URL, URL, Verdict.PASS),
        (f"{URL}/", URL, Verdict.PASS),
        ("http://elsewhere/v2/Users/1", URL, Verdict.FAIL),
        ("/v2/Users/1", URL, Verdict.PASS),
        ("Users/1", URL, Verdict.PASS),
        ("/v2/Users/1", "/v2/Users/1", Verdict.PASS),
        ("/v2/Users/11", URL, Verdict.INCONCLUSIVE),
        ("ers/1", URL, Verdict.INCONCLUSIVE),
    ],
)
def test_relative_location_equals_a_url_that_ends_in_it(location: str, shown: str, verdict: Verdict) -> None:
    assert judged(location, shown) is verdict
