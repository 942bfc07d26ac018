import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from conformance.report.html import FINDINGS_SHOWN, html
from conformance.report.model import build
from conformance.requirements.finding import Evidence
from conformance.requirements.verdicts import Verdict

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """The tags and the text of a page; fails if an element is closed that is not open."""

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


def test_page_shows_verdict_values_and_command(make):
    page = Page(html(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)]))))
    for part in ("Not conformant", "the id of the created user or 409", "bulkId:qwerty", "$SCIM_TOKEN"):
        assert part in page.text
    assert page.open == []


def test_hostile_text_is_escaped(hostile):
    text = html(hostile)
    page = Page(text)
    assert page.open == []
    assert page.tags.count("script") == 1
    assert not {"img", "b-", "iframe"} & set(page.tags)
    assert not {name for name in page.attributes if name.startswith("on") or name in ("style", "src")}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe]", text)
    assert "<img src=x onerror=alert(1)>" in page.text
    assert r"\x1b[31mred" in page.text


def test_links_lead_to_the_page_or_to_the_rfc(hostile):
    page = Page(html(hostile))
    here = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert here
    assert here <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    elsewhere = {link for link in page.links if not link.startswith("#")}
    assert elsewhere == {"https://www.rfc-editor.org/rfc/rfc7644.html#section-3.7.2"}


def test_exchange_of_a_problem_is_on_the_page_even_if_found_late(make):
    findings = [make.finding(verdict=Verdict.FAIL, exchanges=(n,)) for n in range(1, FINDINGS_SHOWN + 2)]
    findings.append(make.finding(verdict=Verdict.FAIL, exchanges=(20, 21)))
    exchanges = [make.exchange(n) for n in range(1, 30)]
    page = Page(html(build(make.record(findings=findings, exchanges=exchanges))))
    assert {"#exchange-20", "#exchange-21"} <= set(page.links)
    assert {link.removeprefix("#") for link in page.links if link.startswith("#")} <= set(page.ids)


def test_policy_allows_only_style_and_script_of_the_page(make):
    text = html(build(make.record()))
    digests = {}
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digests[tag] = b64encode(sha256(content.encode()).digest()).decode()
    policy = re.search('Content-Security-Policy" content="(.*?)"', text).group(1)
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digests['style']}'",
        f"script-src 'sha256-{digests['script']}'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]


def test_page_has_no_external_resources(make):
    page = Page(html(build(make.record())))
    assert not {"link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not {"src", "srcset", "style"} & page.attributes
    assert "url(" not in html(build(make.record()))


def test_further_findings_are_counted(make):
    findings = [make.finding(verdict=Verdict.FAIL, message=f"number {n}") for n in range(FINDINGS_SHOWN + 4)]
    page = Page(html(build(make.record(findings=findings))))
    assert f"number {FINDINGS_SHOWN - 1}" in page.text
    assert f"number {FINDINGS_SHOWN}" not in page.text
    assert "4 further findings in report.json" in page.text


def test_only_exchanges_with_a_finding_are_shown(make):
    page = Page(html(build(make.record())))
    assert "exchange-2" in page.ids
    assert "exchange-1" not in page.ids
    assert "1 of 2" in page.text


def test_json_bodies_are_indented(make):
    assert "{\n  &#34;a&#34;: 1.50\n}" in html(
        build(make.record(exchanges=[make.exchange(2, answer=b'{"a":1.50}')]))
    )


def test_faulty_place_is_marked(make):
    answer = b'{"Operations":[{"status":"201"},{"bulkId":"x","status":409}]}'
    shown = Evidence(2, 1, "/Operations/1", "/Operations/1/status")
    findings = [make.finding(verdict=Verdict.FAIL, evidence=(shown,))]
    text = html(build(make.record(findings=findings, exchanges=[make.exchange(2, answer=answer)])))
    assert "<mark>&#34;status&#34;: 409</mark>" in text
    assert text.count("<mark>") == 1


def test_problem_shows_cause_and_fix(make):
    record = make.record(
        requirements=[make.requirement(cause="The reference is not replaced.", fix="Replace it.")],
        findings=[make.finding(verdict=Verdict.FAIL)],
    )
    text = Page(html(build(record))).text
    assert "The reference is not replaced." in text
    assert "Replace it." in text


@pytest.mark.parametrize("older", [True, False])
def test_requirement_without_cause_has_no_advice(make, older):
    report = build(make.record(findings=[make.finding(verdict=Verdict.FAIL)]))
    if older:
        del report["requirements"][0]["cause"], report["requirements"][0]["fix"]
    page = Page(html(report))
    assert "BULK-3.7.2-01" in page.ids
    assert "Usual cause" not in page.text


def test_inconclusive_requirement_links_to_what_must_be_fixed_first(make):
    text = html(make.unjudged())
    assert Page(text).text.count("Fix BULK-3.7.2-01 first.") == 2
    assert 'Fix <a class="id" href="#BULK-3.7.2-01">BULK-3.7.2-01</a> first.' in " ".join(text.split())


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.NOTE])
def test_passed_requirement_names_nothing_to_fix_first(make, verdict):
    assert " first." not in html(make.unjudged(verdict=verdict))


