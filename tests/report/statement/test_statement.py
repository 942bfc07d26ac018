import json
import shlex
from hashlib import sha256

import pytest
from jsonschema import Draft202012Validator

from conformance.cli import main
from conformance.report.saved import DATE_TIME_CHECKER, schema
from conformance.report.statement.document import Issuer, run_command, statement
from conformance.requirements.verdicts import Verdict

ISSUER = Issuer("Example Ltd", "Example ID", "4.2", "scim@example.com", "2025-03-02T09:00:00+00:00")


def predicate_of(report, **signatures):
    document = statement(report, "report.json", "0" * 64, ISSUER, signatures)
    Draft202012Validator(schema("statement"), format_checker=DATE_TIME_CHECKER).validate(
        json.loads(json.dumps(document))
    )
    return document["predicate"]


def test_statement_is_an_in_toto_statement_about_the_report(saved, report):
    file = saved(report())
    document = json.loads(file.read_text(encoding="utf-8"))
    content = file.with_name("report.json").read_bytes()
    assert document["_type"] == "https://in-toto.io/Statement/v1"
    assert document["subject"] == [{"name": "report.json", "digest": {"sha256": sha256(content).hexdigest()}}]
    assert document["predicateType"] == "urn:scim-conformance:statement:1"
    assert document["predicate"]["claim"] == "conformant"
    assert document["predicate"]["issuer"]["organization"] == "Example Ltd"


@pytest.mark.parametrize(
    ("changes", "claim"),
    [
        ({}, "conformant"),
        ({"BULK_3_7_03": Verdict.WARN}, "conformant-with-warnings"),
        ({"BULK_3_7_2_02": Verdict.FAIL}, "not-conformant"),
        ({"BULK_3_7_2_02": Verdict.BLOCKED}, "partial"),
        ({"interrupted": True}, "partial"),
        ({"problem": "a check raised KeyError"}, "void"),
        ({"BULK_3_7_2_02": Verdict.DESELECTED}, "partial"),
        ({"BULK_3_7_2_02": Verdict.DESELECTED, "BULK_3_7_03": Verdict.WARN}, "partial"),
        ({"BULK_3_7_2_02": Verdict.DESELECTED, "BULK_3_7_12": Verdict.FAIL}, "not-conformant"),
    ],
)
def test_claim_is_the_published_verdict(report, changes, claim):
    assert predicate_of(report(**changes))["claim"] == claim


def test_deselected_requirements_are_listed(report):
    predicate = predicate_of(report(BULK_3_7_2_02=Verdict.DESELECTED))
    assert predicate["run"]["verdict"] == "conformant"
    assert predicate["left_out"] == ["BULK-3.7.2-02"]
    assert "left out 1 requirement" in predicate["ground"]


def test_failures_warnings_and_waivers_are_deviations(report):
    document = report(BULK_3_7_12=Verdict.WAIVED, BULK_3_7_2_02=Verdict.FAIL, BULK_3_7_03=Verdict.WARN)
    (failed,) = [entry for entry in document["requirements"] if entry["id"] == "BULK-3.7.2-02"]
    failed["findings"][0]["known"] = {"reason": "planned for May"}
    deviations = {entry["id"]: entry for entry in predicate_of(document)["deviations"]}
    assert {name: entry["verdict"] for name, entry in deviations.items()} == {
        "BULK-3.7-03": "warn",
        "BULK-3.7-12": "waived",
        "BULK-3.7.2-02": "fail",
    }
    assert deviations["BULK-3.7.2-02"]["known"] == "planned for May"
    assert deviations["BULK-3.7-12"]["found"] == "as found"
    assert deviations["BULK-3.7-12"]["text"]


def test_waiver_of_a_passed_requirement_is_a_deviation(report):
    document = report()
    entry = next(entry for entry in document["requirements"] if entry["id"] == "BULK-3.7-12")
    entry["findings"].append({**entry["findings"][0], "verdict": "waived", "message": "the contract says so"})
    (deviation,) = predicate_of(document)["deviations"]
    assert (deviation["verdict"], deviation["found"]) == ("waived", "the contract says so")


