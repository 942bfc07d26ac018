"""README and CONTRIBUTING agree with the program."""

import re
from dataclasses import replace
from pathlib import Path

import click
import pytest

from conformance.cli import COMMANDS, scim_conformance
from conformance.requirements.verdicts import RunVerdict, Verdict
from conformance.settings import SETTINGS
from tests import heads
from tests.matrix import page as kill_matrix

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def row(setting):
    """Return the README's row for a setting."""
    value = setting.metavar.strip('"') or " or ".join(f"`{choice}`" for choice in setting.alternatives)
    shown = "" if setting.default is None or setting.kind == "switch" else f"`{setting.default}`"
    more = " May be repeated." if setting.repeatable else ""
    return f"| `{setting.name}` | {value} | {shown} | {setting.help}{more} |"


def test_settings_table_equals_that_of_the_program():
    head = ["| name | value | default | what it does |", "|---|---|---|---|"]
    table = "\n".join([*head, *map(row, SETTINGS)])
    assert table in README, f"put this table into README.md:\n{table}"


@pytest.mark.parametrize("word", [*Verdict, *RunVerdict])
def test_every_verdict_is_explained(word):
    assert f"| `{word}` |" in README


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_documented_command_exists(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = set(re.findall(r"^ {4,}.*?scim-conformance ([a-z]+)", text, re.MULTILINE))
    shown |= set(re.findall(r"`scim-conformance ([a-z]+)", text))
    assert shown
    assert shown <= set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_documented_make_target_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = set(re.findall(r"(?:`| {4})make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8")))
    assert shown
    assert shown <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_documented_option_exists(document):
    context = click.Context(scim_conformance)
    commands = [scim_conformance.get_command(context, name) for name in COMMANDS]
    known = {name for command in commands for param in command.params for name in param.opts}
    known |= {f"--scim-{setting.name}" for setting in SETTINGS} | {
        "--pyargs",
        "--alluredir",
        "--scim-NAME",
        "--NAME",
    }
    shown = set(re.findall(r"(?<![\w-])--[a-zA-Z][\w-]*", (ROOT / document).read_text(encoding="utf-8")))
    assert shown <= known


def test_every_path_in_the_layout_exists():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"`((?:conformance|schemas|tests|\.ci)/[\w./]*)`", text))
    assert shown
    assert [path for path in sorted(shown) if not (ROOT / path).exists()] == []


def test_every_dependency_is_explained():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=]", line)[0] for group in groups for line in group} | {"hatchling"}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names - {"scim-conformance"}) if f"| {name} |" not in text] == []


def test_kill_matrix_is_that_of_the_expected_verdicts():
    written = (ROOT / "docs" / "kill-matrix.md").read_text(encoding="utf-8")
    origin = heads.read(written)
    assert origin is not None
    current = replace(origin, counts=kill_matrix.counts())
    assert written == kill_matrix.page(current), f"run `{kill_matrix.COMMAND}` and commit docs/kill-matrix.md"