def test_failure_links_to_what_must_be_fixed_first(make):
    findings = [
        make.finding(1, Verdict.FAIL, exchanges=(2,)),
        make.finding(2, Verdict.FAIL, exchanges=(3,), depends_on=("BULK-3.7.2-01",)),
    ]
    record = make.record(
        requirements=[make.requirement(1), make.requirement(2)],
        findings=findings,
        exchanges=[make.exchange(2), make.exchange(3)],
    )
    text = Page(html(build(record))).text
    assert text.count("Fix BULK-3.7.2-01 first.") == 2  # in "Problems to fix" and in "Requirements"


def test_place_of_a_finding_is_named(make):
    text = Page(html(make.unjudged())).text
    assert "; place: exchange 2, operation 1, response /Operations/1/status" in text


def test_failures_with_one_root_cause_are_one_problem(make):
    record = make.record(
        requirements=[make.requirement(1), make.requirement(2, title="Another one")],
        findings=[make.finding(n, Verdict.FAIL) for n in (1, 2)],
        exchanges=[make.exchange(n) for n in range(1, 9)],
    )
    text = Page(html(build(record))).text
    assert "2 failed requirements: 1 problem to fix." in text
    assert "Also affects fail BULK-3.7.2-02 Another one" in text


def test_section_is_headed_by_the_title_in_the_report(make):
    titled = build(make.record(requirements=[make.requirement(section_title="Names of new resources")]))
    assert "3.7.2 Names of new resources RFC 7644 section 3.7.2" in Page(html(titled)).text


def test_report_without_section_titles_renders(make):
    old = build(make.record())
    for entry in old["requirements"]:
        del entry["section_title"]
    assert "3.7.2 RFC 7644 section 3.7.2" in Page(html(old)).text


@pytest.mark.parametrize("problem", ["", "the target refused connections"])
def test_empty_report_is_a_valid_page(make, problem):
    record = make.record(requirements=[], findings=[], exchanges=[], problem=problem)
    assert Page(html(build(record))).open == []


def test_selection_is_shown(make):
    page = Page(html(build(make.record(selection={"section": ["3.7.2", "3.7.3"], "level": "MUST"}))))
    assert "Only section 3.7.2, 3.7.3" in page.text
    assert "Only level MUST" in page.text


def test_reason_of_an_inconclusive_requirement_is_shown_once_per_section(make):
    findings = [make.finding(verdict=Verdict.INCONCLUSIVE, message="no JSON came", examined=0)]
    text = Page(html(build(make.record(findings=findings)))).text
    assert text.count("no JSON came") == 2  # in "No result" and in "Requirements"


def test_reason_of_a_waived_requirement_is_shown(make):
    settled = {"BULK-3.7.2-01": (Verdict.WAIVED, "the contract asks for 422")}
    assert "the contract asks for 422" in Page(html(build(make.record(settled=settled)))).text
