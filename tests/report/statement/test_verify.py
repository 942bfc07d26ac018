import json
from dataclasses import replace

import pytest

from conformance.cli import main
from conformance.report.statement.audit import contradictions
from conformance.report.statement.document import checksum
from conformance.report.text import dump
from conformance.requirements import catalogue
from conformance.requirements.catalogue import Catalogue
from conformance.requirements.verdicts import Verdict


def verdict_on(file, capsys, *report):
    """Return the exit code of verifying a statement, and what it says."""
    capsys.readouterr()
    code = main(["statement", "--verify", str(file), *map(str, report)])
    return code, capsys.readouterr().out


def test_a_true_statement_is_verified(saved, report, capsys, tmp_path):
    file = saved(report())
    code, said = verdict_on(file, capsys)
    assert code == 0
    assert said.startswith("Verified: Example Ltd states of Example ID 4.2: Conformant.")
    elsewhere = tmp_path / "elsewhere.json"
    file.with_name("report.json").rename(elsewhere)
    assert verdict_on(file, capsys, elsewhere)[0] == 0
    code, said = verdict_on(file, capsys)
    assert code == 1
    assert "cannot be read" in said


def test_each_flipped_byte_of_a_statement_is_seen(saved, report, capsys):
    file = saved(report(BULK_3_7_03=Verdict.WARN))
    whole = file.read_bytes()
    for at in range(0, len(whole), 37):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        code, said = verdict_on(file, capsys)
        assert code == 1, f"byte {at}"
        assert said.startswith("Not verified: ")
    file.write_bytes(whole)
    assert verdict_on(file, capsys)[0] == 0


def test_each_flipped_byte_of_a_report_is_seen(saved, report, capsys):
    file = saved(report())
    source = file.with_name("report.json")
    whole = source.read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        source.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        code, said = verdict_on(file, capsys)
        assert code == 1
        assert "is not the report that was stated" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("claim", "conformant"),
        ("ground", "All is well."),
        ("deviations", []),
        ("left_out", []),
        ("reproduce", "rm -rf /"),
        ("features", {"bulk": 1}),
    ],
)
def test_a_forged_statement_with_a_good_checksum_is_held_against_the_report(
    saved, report, edited, capsys, name, value
):
    file = saved(report(BULK_3_7_03=Verdict.WARN, BULK_3_7_2_02=Verdict.DESELECTED))

    def forge(document):
        document["predicate"][name] = value
        document["predicate"]["checksum"] = checksum(document)

    edited(file, forge, dump)
    code, said = verdict_on(file, capsys)
    assert code == 1
    assert f"What the statement says under '{name}' is not what the report says." in said


def test_a_forged_report_does_not_bear_itself_out(saved, report, edited, capsys):
    """Whoever makes report, digest and checksum anew is found out by what follows from what."""
    file = saved(report(BULK_3_7_2_02=Verdict.FAIL))
    forged = saved_twin(file, edited)
    code, said = verdict_on(forged, capsys)
    assert code == 1
    assert "BULK-3.7.2-02 is called pass, and its findings come to fail." in said


def saved_twin(file, edited):
    """Forge a statement of conformance about a report that shows a failure; return its file."""
    from hashlib import sha256

    source = file.with_name("report.json")

    def polish(document):
        document["verdict"] = "conformant"
        document["summary"].update({"fail": 0, "pass": document["summary"]["pass"] + 1})
        for entry in document["requirements"]:
            entry["verdict"] = "pass"

    edited(source, polish, dump)

    def forge(document):
        document["subject"][0]["digest"]["sha256"] = sha256(source.read_bytes()).hexdigest()
        document["predicate"].update(claim="conformant", deviations=[])
        document["predicate"]["run"]["verdict"] = "conformant"
        document["predicate"]["checksum"] = checksum(document)

    edited(file, forge, dump)
    return file


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is no statement: the body is empty"),
        (b"{}", "is no statement: the whole: "),
        (b"\xff", "is no statement: the body is not UTF-8"),
        (b"[" * 100_000, "is no statement: the body is nested too deeply"),
    ],
)
def test_what_is_no_statement_is_called_that(tmp_path, capsys, content, complaint):
    file = tmp_path / "statement.json"
    file.write_bytes(content)
    code, said = verdict_on(file, capsys)
    assert code == 1
    assert complaint in said


