"""The output of ``explain``."""

import io
import json
import re
import subprocess
import sys

import pytest
from rich.console import Console

from conformance import sections
from conformance.cli import main
from conformance.cli.explain import explanation, page
from conformance.reference.registry import FAULTS
from conformance.requirements import catalogue

sections.load()
ENTRIES = list(catalogue.load())


def printed(entry, width=80):
    stream = io.StringIO()
    Console(file=stream, width=width).print(page(explanation(entry)), crop=False)
    return stream.getvalue()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_requirement_is_explained(entry):
    text = " ".join(printed(entry).split())
    for part in (entry.id, entry.title, entry.level, entry.url, entry.text, entry.cause, entry.fix):
        assert part in text
    assert [reading for reading in entry.readings if f"- {reading}" not in text] == []
    shown = re.findall(r"serve --fault (\S+)", text)
    assert shown == [fault.name for fault in FAULTS.values() if entry.id in fault.breaks]
    assert (f"run URL --requirement {entry.id}" in text) == entry.testable
    assert (f"Why it is not tested {entry.untestable_because}" in text) != entry.testable


@pytest.mark.parametrize("width", [40, 80, 120])
def test_only_urls_and_commands_exceed_the_width(width):
    lines = [line for entry in ENTRIES for line in printed(entry, width).splitlines()]
    copied = re.compile(r"https://|  scim-conformance ")
    assert [line for line in lines if len(line) > width and not copied.match(line)] == []
    assert [line for line in lines if line != line.rstrip()] == []


def test_explanation_has_checks_and_scenarios_with_summaries():
    explained = explanation(catalogue.load()["BULK-3.7.2-04"])
    checks = {check["name"]: check for check in explained["checks"]}
    assert checks["forward_references_are_resolved"]["scenarios"][0] == "forward-reference"
    assert {name for check in explained["checks"] for name in check["scenarios"]} == {
        scenario["name"] for scenario in explained["scenarios"]
    }
    assert all(each["summary"].endswith(".") for each in (*explained["checks"], *explained["scenarios"]))
    assert explained["scenarios"][-1]["name"] == "generated-sequences", "what is played last comes last"


def test_may_requirement_is_explained_as_a_choice():
    text = printed(catalogue.load()["BULK-3.7-15"])
    assert "What decides it" in text
    assert "What to choose" in text
    assert "mend" not in text


def test_check_of_every_exchange_is_marked():
    entry = catalogue.load()["BULK-3.7-04"]
    assert "Watches every exchange." in printed(entry)
    assert [check["watches_all"] for check in explanation(entry)["checks"]] == [True]


def test_contract_requirement_has_no_url():
    assert "https://" not in printed(catalogue.load()["CONTRACT-10"])
    assert "serve --fault numbers-as-text --profile scaikey" in printed(catalogue.load()["CONTRACT-10"])


def test_explanation_names_what_a_requirement_depends_on():
    entries = catalogue.load()
    several = next(entry for entry in entries if len(entry.depends_on) > 1)
    text = printed(several, 200)
    for name in several.depends_on:
        assert f"  {name}  {entries[name].title}\n" in text
    assert "If one of them fails, fix that first." in text
    one = next(entry for entry in entries if len(entry.depends_on) == 1)
    assert "If it fails, fix that first." in printed(one)
    assert [each["id"] for each in explanation(one)["depends_on"]] == list(one.depends_on)
    none = next(entry for entry in entries if not entry.depends_on)
    assert "Depends on" not in printed(none)


def test_json_has_each_requirement_once_in_any_letter_case(capsys):
    assert main(["explain", "bulk-3.7.2-04", "BULK-3.7.2-04", "ERROR-3.12-01", "--json"]) == 0
    explained = json.loads(capsys.readouterr().out)["requirements"]
    assert [each["id"] for each in explained] == ["BULK-3.7.2-04", "ERROR-3.12-01"]
    assert explained[0]["url"] == "https://www.rfc-editor.org/rfc/rfc7644.html#section-3.7.2"
    assert explained[0]["mend"] == catalogue.load()["BULK-3.7.2-04"].fix


def test_requirements_are_printed_in_the_given_order(capsys):
    assert main(["explain", "ERROR-3.12-01", "BULK-3.7-36"]) == 0
    out = capsys.readouterr().out
    assert out.index("ERROR-3.12-01  ") < out.index("BULK-3.7-36  ")


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("bulk-3.7.2-4", "Did you mean BULK-3.7.2-14 or BULK-3.7.2-04"),
        ("everything", "'scim-conformance list' shows them all."),
    ],
)
def test_unknown_requirement_gets_suggestions_and_no_output(capsys, given, hint):
    assert main(["explain", "BULK-3.7-01", given]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"There is no requirement {given!r}. {hint}" in err


def test_explanation_without_the_reference_server_has_no_faults():
    code = (
        "import sys; sys.modules['scim2_models'] = None\n"
        "from conformance.cli import main; sys.exit(main(['explain', 'BULK-3.7.2-04']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "How to fix it" in done.stdout
    assert "pip install 'scim-conformance[reference]'" in done.stdout
    assert "--fault" not in done.stdout
