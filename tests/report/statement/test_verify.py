import json
from dataclasses import replace

import pytest

from conformance.cli import main
from conformance.report.statement.audit import inconsistencies
from conformance.report.statement.document import checksum
from conformance.report.text import dump
from conformance.requirements import catalogue
from conformance.requirements.catalogue import Catalogue
from conformance.requirements.verdicts import Verdict


def verify(file, capsys, *report):
    """Verify a statement and return exit code and output."""
    capsys.readouterr()
    code = main(["statement", "--verify", str(file), *map(str, report)])
    return code, capsys.readouterr().out


def test_true_statement_is_verified(saved, report, capsys, tmp_path):
    file = saved(report())
    code, output = verify(file, capsys)
    assert code == 0
    claim = "Conformant: core, bulk, patch, etag, contract."
    assert output.startswith(f"Verified: Example Ltd states of Example ID 4.2: {claim}")
    elsewhere = tmp_path / "elsewhere.json"
    file.with_name("report.json").rename(elsewhere)
    assert verify(file, capsys, elsewhere)[0] == 0
    code, output = verify(file, capsys)
    assert code == 1
    assert "cannot be read" in output


def test_changed_byte_of_a_statement_is_detected(saved, report, capsys):
    file = saved(report(BULK_3_7_03=Verdict.WARN))
    whole = file.read_bytes()
    for at in range(0, len(whole), 37):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        code, output = verify(file, capsys)
        assert code == 1, f"byte {at}"
        assert output.startswith("Not verified: ")
    file.write_bytes(whole)
    assert verify(file, capsys)[0] == 0


def test_changed_byte_of_a_report_is_detected(saved, report, capsys):
    file = saved(report())
    source = file.with_name("report.json")
    whole = source.read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        source.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        code, output = verify(file, capsys)
        assert code == 1
        assert "is not the report of the statement" in output


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
def test_forged_statement_with_a_valid_checksum_is_detected(saved, report, edited, capsys, name, value):
    file = saved(report(BULK_3_7_03=Verdict.WARN, BULK_3_7_2_02=Verdict.DESELECTED))

    def forge(document):
        document["predicate"][name] = value
        document["predicate"]["checksum"] = checksum(document)

    edited(file, forge, dump)
    code, output = verify(file, capsys)
    assert code == 1
    assert f"The value of '{name}' in the statement does not match the report." in output


def test_forged_report_is_detected_by_its_findings(saved, report, edited, capsys):
    """Report, digest and checksum are forged, but the verdict does not follow from the findings."""
    file = saved(report(BULK_3_7_2_02=Verdict.FAIL))
    forged = forged_pair(file, edited)
    code, output = verify(forged, capsys)
    assert code == 1
    assert "BULK-3.7.2-02 has the verdict pass, but its findings result in fail." in output


def forged_pair(file, edited):
    """Change a report with a failure and its statement so that both claim conformance."""
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
    ("content", "message"),
    [
        (b"", "is not a statement: the body is empty"),
        (b"{}", "is not a statement: top level: "),
        (b"\xff", "is not a statement: the body is not UTF-8"),
        (b"[" * 100_000, "is not a statement: the body is nested too deeply"),
    ],
)
def test_invalid_statement_is_rejected(tmp_path, capsys, content, message):
    file = tmp_path / "statement.json"
    file.write_bytes(content)
    code, output = verify(file, capsys)
    assert code == 1
    assert message in output


@pytest.mark.parametrize("name", ["../report.json", "/etc/passwd", "a\\b", "", ".", "..", "a\0"])
def test_statement_cannot_name_a_file_in_another_directory(saved, report, edited, capsys, name):
    file = saved(report())

    def forge(document):
        document["subject"][0]["name"] = name
        document["predicate"]["checksum"] = checksum(document)

    edited(file, forge, dump)
    code, output = verify(file, capsys)
    assert code == 1
    assert "is not a statement: subject/0/name" in output


@pytest.mark.parametrize(
    "options", [["--organization", "O"], ["--signature", "statement.json"], ["-o", "there"]]
)
def test_verify_rejects_options_for_writing(saved, report, capsys, monkeypatch, options):
    file = saved(report())
    monkeypatch.chdir(file.parent)
    assert main(["statement", "--verify", "statement.json", *options]) == 3
    assert "--verify writes nothing" in capsys.readouterr().err


def test_waiver_must_be_in_the_profile(report):
    requirements = catalogue.load()
    waived = {"BULK_3_7_12": Verdict.WAIVED}
    assert list(inconsistencies(report(profile="scaikey", **waived), requirements)) == []
    assert list(inconsistencies(report(profile="mine", **waived), requirements)) == []
    (message,) = inconsistencies(report(profile="rfc7644", **waived), requirements)
    assert message == "BULK-3.7-12 is waived, but the profile rfc7644 does not waive it."
    (message,) = inconsistencies(report(profile="scaikey", BULK_3_7_2_02=Verdict.WAIVED), requirements)
    assert message.startswith("BULK-3.7.2-02 is waived")


def entry_of(document, name="BULK-3.7.2-02"):
    return next(entry for entry in document["requirements"] if entry["id"] == name)


@pytest.mark.parametrize(
    ("mutate", "message"),
    [
        (lambda document: document.update(verdict="partial"), "The run has the verdict partial"),
        (
            lambda document: document["summary"].update({"pass": 0}),
            "The summary of the report does not match",
        ),
        (
            lambda document: entry_of(document).update(level="MAY"),
            "has level MAY in the report, but MUST in",
        ),
        (lambda document: entry_of(document).update(section="9"), "has section 9 in the report"),
        (
            lambda document: entry_of(document).update(findings=[]),
            "has the verdict pass, but no findings",
        ),
        (
            lambda document: entry_of(document).update(verdict="note"),
            "has the verdict note, but its findings result in pass",
        ),
        (lambda document: entry_of(document).update(id="BULK-0"), "BULK-3.7.2-02 is missing in the report"),
        (
            lambda document: entry_of(document).update(id="BULK-0"),
            "contains BULK-0, which is not in the catalogue",
        ),
        (
            lambda document: document["requirements"].append(entry_of(document)),
            "contains a requirement twice",
        ),
        (lambda document: document["suite"].update(catalogue="0"), "The report has catalogue version 0"),
    ],
)
def test_inconsistent_report_is_detected(report, mutate, message):
    document = json.loads(json.dumps(report()))
    assert list(inconsistencies(document, catalogue.load())) == []
    mutate(document)
    assert any(message in sentence for sentence in inconsistencies(document, catalogue.load()))


def test_report_without_the_sections_of_another_package_is_verified(report):
    document = report()
    other = replace(catalogue.load()["BULK-3.7-01"], id="ACME-3.7-01")
    installed = Catalogue({**{entry.id: entry for entry in catalogue.load()}, other.id: other})
    assert list(inconsistencies(document, installed)) == []
