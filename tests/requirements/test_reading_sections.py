"""The catalogue is read from the `section.toml` files of packages, and a wrong file is reported."""

from pathlib import Path

import pytest

from conformance.requirements import catalogue
from conformance.requirements.catalogue import Catalogue, CatalogueError
from conformance.section_packages import OWN

FILE = 'rfc = 7644\nsection = "3.4.2"\ntitle = "Queries"\n'
ENTRY = '[[requirement]]\nid = "{id}"\nlines = [1, 2]\nlevel = "MUST"\ntitle = "t"\n'


def entry(id_: str = "ACME-3.4-01", more: str = "") -> str:
    return ENTRY.format(id=id_) + more


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def read(folder: Path, **packages: dict[str, str]) -> Catalogue:
    """Read a catalogue from the texts of the section files, by package and folder; ours is called `own`."""
    found = {}
    for package, texts in packages.items():
        for name, text in texts.items():
            (folder / package / name).mkdir(parents=True)
            (folder / package / name / "section.toml").write_text(text, encoding="utf-8")
        found[OWN if package == "own" else package] = folder / package
    return catalogue.read(found)


def test_entries_are_in_the_order_of_their_sections(folder: Path) -> None:
    texts = {
        "a": FILE + entry("A-1"),
        "b": FILE.replace("3.4.2", "3.10") + entry("A-2"),
        "c": FILE.replace("3.4.2", "3.4") + entry("A-3"),
        "d": FILE.replace("7644", "7643") + entry("A-4"),
        "e": 'section = "contract"\ntitle = "Contract"\n' + entry("A-5").replace("lines = [1, 2]\n", ""),
    }
    assert [each.id for each in read(folder, acme=texts)] == ["A-4", "A-3", "A-1", "A-2", "A-5"]


def test_entry_inherits_rfc_section_and_title_of_its_file(folder: Path) -> None:
    text = FILE + '[titles]\n"7643/2.1" = "Attributes"\n' + entry("A-1")
    text += entry("A-2", 'rfc = 7643\nsection = "2.1"\n')
    found = read(folder, acme={"s": text})
    assert (found["A-1"].qualified_section, found["A-1"].section_title) == ("7644/3.4.2", "Queries")
    assert (found["A-2"].qualified_section, found["A-2"].section_title) == ("7643/2.1", "Attributes")
    assert found.title_of(7643, "2.1") == "Attributes"
    with pytest.raises(KeyError):
        found.title_of(7643, "3.4.2")


def test_title_of_a_section_applies_to_entries_of_all_files(folder: Path) -> None:
    other = FILE.replace("3.4.2", "3.12").replace("Queries", "Errors")
    found = read(folder, acme={"s1": FILE + entry("A-1", 'section = "3.12"\n'), "s2": other + entry("A-2")})
    assert found["A-1"].section_title == "Errors"


def test_our_title_of_a_section_has_precedence(folder: Path) -> None:
    theirs = FILE.replace("Queries", "Search") + entry("ACME-1")
    found = read(folder, own={"s": FILE + entry("OWN-1")}, acme={"s": theirs})
    assert {each.section_title for each in found} == {"Queries"}


