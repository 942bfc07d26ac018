import pytest
from markdown_it import MarkdownIt

from conformance.law.verdicts import Verdict
from conformance.report.markdown import code, escape, markdown
from conformance.report.model import build


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
def test_quoted_text_reads_as_itself(quote, text):
    shown = "".join(
        child.content for child in MarkdownIt("commonmark").parseInline(f"x {quote(text)} x")[0].children
    )
    assert shown == f"x {text} x"


def test_the_page_names_verdict_target_and_counts(make):
    page = markdown(build(make.record()))
    assert page.startswith("# Conformant\n")
    assert "`https://scim.example.com/v2`" in page
    assert "| pass | 1 | 1 |" in page
    assert "Failed" not in page


def test_a_failure_is_told_with_expected_actual_and_command(make):
    page = markdown(build(make.record(findings=[make.finding(verdict=Verdict.FAIL)])))
    assert "### BULK-3.7.2-01 A reference to a later operation is resolved" in page
    assert "- Expected: `the id of the created user | 409`" in page
    assert "- Actual: `bulkId:qwerty`" in page
    assert "```sh\ncurl " in page


def test_warnings_open_requirements_and_leftovers_are_listed(make):
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
    assert "## Warned\n\n- **BULK-3.7.2-01**" in page
    assert "## Open\n\n- **BULK-3.7.2-02**" in page
    assert "no user could be created" in page
    assert "- Left behind: `https://scim.example.com/v2/Users/1`" in page


def test_hostile_text_makes_no_markup(hostile):
    page = rendered(markdown(hostile))
    for markup in ("<img", "<script", "</script", "<a ", "<!--", "\x1b", "\u202e"):
        assert markup not in page
    assert page.count("<h3>") == 1
