import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from conformance.law.verdicts import Verdict
from conformance.report.html import FINDINGS_SHOWN, html
from conformance.report.model import build

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """Every tag and the text of a page; complains when an element is closed that is not open."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.attributes, self.words, self.open = [], [], [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def test_the_page_says_what_was_found(make):
    page = Page(html(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)]))))
    for part in ("Not conformant", "the id of the created user | 409", "bulkId:qwerty", "$SCIM_TOKEN"):
        assert part in page.text
    assert page.open == []


def test_hostile_text_makes_no_markup(hostile):
    text = html(hostile)
    page = Page(text)
    assert page.open == []
    assert not {"script", "img", "b-", "iframe"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on") or name in ("style", "src")}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe]", text)
    assert "<img src=x onerror=alert(1)>" in page.text
    assert r"\x1b[31mred" in page.text


def test_links_lead_to_a_place_on_the_page(hostile):
    page = Page(html(hostile))
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_policy_allows_the_style_of_the_page_and_nothing_else(make):
    text = html(build(make.record()))
    style = re.search("<style>(.*?)</style>", text, re.DOTALL).group(1)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = re.search('Content-Security-Policy" content="(.*?)"', text).group(1)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_nothing_is_loaded_from_elsewhere(make):
    page = Page(html(build(make.record())))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)


def test_many_findings_are_counted_and_not_all_shown(make):
    findings = [make.finding(verdict=Verdict.FAIL, message=f"number {n}") for n in range(FINDINGS_SHOWN + 4)]
    page = Page(html(build(make.record(findings=findings))))
    assert f"number {FINDINGS_SHOWN - 1}" in page.text
    assert f"number {FINDINGS_SHOWN}" not in page.text
    assert "4 such findings besides these in report.json" in page.text


def test_only_exchanges_that_a_finding_names_are_shown(make):
    page = Page(html(build(make.record())))
    assert "exchange-2" in page.ids
    assert "exchange-1" not in page.ids
    assert "1 of 2" in page.text


def test_json_bodies_are_indented_for_reading(make):
    assert "{\n  &#34;a&#34;: 1.50\n}" in html(
        build(make.record(exchanges=[make.exchange(2, answer=b'{"a":1.50}')]))
    )


@pytest.mark.parametrize("problem", ["", "the target refused connections"])
def test_a_report_about_nothing_is_a_page(make, problem):
    record = make.record(requirements=[], findings=[], exchanges=[], problem=problem)
    assert Page(html(build(record))).open == []


def test_the_selection_is_told(make):
    page = Page(html(build(make.record(selection={"section": ["3.7.2", "3.7.3"], "level": "MUST"}))))
    assert "Only this section 3.7.2, 3.7.3" in page.text
    assert "Only this level MUST" in page.text


def test_the_reason_of_an_open_requirement_is_told_once_in_a_place(make):
    findings = [make.finding(verdict=Verdict.INCONCLUSIVE, message="no JSON came", examined=0)]
    text = Page(html(build(make.record(findings=findings)))).text
    assert text.count("no JSON came") == 2  # among the open ones, and among all


def test_a_settled_requirement_tells_its_reason(make):
    settled = {"BULK-3.7.2-01": (Verdict.WAIVED, "the contract asks for 422")}
    assert "the contract asks for 422" in Page(html(build(make.record(settled=settled)))).text
