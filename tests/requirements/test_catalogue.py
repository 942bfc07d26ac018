"""The catalogue is held against the text of the RFCs."""

import os
import re
from pathlib import Path

import pytest

from conformance import sections
from conformance.check.registry import CHECKS, cases, checks_of
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level
from conformance.scenario.registry import SCENARIOS

TEXTS = Path(__file__).parents[3] / "shared" / "rfc"
KEYWORD = re.compile(r"\b(MUST|SHALL|SHOULD|MAY|REQUIRED|OPTIONAL|Not valid in)\b")
BULK = range(2695, 3533)


@pytest.fixture(scope="module")
def rfc() -> dict[int, list[str]]:
    if not TEXTS.is_dir():
        assert "CI" not in os.environ, f"the RFC texts are not at {TEXTS}"
        pytest.skip(f"the RFC texts are not at {TEXTS}")
    return {number: (TEXTS / f"rfc{number}.txt").read_text().split("\n") for number in (7643, 7644)}


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    sections.load()


def test_every_normative_line_of_section_3_7_has_an_entry(rfc: dict[int, list[str]]) -> None:
    normative = {line for line in BULK if KEYWORD.search(rfc[7644][line - 1])}
    covered = {
        line
        for entry in catalogue.load()
        if entry.rfc == 7644
        for line in range(entry.lines[0], entry.lines[1] + 1)
    }
    assert normative - covered == set()


CITED = [entry for entry in catalogue.load() if entry.rfc is not None]
"""What an RFC requires; the rest is required by the server's own contract."""


@pytest.mark.parametrize("entry", CITED, ids=lambda entry: entry.id)
def test_keyword_stands_in_the_cited_lines(entry: catalogue.Requirement, rfc: dict[int, list[str]]) -> None:
    first, last = entry.lines
    text = " ".join(line.strip() for line in rfc[entry.rfc][first - 1 : last])
    assert text.strip(), "the cited lines are empty"
    if entry.keyword:
        assert entry.keyword in text


@pytest.mark.parametrize("entry", CITED, ids=lambda entry: entry.id)
def test_cited_lines_stand_in_the_cited_section(
    entry: catalogue.Requirement, rfc: dict[int, list[str]]
) -> None:
    headings = [
        (number, match[1])
        for number, line in enumerate(rfc[entry.rfc], 1)
        if (match := re.match(r"(\d+(?:\.\d+)*)\.  \S", line)) and "...." not in line
    ]
    section = next(name for number, name in reversed(headings) if number <= entry.lines[0])
    # What a section says may be kept in the room of a section below it, where it is tested.
    assert f"{section}.".startswith(f"{entry.section}.") or f"{entry.section}.".startswith(f"{section}.")


def test_only_what_a_contract_requires_cites_no_rfc() -> None:
    uncited = [entry for entry in catalogue.load() if entry.rfc is None]
    assert uncited
    for entry in uncited:
        assert (entry.section, entry.lines, "contract" in entry.requires) == ("contract", None, True), (
            entry.id
        )
    assert [entry.id for entry in catalogue.load()][-len(uncited) :] == [entry.id for entry in uncited]


def test_every_testable_entry_has_a_check_and_every_other_a_reason() -> None:
    for entry in catalogue.load():
        assert bool(checks_of(entry.id)) == entry.testable, entry.id


def test_every_tested_entry_tells_what_breaks_it_and_how_to_mend_it() -> None:
    for entry in catalogue.load():
        assert bool(entry.cause) == bool(entry.fix) == entry.testable, entry.id


SENTENCE = re.compile(r"(?<=[.:;]) (?=[A-Z])")


def test_no_cause_and_no_remedy_is_said_twice() -> None:
    told: dict[str, str] = {}
    for entry in catalogue.load():
        for sentence in {*SENTENCE.split(entry.cause), *SENTENCE.split(entry.fix)} - {""}:
            if len(sentence) > 40:
                assert told.setdefault(sentence, entry.id) == entry.id, (
                    f"{told[sentence]} says it too: {sentence}"
                )
        assert entry.title not in entry.cause + entry.fix, entry.id


TITLE_LENGTH = 70
"""The longest title, in characters, that fits on one line of a report."""


def test_title_fits_on_one_line() -> None:
    assert [entry.id for entry in catalogue.load() if len(entry.title) > TITLE_LENGTH] == []


WORDS = 8
"""So many words in a row, the same in an RFC and here, are copied."""


def test_causes_and_remedies_are_in_our_own_words(rfc: dict[int, list[str]]) -> None:
    def runs(text: str) -> set[str]:
        words = re.findall(r"[\w:.-]*\w", text.lower())
        return {" ".join(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1)}

    theirs = {run for lines in rfc.values() for run in runs(" ".join(lines))}
    for entry in catalogue.load():
        assert not (runs(entry.cause) | runs(entry.fix)) & theirs, entry.id


def test_checks_cite_entries_and_scenarios_that_exist() -> None:
    for check in CHECKS.values():
        assert check.requirement in catalogue.load()
        assert set(check.scenarios) <= SCENARIOS.keys(), check.name


def test_names_of_cases_are_unique() -> None:
    names = [(case.check.name, case.name("x")) for case in cases()]
    assert len(names) == len(set(names))


def test_where_a_lenient_reading_warns_the_entry_tells_the_readings() -> None:
    for entry in catalogue.load():
        if any("(warning)" in reading for reading in entry.readings):
            assert len(entry.readings) > 1, entry.id


def test_level_agrees_with_the_keyword() -> None:
    strength = {"MUST": Level.MUST, "SHALL": Level.MUST, "SHOULD": Level.SHOULD, "MAY": Level.MAY}
    for entry in catalogue.load():
        word = entry.keyword.split(" ")[0]
        if word in strength:
            assert entry.level is strength[word], entry.id


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s9_nothing"
    folder.mkdir()
    entry = (
        '[[requirement]]\nid = "X-1"\nrfc = 1\nsection = "9"\nlines = [1, 2]\nlevel = "WILL"\ntitle = "t"\n'
    )
    (folder / "section.toml").write_text(entry)
    monkeypatch.setattr(catalogue, "files", lambda _: tmp_path)
    catalogue.load.cache_clear()
    try:
        with pytest.raises(catalogue.CatalogueError, match=r"s9_nothing/section.toml: X-1: 'WILL'"):
            catalogue.load()
    finally:
        monkeypatch.undo()
        catalogue.load.cache_clear()


def test_an_rfc_is_cited_with_its_lines_or_not_at_all() -> None:
    with pytest.raises(TypeError, match="go together"):
        catalogue.Requirement("X-1", 7644, "3.7", None, Level.MUST, "title")
    with pytest.raises(TypeError, match="go together"):
        catalogue.Requirement("X-1", None, "contract", (1, 2), Level.MUST, "title")
