import json
import shlex
from hashlib import sha256

import pytest
from jsonschema import Draft202012Validator

from conformance.cli import main
from conformance.report.saved import MOMENTS, schema
from conformance.report.statement.document import Issuer, command, statement
from conformance.requirements.verdicts import Verdict

ISSUER = Issuer("Example Ltd", "Example ID", "4.2", "scim@example.com", "2025-03-02T09:00:00+00:00")


def stated(report, **signatures):
    document = statement(report, "report.json", "0" * 64, ISSUER, signatures)
    Draft202012Validator(schema("statement"), format_checker=MOMENTS).validate(
        json.loads(json.dumps(document))
    )
    return document["predicate"]


def test_it_is_an_in_toto_statement_about_the_report(saved, report):
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
def test_it_claims_no_more_than_the_report(report, changes, claim):
    assert stated(report(**changes))["claim"] == claim


def test_what_was_left_out_is_named(report):
    predicate = stated(report(BULK_3_7_2_02=Verdict.DESELECTED))
    assert predicate["run"]["verdict"] == "conformant"
    assert predicate["left_out"] == ["BULK-3.7.2-02"]
    assert "left out 1 requirement" in predicate["ground"]


def test_every_departure_is_told(report):
    made = report(BULK_3_7_12=Verdict.WAIVED, BULK_3_7_2_02=Verdict.FAIL, BULK_3_7_03=Verdict.WARN)
    (failed,) = [entry for entry in made["requirements"] if entry["id"] == "BULK-3.7.2-02"]
    failed["findings"][0]["known"] = {"reason": "planned for May"}
    told = {entry["id"]: entry for entry in stated(made)["deviations"]}
    assert {name: entry["verdict"] for name, entry in told.items()} == {
        "BULK-3.7-03": "warn",
        "BULK-3.7-12": "waived",
        "BULK-3.7.2-02": "fail",
    }
    assert told["BULK-3.7.2-02"]["known"] == "planned for May"
    assert told["BULK-3.7-12"]["found"] == "as found"
    assert told["BULK-3.7-12"]["text"]


def test_a_waiver_is_told_of_a_requirement_that_passes_elsewhere(report):
    made = report()
    entry = next(entry for entry in made["requirements"] if entry["id"] == "BULK-3.7-12")
    entry["findings"].append({**entry["findings"][0], "verdict": "waived", "message": "the contract says so"})
    (told,) = stated(made)["deviations"]
    assert (told["verdict"], told["found"]) == ("waived", "the contract says so")


def test_choices_and_what_stayed_open_are_told(report):
    predicate = stated(report(BULK_3_7_15=Verdict.NOTE, BULK_3_7_2_02=Verdict.INCONCLUSIVE))
    assert [entry["id"] for entry in predicate["choices"]] == ["BULK-3.7-15"]
    assert [entry["id"] for entry in predicate["open"]] == ["BULK-3.7.2-02"]


def test_claimed_features_and_limits_are_told(report):
    capabilities = {
        "bulk": {"supported": True, "reason": "", "exchange": 1},
        "etag": {"supported": None, "reason": "", "exchange": None},
        "maxOperations": 1000,
        "endpoints": ["/Users"],
    }
    features = stated(report(capabilities=capabilities))["features"]
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
def test_the_command_makes_such_a_run_again(report, changes, options):
    words = shlex.split(command(report(**changes)))
    assert words == [
        "scim-conformance",
        "run",
        "https://scim.example.com/v2",
        *["--token-env", "SCIM_TOKEN", "--allow-writes", "--seed", "7"],
        *options,
    ]


def test_the_command_is_one_that_run_understands(report):
    words = shlex.split(command(report(profile="scaikey", effort="quick", selection={"level": ["must"]})))
    assert main([words[1], *words[2:], "--help"]) == 0


def test_a_signature_of_the_report_is_named(saved, report, capsys):
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
    assert "'report.json.sig' that the statement names is not beside" in capsys.readouterr().out


def test_it_goes_where_it_is_told_to(saved, report, tmp_path):
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
    ("arguments", "complaint"),
    [
        ([], "A statement needs REPORT, --organization, --product, --version, --contact too."),
        (
            ["--organization", " ", "--product", "P", "--version", "V", "--contact", "C"],
            "--organization is ' '. Give 1 to 300",
        ),
        (["--organization", "O", "--product", "P", "--version", "V"], "A statement needs --contact too."),
    ],
)
def test_what_is_missing_is_named(saved, report, capsys, arguments, complaint):
    source = [str(saved(report()).parent)] if arguments else []
    assert main(["statement", *source, *arguments]) == 3
    assert complaint in capsys.readouterr().err


def test_nothing_is_stated_of_a_report_that_contradicts_itself(saved, report, edited, capsys):
    file = saved(report(BULK_3_7_2_02=Verdict.FAIL))
    edited(file.with_name("report.json"), lambda document: document.update(verdict="conformant"))
    options = ["--organization", "O", "--product", "P", "--version", "V", "--contact", "C"]
    assert main(["statement", str(file.parent), *options]) == 3
    assert (
        "The run is called conformant, and its requirements come to not-conformant" in capsys.readouterr().err
    )
