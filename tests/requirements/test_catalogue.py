"""The catalogue, compared with the data about the texts of the RFCs."""

import re

import pytest

from conformance import sections
from conformance.check.registry import CHECKS, cases, checks_of
from conformance.requirements import catalogue
from conformance.requirements.verdicts import Level
from conformance.scenario.registry import SCENARIOS
from tests.requirements import rfc_lines

ENTRIES = list(catalogue.own())
CITED = [entry for entry in ENTRIES if entry.rfc is not None]
"""The requirements of the RFCs; the others are those of a published contract."""


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    sections.load()


def test_every_normative_line_of_section_3_7_has_an_entry() -> None:
    rfc = rfc_lines.read(7644)
    normative = {number for number in rfc.range_of("3.7") if rfc.lines[number - 1].keywords}
    covered = {
        line
        for entry in CITED
        if entry.rfc == 7644 and entry.lines
        for line in range(entry.lines[0], entry.lines[1] + 1)
    }
    assert len(normative) > 20
    assert normative - covered == set()


@pytest.mark.parametrize("entry", CITED, ids=lambda entry: entry.id)
def test_keyword_stands_in_the_cited_lines(entry: catalogue.Requirement) -> None:
    cited = rfc_lines.read(entry.rfc).cited(*entry.lines)
    assert any(line.hash for line in cited), "the cited lines are blank"
    if entry.keyword:
        assert entry.keyword in {keyword for line in cited for keyword in line.keywords}


@pytest.mark.parametrize("entry", CITED, ids=lambda entry: entry.id)
def test_cited_lines_stand_in_the_cited_section(entry: catalogue.Requirement) -> None:
    section = rfc_lines.read(entry.rfc).section_of(entry.lines[0])
    # A statement of a section may be an entry of one of its subsections, which tests it.
    assert f"{section}.".startswith(f"{entry.section}.") or f"{entry.section}.".startswith(f"{section}.")


@pytest.mark.parametrize("entry", CITED, ids=lambda entry: entry.id)
def test_first_and_last_cited_line_are_in_order_and_not_blank(entry: catalogue.Requirement) -> None:
    cited = rfc_lines.read(entry.rfc).cited(*entry.lines)
    assert cited[0].hash
    assert cited[-1].hash


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_entry_copies_no_phrase_of_an_rfc(entry: catalogue.Requirement) -> None:
    texts = (entry.title, entry.text, *entry.readings, entry.untestable_because, entry.cause, entry.fix)
    for number in (7643, 7644, 9865):
        assert [phrase for text in texts for phrase in rfc_lines.read(number).copied(text)] == []


def test_only_what_a_contract_requires_cites_no_rfc() -> None:
    uncited = [entry for entry in ENTRIES if entry.rfc is None]
    assert uncited
    for entry in uncited:
        assert (entry.section, entry.lines, "contract" in entry.requires) == ("contract", None, True), (
            entry.id
        )
    assert ENTRIES[-len(uncited) :] == uncited


def test_every_testable_entry_has_a_check_and_every_other_a_reason() -> None:
    for entry in ENTRIES:
        assert bool(checks_of(entry.id)) == entry.testable, entry.id


def test_every_tested_entry_has_a_cause_and_a_fix() -> None:
    for entry in ENTRIES:
        assert bool(entry.cause) == bool(entry.fix) == entry.testable, entry.id


SENTENCE = re.compile(r"(?<=[.:;]) (?=[A-Z])")


def test_no_cause_and_no_fix_is_repeated() -> None:
    found: dict[str, str] = {}
    for entry in ENTRIES:
        for sentence in {*SENTENCE.split(entry.cause), *SENTENCE.split(entry.fix)} - {""}:
            if len(sentence) > 40:
                assert found.setdefault(sentence, entry.id) == entry.id, (
                    f"{found[sentence]} has this sentence too: {sentence}"
                )
        assert entry.title not in entry.cause + entry.fix, entry.id


TITLE_LENGTH = 70
"""The longest title, in characters, that fits on one line of a report."""


def test_title_fits_on_one_line() -> None:
    assert [entry.id for entry in ENTRIES if len(entry.title) > TITLE_LENGTH] == []


def test_checks_cite_entries_and_scenarios_that_exist() -> None:
    for check in CHECKS.values():
        assert check.requirement in catalogue.load()
        assert set(check.scenarios) <= SCENARIOS.keys(), check.name


def test_names_of_cases_are_unique() -> None:
    names = [(case.check.name, case.name("x")) for case in cases()]
    assert len(names) == len(set(names))


def test_entry_with_a_warning_has_several_readings() -> None:
    for entry in ENTRIES:
        if any("(warning)" in reading for reading in entry.readings):
            assert len(entry.readings) > 1, entry.id


def test_level_agrees_with_the_keyword() -> None:
    strength = {"MUST": Level.MUST, "SHALL": Level.MUST, "SHOULD": Level.SHOULD, "MAY": Level.MAY}
    for entry in ENTRIES:
        word = entry.keyword.split(" ")[0]
        if word in strength:
            assert entry.level is strength[word], entry.id


def test_every_section_has_a_title() -> None:
    assert catalogue.own().title_of(7644, "3.7.2") == "bulkId references"
    assert catalogue.own().title_of(None, "contract") == "Published contract"
    assert all(entry.section_title for entry in ENTRIES)


def test_rfc_and_lines_are_given_together_or_not_at_all() -> None:
    with pytest.raises(TypeError, match="go together"):
        catalogue.Requirement("X-1", 7644, "3.7", None, Level.MUST, "title")
    with pytest.raises(TypeError, match="go together"):
        catalogue.Requirement("X-1", None, "contract", (1, 2), Level.MUST, "title")
