"""A report about a server whose /Bulk processes nothing claims only what the responses show."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from conformance.reference.behaviour import Behaviour
from conformance.reference.declare import Fault
from conformance.reference.exchange import Exchange
from conformance.reference.registry import FAULTS
from conformance.reference.scim_error import ScimError
from tests.matrix.reported import report, with_verdict

pytestmark = pytest.mark.matrix

CLAIMS = re.compile(
    r"\bprocesse[ds]\b|\bcircular\b|\brings?\b|\brefers?\b|charset|\breject(s|ed)?\b", re.IGNORECASE
)
"""Words that claim how a bulk request was processed, or why it failed."""

NEGATIVE = re.compile(
    r"the server processed no bulk request|the server does not (support|declare)|this requirement"
    r"|gets HTTP 200, and nothing is processed|is not rejected: HTTP 200",
    re.IGNORECASE,
)
"""Sentences with these words that make no such claim."""


def always(status: int, **headers: str) -> type[Behaviour]:
    """Return a server that answers each bulk request with an error."""

    class Always(Behaviour):
        def check_media_type(self, exchange: Exchange) -> None:  # noqa: ARG002 - as in faults
            raise ScimError(status, "No.", headers=headers)

    return Always


OWN = {
    "always-401": always(401),
    "always-403": always(403),
    "always-404": always(404),
    "always-429": always(429),
    "always-429-for-a-while": always(429, **{"Retry-After": "0"}),
    "always-500": always(500),
    "always-501": always(501),
    "always-503": always(503),
}


def sentences(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a report about Bulk, with its requirement."""
    for entry in found["requirements"]:
        about_bulk = [finding for finding in entry["findings"] if finding["verdict"] != "pass"]
        yield from ((entry["id"], part) for f in about_bulk for part in f["message"].split("; "))
        if entry["verdict"] not in ("pass", "untested"):
            yield entry["id"], entry["reason"]


@pytest.mark.parametrize("name", [*OWN, "claimed-but-always-empty"])
def test_no_sentence_claims_more_than_the_responses_show(name: str) -> None:
    own = {key: Fault(key, "", behaviour) for key, behaviour in OWN.items()}
    with patch.dict(FAULTS, own):
        found = report(name, exploring=True)
    claimed = [
        (id_, text)
        for id_, text in sentences(found)
        if CLAIMS.search(text) and not NEGATIVE.search(text) and "POST /Users" not in text
    ]
    assert claimed == []
    if name in OWN:
        assert with_verdict(found, "fail") <= {"BULK-3.7-01"}
        assert with_verdict(found, "warn") == set()