def test_two_other_packages_may_share_a_prefix(folder: Path) -> None:
    found = read(folder, acme={"s": FILE + entry("ACME-1")}, acme_more={"s": FILE + entry("ACME-2")})
    assert [each.id for each in found] == ["ACME-1", "ACME-2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("requirement = [", "acme/s/section.toml is not valid TOML"),
        (entry().replace("MUST", "WILL"), "acme/s/section.toml: ACME-3.4-01: 'WILL' is not a valid Level."),
        (entry().replace('id = "ACME-3.4-01"\n', ""), "an entry without id: 'id' is missing"),
        (entry().replace('title = "t"\n', ""), "ACME-3.4-01: 'title' is missing"),
        (entry().replace('level = "MUST"\n', ""), "ACME-3.4-01: 'level' is missing"),
        (entry("acme-1"), "acme-1: this id is not valid. Write it in capitals"),
        (entry("ACME"), "ACME: this id is not valid"),
        (entry(more='titel = "x"\n'), "ACME-3.4-01: a requirement has no key 'titel'. Did you mean title"),
        (entry(more='section_title = "x"\n'), "a requirement has no key 'section_title'"),
        (entry(more='section = "A.1"\n'), "ACME-3.4-01: section 'A.1' does not fit rfc 7644"),
        (entry().replace("[1, 2]", "[1]"), "ACME-3.4-01: .*Correct this value"),
        (entry().replace("lines = [1, 2]\n", ""), "ACME-3.4-01: rfc and lines go together"),
        (entry(more="text = 1\n"), "ACME-3.4-01: .*Correct this value"),
        (
            entry(more='section = "3.12"\n'),
            r'ACME-3.4-01: section 7644/3.12 has no title. Add it to the table \'titles\': "7644/3.12" =',
        ),
    ],
)
def test_error_names_file_entry_and_next_step(folder: Path, text: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        read(folder, acme={"s": FILE + text})


def test_section_without_rfc_has_a_name_instead_of_a_number(folder: Path) -> None:
    text = 'section = "3.4.2"\ntitle = "Contract"\n' + entry().replace("lines = [1, 2]\n", "")
    with pytest.raises(CatalogueError, match=r"section '3.4.2' does not fit rfc None"):
        read(folder, acme={"s": text})


def test_title_without_a_section_is_rejected(folder: Path) -> None:
    with pytest.raises(CatalogueError, match=r"acme/s/section.toml: 'title' needs the 'section'"):
        read(folder, acme={"s": 'title = "Queries"\n'})


def test_two_titles_of_one_section_are_reported_with_both_files(folder: Path) -> None:
    texts = {"s1": FILE + entry("A-1"), "s2": FILE.replace("Queries", "Search") + entry("A-2")}
    with pytest.raises(CatalogueError, match=r"acme/s2/.*7644/3.4.2.*'Search', but 'Queries' in acme/s1/"):
        read(folder, acme=texts)


def test_two_entries_with_one_id_are_reported_with_both_files(folder: Path) -> None:
    text = FILE + entry("ACME-1")
    with pytest.raises(CatalogueError, match=r"other/s/.*: ACME-1 is already .* in acme/s/section.toml"):
        read(folder, acme={"s": text}, other={"s": text})


def test_id_with_our_prefix_is_reported_with_both_files(folder: Path) -> None:
    ours, theirs = FILE + entry("BULK-3.7-01"), FILE + entry("BULK-9-01")
    message = rf"acme/s/.*: BULK-9-01 begins with BULK-, as the ids in {OWN}/s/section.toml"
    with pytest.raises(CatalogueError, match=message):
        read(folder, own={"s": ours}, acme={"s": theirs})


def test_entry_can_depend_on_others(folder: Path) -> None:
    text = FILE + entry("A-1", 'depends_on = ["A-2"]\n') + entry("A-2")
    assert read(folder, acme={"s": text})["A-1"].depends_on == ("A-2",)


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        (entry("A-1", 'depends_on = ["A-3"]\n'), "A-1: depends_on names 'A-3', which is not a requirement"),
        (entry("A-1", 'depends_on = ["A-1"]\n'), "A-1: depends_on leads back to this entry"),
        (
            entry("A-1", 'depends_on = ["A-2"]\n') + entry("A-2", 'depends_on = ["A-1"]\n'),
            "A-1: depends_on leads back to this entry",
        ),
    ],
    ids=["unknown", "itself", "cycle"],
)
def test_invalid_dependency_is_rejected(folder: Path, entries: str, problem: str) -> None:
    with pytest.raises(CatalogueError, match=problem):
        read(folder, acme={"s": FILE + entries})
