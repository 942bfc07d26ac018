import re

import pytest
from markdown_it import MarkdownIt

from conformance.report.markdown import code, escape, markdown
from conformance.report.model import build
from conformance.requirements.verdicts import Verdict


def rendered(text):
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


@pytest.mark.parametrize(
    "text",
    [
        "`",
        "``a`` b",
        "```",
        " `",
        "a | b",
        "<b>",
        r"\`",
        "*a*",
        "[a](b)",
        "![a](b)",
        "&amp;",
        "~~a~~",
        " ",
        " a ",
    ],
)
@pytest.mark.parametrize("quote", [escape, code])
def test_escaped_text_renders_unchanged(quote, text):
    shown = "".join(
        child.content for child in MarkdownIt("commonmark").parseInline(f"x {quote(text)} x")[0].children
    )
    assert shown == f"x {text} x"


def test_page_shows_verdict_target_and_counts(make):
    page = markdown(build(make.record()))
    assert page.startswith("# Conformant: core\n")
    assert "`https://scim.example.com/v2`" in page
    assert "| pass | 1 | 1 |" in page
    assert "to fix" not in page


def test_failure_has_message_rule_values_and_command(make):
    page = markdown(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)])))
    assert "## 1 problem to fix\n\n### the member was stored as asked\n" in page
    assert (
        "- Rule: **BULK-3.7.2-01** A reference to a later operation is resolved "
        "([RFC 7644 section 3.7.2, MUST](https://www.rfc-editor.org/rfc/rfc7644.html#section-3.7.2))\n"
    ) in page
    assert "- Expected: `the id of the created user | 409`" in page
    assert "- Actual: `bulkId:qwerty`" in page
    assert "```sh\ncurl " in page


def test_warnings_blocked_requirements_and_leftovers_are_listed(make):
    page = markdown(
        build(
            make.record(
                requirements=[make.requirement(1), make.requirement(2)],
                findings=[make.finding(1, Verdict.WARN)],
                settled={"BULK-3.7.2-02": (Verdict.BLOCKED, "no user could be created")},
                leftovers=["https://scim.example.com/v2/Users/1"],
            )
        )
    )
    review = "## 1 problem to review (warnings only)\n\n- the member was stored as asked: **BULK-3.7.2-01**"
    assert review in page
    assert "## No result (inconclusive or blocked)\n\n- **BULK-3.7.2-02**" in page
    assert "no user could be created" in page
    assert "- Not deleted: `https://scim.example.com/v2/Users/1`" in page


def test_leftovers_with_the_same_reason_are_one_line(make):
    report = build(make.record(leftovers=[f"/Users/{n} scimconf-{n}: DELETE got HTTP 500" for n in range(4)]))
    named = "/Users/0 scimconf-0, /Users/1 scimconf-1, /Users/2 scimconf-2, 1 other"
    assert f"- Not deleted: `4 resources: DELETE got HTTP 500 ({named})`\n" in markdown(report)
    assert len(report["leftovers"]) == 4


def test_failures_with_one_root_cause_are_one_problem(make):
    findings = [make.finding(n, Verdict.FAIL, exchanges=(2, 3)[: 3 - n]) for n in (1, 2)]
    others = [make.exchange(n) for n in range(1, 20)]
    requirements = [make.requirement(1), make.requirement(2)]
    page = markdown(build(make.record(findings=findings, requirements=requirements, exchanges=others)))
    assert "## 1 problem to fix\n" in page
    assert page.count("### ") == 1
    assert "- Also affects: **BULK-3.7.2-02**" in page


def test_blocked_requirements_with_the_same_reason_are_one_line(make):
    requirements = [make.requirement(n) for n in (1, 2, 3)]
    settled = {f"BULK-3.7.2-0{n}": (Verdict.BLOCKED, "no user could be created") for n in (2, 3)}
    page = markdown(build(make.record(requirements=requirements, settled=settled)))
    assert "- 2 requirements: no user could be created (BULK-3.7.2-02, BULK-3.7.2-03)\n" in page


def test_known_failures_are_a_separate_list(make):
    report = build(make.record(findings=[make.finding(1, Verdict.FAIL)]))
    report["requirements"][0]["findings"][0]["known"] = {"reason": "planned for May"}
    page = markdown(report)
    assert "to fix" not in page
    assert "## Known failures (baseline)\n\n- **BULK-3.7.2-01**" in page
    assert "planned for May" in page


def test_page_is_cut_to_the_size_of_a_comment(make):
    requirements = [make.requirement(n) for n in range(1, 90)]
    texts = {"message": "*" * 1900, "expected": "`" * 1900, "got": "|" * 1900}
    findings = [make.finding(n, Verdict.FAIL, exchanges=(n,), **texts) for n in range(1, 90)]
    exchanges = [make.exchange(n) for n in range(1, 90)]
    page = markdown(build(make.record(requirements=requirements, findings=findings, exchanges=exchanges)))
    assert 40_000 < len(page) < 65_000
    assert page.endswith("This page is cut to fit into a comment. Read report.html for the rest.\n")
    assert rendered(page).count("<h3>") == 10


def test_hostile_text_is_escaped(hostile):
    page = rendered(markdown(hostile))
    for markup in ("<img", "<script", "</script", "<!--", "\x1b", "\u202e"):
        assert markup not in page
    assert page.count("<h3>") == 1
    links = re.findall('href="([^"]*)', page)
    assert links
    assert all(link.startswith("https://www.rfc-editor.org/rfc/rfc7644.html#") for link in links)


def test_place_and_what_must_be_fixed_first_are_named(make):
    text = markdown(make.unjudged())
    assert "- Place: exchange 2, operation 1, response /Operations/1/status\n" in text
    assert ": no status came. Fix BULK-3.7.2-01 first.\n" in text