def test_choices_and_inconclusive_requirements_are_listed(report):
    predicate = predicate_of(report(BULK_3_7_15=Verdict.NOTE, BULK_3_7_2_02=Verdict.INCONCLUSIVE))
    assert [entry["id"] for entry in predicate["choices"]] == ["BULK-3.7-15"]
    assert [entry["id"] for entry in predicate["open"]] == ["BULK-3.7.2-02"]


def test_claimed_features_and_limits_are_listed(report):
    capabilities = {
        "bulk": {"supported": True, "reason": "", "exchange": 1},
        "etag": {"supported": None, "reason": "", "exchange": None},
        "maxOperations": 1000,
        "endpoints": ["/Users"],
    }
    features = predicate_of(report(capabilities=capabilities))["features"]
    assert features == {"bulk": True, "etag": None, "maxOperations": 1000}


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({}, []),
        ({"profile": "scaikey", "contract": "openapi.json, POST /Bulk"}, ["--profile", "scaikey"]),
        ({"contract": "my api.yaml, POST /Bulk"}, ["--contract", "my api.yaml"]),
        ({"effort": "quick", "selection": {"section": ["3.7.2", "3.12"]}}, [
            "--effort", "quick", "--section", "3.7.2", "--section", "3.12",
        ]),
    ],
)  # fmt: skip
def test_command_repeats_the_run(report, changes, options):
    words = shlex.split(run_command(report(**changes)))
    assert words == [
        "scim-conformance",
        "run",
        "https://scim.example.com/v2",
        *["--token-env", "SCIM_TOKEN", "--allow-writes", "--seed", "7"],
        *options,
    ]


def test_command_is_accepted_by_run(report):
    words = shlex.split(run_command(report(profile="scaikey", effort="quick", selection={"level": ["must"]})))
    assert main([words[1], *words[2:], "--help"]) == 0


def test_signature_of_the_report_is_verified(saved, report, capsys):
    file = saved(report())
    signature = file.with_name("report.json.sig")
    signature.write_bytes(b"signed")
    options = ["--organization", "O", "--product", "P", "--version", "V", "--contact", "C"]
    assert main(["statement", str(file.parent), *options, "--signature", str(signature)]) == 0
    named = json.loads(file.read_text(encoding="utf-8"))["predicate"]["signatures"]
    assert named == [{"name": "report.json.sig", "digest": {"sha256": sha256(b"signed").hexdigest()}}]
    assert main(["statement", "--verify", str(file)]) == 0
    signature.write_bytes(b"forged")
    assert main(["statement", "--verify", str(file)]) == 1
    assert "is not the signature" in capsys.readouterr().out
    signature.unlink()
    assert main(["statement", "--verify", str(file)]) == 1
    assert "The signature file 'report.json.sig' is missing." in capsys.readouterr().out


def test_statement_is_written_to_the_output_directory(saved, report, tmp_path):
    source = saved(report()).parent
    options = ["--organization", "O", "--product", "P", "--version", "V", "--contact", "C"]
    assert (
        main(["statement", str(source / "report.json"), *options, "-o", str(tmp_path / "new" / "place")]) == 0
    )
    assert {path.name for path in (tmp_path / "new" / "place").iterdir()} == {
        "statement.json",
        "statement.html",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "A statement also needs REPORT, --organization, --product, --version, --contact."),
        (
            ["--organization", " ", "--product", "P", "--version", "V", "--contact", "C"],
            "--organization is ' '. Give 1 to 300",
        ),
        (["--organization", "O", "--product", "P", "--version", "V"], "A statement also needs --contact."),
    ],
)
def test_missing_option_is_named(saved, report, capsys, arguments, message):
    source = [str(saved(report()).parent)] if arguments else []
    assert main(["statement", *source, *arguments]) == 3
    assert message in capsys.readouterr().err


def test_inconsistent_report_is_rejected(saved, report, edited, capsys):
    file = saved(report(BULK_3_7_2_02=Verdict.FAIL))
    edited(file.with_name("report.json"), lambda document: document.update(verdict="conformant"))
    options = ["--organization", "O", "--product", "P", "--version", "V", "--contact", "C"]
    assert main(["statement", str(file.parent), *options]) == 3
    message = "The run has the verdict conformant, but its requirements result in not-conformant"
    assert message in capsys.readouterr().err
