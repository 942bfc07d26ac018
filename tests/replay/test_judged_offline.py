"""A report is judged again without any server."""

import copy
import re

from conformance.cli import main
from conformance.replay.offline import rejudge
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Verdict
from tests.replay.saved_reports import entry


def test_offline_an_unchanged_report_stays_as_it_is(saved, capsys):
    assert main(["replay", str(saved), "--offline"]) == 1
    out = capsys.readouterr().out
    assert "->" not in out
    assert "The run was not-conformant, and is not-conformant now." in out


def changes(document):
    """Return which requirements are judged otherwise now, each with its verdict then and now."""
    return {
        change.requirement: (change.was, change.now) for change in rejudge(document, catalogue.load()).changes
    }


def test_offline_answers_are_judged_again(document):
    mended = copy.deepcopy(document)
    for each in mended["exchanges"]:
        if each["purpose"] == "bulk" and isinstance(each["response"]["body"], str):
            each["response"]["body"] = re.sub(
                r'"status": ?(\d{3})\b', r'"status":"\1"', each["response"]["body"]
            )
    assert "BULK-3.7.3-04" not in changes(mended)  # one of the exchanges that it cites is cut
    judged = next(each for each in mended["requirements"] if each["id"] == "BULK-3.7.3-04")
    for finding in judged["findings"]:
        finding["exchanges"] = [
            n for n in finding["exchanges"] if isinstance(entry(mended, n)["response"]["body"], str)
        ]
    assert changes(mended)["BULK-3.7.3-04"] == (Verdict.WARN, Verdict.PASS)


def test_offline_what_was_cut_keeps_its_verdict(document):
    cut = copy.deepcopy(document)
    for each in cut["exchanges"]:
        if each["purpose"] == "bulk":
            each["response"]["body"] = {"text": "{", "size": 99_999, "cut": True}
    assert rejudge(cut, catalogue.load()).changes == ()


def test_offline_what_rests_on_the_store_is_kept(document):
    rejudged = rejudge(document, catalogue.load())
    assert rejudged.again
    assert rejudged.kept
    assert rejudged.changes == ()


def test_offline_requirements_that_only_one_version_has_are_told(document):
    other = copy.deepcopy(document)
    other["requirements"][0]["id"] = "BULK-0-0"
    told = changes(other)
    assert told["BULK-0-0"][1] is None
    assert told[document["requirements"][0]["id"]][0] is None
