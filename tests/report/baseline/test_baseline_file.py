"""Reading and writing baseline files, and the errors in them."""

import json
import tomllib
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from conformance.package_data import schemas
from conformance.report.baseline.file import read, to_toml
from conformance.report.baseline.model import Baseline, BaselineError
from conformance.report.baseline.unknown import require_known_entries
from conformance.requirements import catalogue, history
from conformance.requirements.catalogue import Catalogue
from conformance.requirements.verdicts import Verdict
from tests.report.baseline.entries import CHECK, CHECKS, ID, TODAY, baseline, known


def test_written_file_is_valid_and_can_be_read_back(tmp_path):
    entry = known(reason='a "quoted" \\ reason\nin two lines \x1b[31m', issue="https://example.com/7")
    entries = (known(check="other_check", verdict=Verdict.WARN, expires=TODAY), entry)
    file = tmp_path / "base.toml"
    file.write_text(to_toml(baseline(*entries)), encoding="utf-8")
    found = read(file)
    assert (found.catalogue, found.effort, found.seed, found.name) == ("1", "standard", 7, "base.toml")
    assert [each.check for each in found.failures] == [CHECK, "other_check"]
    assert found.failures[0].reason == 'a "quoted" \\ reason\nin two lines \\x1b[31m'
    assert found.failures[1] == entries[0]
    schema = json.loads((schemas() / "baseline.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    document = tomllib.loads(to_toml(baseline(known())))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(document)


HEAD = 'catalogue = "1"\neffort = "standard"\nseed = 0\n'
ENTRY = f'[[failure]]\nrequirement = "{ID}"\ncheck = "{CHECK}"\nverdict = "fail"\nreason = "r"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("catalogue = ", "is not valid TOML"),
        ('effort = "standard"\nseed = 0\n', "'catalogue' is a required property"),
        (HEAD + "failures = []\n", "'failures' was unexpected"),
        (HEAD + "failure = 3\n", "3 is not of type 'array'"),
        (HEAD + ENTRY.replace('"fail"', '"broken"'), "line 4: verdict: 'broken'"),
        (HEAD + ENTRY + ENTRY.replace('reason = "r"', ""), "line 9: 'reason' is a required property"),
        (
            HEAD + ENTRY + ENTRY,
            "line 9: there is already an entry for BULK-3.7.2-01 forward_reference_is_resolved at line 4.",
        ),
        (HEAD + ENTRY + 'expires = "soon"\n', "line 4: expires: 'soon'"),
        (HEAD + ENTRY + 'expires = "2027-02-30"\n', "line 4: expires is '2027-02-30'"),
        (HEAD + "failure = [{}]\n", "entry 1: 'requirement' is a required property"),
    ],
)
def test_invalid_file_is_rejected_with_the_line(tmp_path, text, message):
    file = tmp_path / "base.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError) as error:
        read(file)
    assert str(file) in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize("last", ["2027-03-31", '"2027-03-31"'])
def test_expiry_date_is_a_toml_date_or_a_string(tmp_path, last):
    file = tmp_path / "base.toml"
    file.write_text(f"{HEAD}{ENTRY}expires = {last}\n", encoding="utf-8")
    assert read(file).failures[0].expires == TODAY


@pytest.mark.parametrize(
    ("entry", "version", "message"),
    [
        (
            {"requirement": "BULK-3.7.2-99"},
            "1",
            "no requirement 'BULK-3.7.2-99' in the catalogue. Did you mean",
        ),
        ({"check": "forward_reference_is_resolvd"}, "1", f"no check .* Did you mean {CHECK}?"),
        (
            {"requirement": "BULK-3.7.2-99"},
            "42",
            "catalogue version '42'; this .* the scim-conformance version that wrote the file",
        ),
    ],
)
def test_unknown_entry_is_rejected_with_the_next_step(entry, version, message):
    base = Baseline(version, "standard", 0, [known(place="line 12", **entry)], "base.toml")
    with pytest.raises(BaselineError, match=message) as error:
        require_known_entries(base, CHECKS)
    assert "'base.toml', line 12: " in str(error.value)
    assert "Remove the entry" in str(error.value)


def test_entry_of_a_retired_requirement_is_rejected_with_the_reason(monkeypatch):
    versions = [
        {"version": "1", "added": ["X-01 MUST 3.7"]},
        {"version": "2", "retired": {"X-01": "replaced by X-02"}},
    ]
    monkeypatch.setattr(history, "load", lambda: history.from_versions(versions))
    with pytest.raises(BaselineError, match="X-01 was retired in catalogue version 2: replaced by X-02"):
        require_known_entries(baseline(known(requirement="X-01")), CHECKS)


def test_unknown_check_of_another_package_is_rejected(monkeypatch):
    other = replace(catalogue.load()["BULK-3.7-01"], id="ACME-3.7-01")
    monkeypatch.setattr(catalogue, "load", lambda: Catalogue({other.id: other}))
    with pytest.raises(BaselineError, match=r"ACME-3\.7-01 has no check 'gone'"):
        require_known_entries(baseline(known(requirement="ACME-3.7-01", check="gone")), CHECKS)