@pytest.mark.parametrize("name", ["../report.json", "/etc/passwd", "a\\b", "", ".", "..", "a\0"])
def test_no_file_elsewhere_is_opened_because_a_statement_names_it(saved, report, edited, capsys, name):
    file = saved(report())

    def forge(document):
        document["subject"][0]["name"] = name
        document["predicate"]["checksum"] = checksum(document)

    edited(file, forge, dump)
    code, said = verdict_on(file, capsys)
    assert code == 1
    assert "is no statement: subject/0/name" in said


@pytest.mark.parametrize(
    "options", [["--organization", "O"], ["--signature", "statement.json"], ["-o", "there"]]
)
def test_verifying_makes_nothing(saved, report, capsys, monkeypatch, options):
    file = saved(report())
    monkeypatch.chdir(file.parent)
    assert main(["statement", "--verify", "statement.json", *options]) == 3
    assert "--verify makes nothing" in capsys.readouterr().err


def test_what_is_waived_is_waived_by_the_profile(report):
    law = catalogue.load()
    waived = {"BULK_3_7_12": Verdict.WAIVED}
    assert list(contradictions(report(profile="scaikey", **waived), law)) == []
    assert list(contradictions(report(profile="mine", **waived), law)) == []
    (complaint,) = contradictions(report(profile="rfc7644", **waived), law)
    assert complaint == "BULK-3.7-12 is waived, and the profile rfc7644 does not waive it."
    (complaint,) = contradictions(report(profile="scaikey", BULK_3_7_2_02=Verdict.WAIVED), law)
    assert complaint.startswith("BULK-3.7.2-02 is waived")


def entry_of(document, name="BULK-3.7.2-02"):
    return next(entry for entry in document["requirements"] if entry["id"] == name)


@pytest.mark.parametrize(
    ("mutate", "complaint"),
    [
        (lambda document: document.update(verdict="partial"), "The run is called partial"),
        (
            lambda document: document["summary"].update({"pass": 0}),
            "The summary of the report does not count",
        ),
        (
            lambda document: entry_of(document).update(level="MAY"),
            "has the level MAY in the report, and MUST in",
        ),
        (lambda document: entry_of(document).update(section="9"), "has the section 9 in the report"),
        (
            lambda document: entry_of(document).update(findings=[]),
            "called pass, and nothing was found about it",
        ),
        (
            lambda document: entry_of(document).update(verdict="note"),
            "called note, and its findings come to pass",
        ),
        (lambda document: entry_of(document).update(id="BULK-0"), "does not have BULK-3.7.2-02"),
        (lambda document: entry_of(document).update(id="BULK-0"), "has BULK-0, which is no requirement"),
        (lambda document: document["requirements"].append(entry_of(document)), "has a requirement twice"),
        (lambda document: document["suite"].update(catalogue="0"), "The report was made by catalogue 0"),
    ],
)
def test_a_report_that_contradicts_itself_or_the_catalogue_is_found_out(report, mutate, complaint):
    document = json.loads(json.dumps(report()))
    assert list(contradictions(document, catalogue.load())) == []
    mutate(document)
    assert any(complaint in sentence for sentence in contradictions(document, catalogue.load()))


def test_a_report_without_the_sections_of_another_package_is_verified(report):
    document = report()
    other = replace(catalogue.load()["BULK-3.7-01"], id="ACME-3.7-01")
    installed = Catalogue({**{entry.id: entry for entry in catalogue.load()}, other.id: other})
    assert list(contradictions(document, installed)) == []
