"""The verdict line says which classes were judged, and which the server disclaims; each output has it."""

import json

import pytest

from conformance.report.badge import badge
from conformance.report.html import html
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.model import build
from conformance.report.saved import ReportError, load
from conformance.report.text import dump
from conformance.report.words import headline, sentences, verdict_line
from conformance.requirements.verdicts import Verdict

PASS, FAIL, WARN, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.WARN, Verdict.INCONCLUSIVE
NOT_APPLICABLE = Verdict.NOT_APPLICABLE


def claim(supported):
    return {"supported": supported, "reason": f"bulk.supported is {supported}", "exchange": 1}


@pytest.fixture
def report(make):
    """Return a report with requirements of core, Bulk and PATCH that have these verdicts."""

    def report(core=PASS, bulk=PASS, patch=PASS, *, claimed=True, capabilities=None, **changes):
        verdicts = {(): core, ("bulk", "users"): bulk, ("patch",): patch}
        numbered = list(enumerate(verdicts.items(), 1))
        return build(
            make.record(
                requirements=[make.requirement(n, requires=requires) for n, (requires, _) in numbered],
                findings=[
                    make.finding(n, verdict, examined=0 if verdict in (OPEN, NOT_APPLICABLE) else 1)
                    for n, (_, verdict) in numbered
                ],
                capabilities={"bulk": claim(claimed), **(capabilities or {})},
                **changes,
            )
        )

    return report


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Conformant: core, bulk, patch. 3 requirements passed, 0 failed."),
        (
            {"bulk": NOT_APPLICABLE, "claimed": False, "capabilities": {"cursor": claim(False)}},
            "Conformant: core, patch. Not claimed by the server: bulk, cursor pagination. "
            "2 requirements passed, 0 failed.",
        ),
        (
            {"capabilities": {"sort": claim(True), "me": claim(None), "users": claim(True)}},
            "Conformant: core, bulk, patch. Claimed but not judged: sort. 3 requirements passed, 0 failed.",
        ),
        (
            {"patch": WARN, "bulk": WARN, "core": PASS},
            "Partial: bulk, patch. Conformant: core. No requirement failed, but not every class is proved "
            "(bulk: none of 1 passed, 1 with a warning; patch: none of 1 passed, 1 with a warning).",
        ),
        (
            {"bulk": FAIL, "patch": OPEN, "capabilities": {"patch": claim(True)}},
            "Not conformant: bulk. Conformant: core. Partial: patch. 1 requirement failed.",
        ),
        (
            {"bulk": OPEN},
            "Partial: bulk. Conformant: core, patch. "
            "No requirement failed, but 1 requirement could not be judged.",
        ),
        (
            {"interrupted": True},
            "Partial. 3 requirements passed, 0 failed. The run did not come to its end.",
        ),
        ({"problem": "KeyError"}, "Void. The run says nothing about the server: KeyError"),
        (
            {"core": Verdict.NOTE},
            "Partial. Conformant: bulk, patch. "
            "No requirement failed, but no requirement of core passed either.",
        ),
    ],
)
def test_verdict_line_names_the_classes(report, changes, line):
    assert verdict_line(report(**changes)) == line


def test_report_lists_each_class_with_its_counts(report):
    made = report(bulk=FAIL, patch=OPEN, capabilities={"sort": claim(False)})
    assert made["verdict"] == "not-conformant"
    assert made["classes"] == [
        {
            **{"name": "core", "verdict": "conformant", "claimed": None, "reason": "1 of 1 passed"},
            **{"passed": 1, "failed": 0, "warned": 0, "left_open": 0},
        },
        {
            **{"name": "bulk", "verdict": "not-conformant", "claimed": True, "reason": "1 of 1 failed"},
            **{"passed": 0, "failed": 1, "warned": 0, "left_open": 0},
        },
        {
            **{"name": "sort", "verdict": "not-judged", "claimed": False},
            "reason": "not claimed by the server: bulk.supported is False",
            **{"passed": 0, "failed": 0, "warned": 0, "left_open": 0},
        },
        {
            **{
                "name": "patch",
                "verdict": "not-judged",
                "claimed": None,
                "reason": "none of its requirements could be judged",
            },
            **{"passed": 0, "failed": 0, "warned": 0, "left_open": 1},
        },
    ]


def test_every_output_has_the_same_words(report):
    made = report(bulk=NOT_APPLICABLE, claimed=False)
    assert headline(made) == "Conformant: core, patch"
    assert "<h1>Conformant: core, patch</h1>" in html(made)
    assert markdown(made).startswith("# Conformant: core, patch\n\nNot claimed by the server: bulk.")
    assert verdict_line(made) in junit(made)
    assert json.loads(badge(made))["message"] == "conformant: core, patch"


def test_older_report_without_classes_is_read(report, tmp_path):
    made = {name: value for name, value in report().items() if name != "classes"}
    file = tmp_path / "report.json"
    file.write_text(dump(made), encoding="utf-8")
    old = load(file)
    assert headline(old) == "Conformant"
    assert sentences(old) == "3 requirements passed, 0 failed."
    assert "<h1>Conformant</h1>" in html(old)


def test_class_name_with_markup_makes_a_report_invalid(report, tmp_path):
    made = report()
    made["classes"][0]["name"] = "<b>core</b>"
    file = tmp_path / "report.json"
    file.write_text(dump(made), encoding="utf-8")
    with pytest.raises(ReportError, match="is not a valid report"):
        load(file)
