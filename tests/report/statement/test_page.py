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


def test_it_says_who_what_and_by_what(report):
    text = html(report(BULK_3_7_03=Verdict.WARN))
    for said in (
        "Example Ltd",
        "Example ID 4.2",
        "scim@example.com",
        "2 March 2025, 09:00 UTC",
        "0" * 64,
        "1" * 64,
    ):
        assert said in text
    assert '<p class="claim">Conformant, with warnings</p>' in text
    assert "This is no statement of conformance." not in text
    assert "BULK-3.7-03" in text
    assert "scim-conformance run https://scim.example.com/v2" in text


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"BULK_3_7_2_02": Verdict.FAIL}, "Not conformant"),
        ({"BULK_3_7_2_02": Verdict.DESELECTED}, "Partial"),
        ({"interrupted": True}, "Partial"),
        ({"problem": "a check raised KeyError"}, "Void"),
    ],
)
def test_what_is_no_conformance_is_said_aloud(report, changes, headline):
    text = html(report(**changes))
    assert f'<p class="claim">{headline}</p>' in text
    assert "This is no statement of conformance." in text


def test_a_profile_is_part_of_the_claim(report):
    assert "Conformant, under the profile scaikey" in html(report(profile="scaikey"))


def test_a_waiver_is_told_with_both_texts(report):
    made = report(BULK_3_7_12=Verdict.WAIVED)
    entry = next(entry for entry in made["requirements"] if entry["id"] == "BULK-3.7-12")
    text = html(made)
    assert "<p>as found</p>" in text
    assert f"What the RFC asks: {entry['text'].split('.')[0]}" in text


def test_it_loads_nothing_and_runs_nothing(report):
    text = html(report())
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in text
    assert not re.search(r"<script|<img|<link|<iframe|@import|url\(|\sstyle=|\son\w+=", text)


def test_hostile_words_stay_words(report):
    issuer = replace(ISSUER, organization=HOSTILE, product=HOSTILE)
    made = report(capabilities={HOSTILE: {"supported": True}}, leftovers=[HOSTILE])
    text = html(made, issuer)
    assert "<img" not in text
    assert "&lt;img src=x" in text
    assert not set(text) & set("\x1b\x00\u202e\ud800")
