import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from conformance.report.statement.document import Issuer, statement
from conformance.report.statement.page import page
from conformance.requirements.verdicts import Verdict
from tests.report.conftest import HOSTILE

ISSUER = Issuer("Example Ltd", "Example ID", "4.2", "scim@example.com", "2025-03-02T09:00:00+00:00")


def html(report, issuer=ISSUER):
    return page(statement(report, "report.json", "0" * 64, issuer, {"report.json.sig": "1" * 64}))


def test_page_names_issuer_product_and_evidence(report):
    text = html(report(BULK_3_7_03=Verdict.WARN))
    for part in (
        "Example Ltd",
        "Example ID 4.2",
        "scim@example.com",
        "2 March 2025, 09:00 UTC",
        "0" * 64,
        "1" * 64,
    ):
        assert part in text
    assert '<p class="claim">Conformant, with warnings: core, bulk, patch, etag, contract</p>' in text
    assert "This is not a statement of conformance." not in text
    assert "BULK-3.7-03" in text
    assert "scim-conformance run https://scim.example.com/v2" in text


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"BULK_3_7_2_02": Verdict.FAIL}, "Not conformant: bulk"),
        ({"BULK_3_7_2_02": Verdict.DESELECTED}, "Partial"),
        ({"interrupted": True}, "Partial"),
        ({"problem": "a check raised KeyError"}, "Void"),
    ],
)
def test_claim_other_than_conformant_is_stated_explicitly(report, changes, headline):
    text = html(report(**changes))
    assert f'<p class="claim">{headline}</p>' in text
    assert "This is not a statement of conformance." in text


def test_profile_is_part_of_the_claim(report):
    claim = "Conformant: core, bulk, patch, etag, contract (under the profile scaikey)"
    assert claim in html(report(profile="scaikey"))


def test_waiver_shows_reason_and_rfc_text(report):
    document = report(BULK_3_7_12=Verdict.WAIVED)
    entry = next(entry for entry in document["requirements"] if entry["id"] == "BULK-3.7-12")
    text = html(document)
    assert "<p><b>as found</b></p>" in text
    assert f"The RFC requires: {entry['text'].split('.')[0]}" in text


def test_page_has_no_external_resources_and_no_script(report):
    text = html(report())
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in text
    assert not re.search(r"<script|<img|<link|<iframe|@import|url\(|\sstyle=|\son\w+=", text)


def test_hostile_text_is_escaped(report):
    issuer = replace(ISSUER, organization=HOSTILE, product=HOSTILE)
    document = report(capabilities={HOSTILE: {"supported": True}}, leftovers=[HOSTILE])
    text = html(document, issuer)
    assert "<img" not in text
    assert "&lt;img src=x" in text
    assert not set(text) & set("\x1b\x00\u202e\ud800")
