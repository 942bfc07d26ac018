"""The requirements and scenarios that a run selects."""

from dataclasses import replace

import pytest

from conformance import sections
from conformance.requirements import catalogue
from conformance.requirements.catalogue import Catalogue
from conformance.run.selection import Selection
from conformance.settings import Settings, SettingsError

sections.load()
OWN = catalogue.own()


def chosen(entries: Catalogue = OWN, **settings: tuple[str, ...]) -> set[str]:
    selection = Selection.of(Settings(**settings), entries)  # type: ignore[arg-type]
    return {entry.id for entry in entries if selection.takes(entry)}


@pytest.fixture
def two_rfcs() -> Catalogue:
    """A catalogue in which both RFCs have a section 3.3, and one a subsection of it."""
    example = OWN["BULK-3.7-01"]
    places = {"A-1": (7643, "3.3"), "B-1": (7644, "3.3"), "B-2": (7644, "3.3.1"), "B-3": (7644, "3.7")}
    return Catalogue(
        {id_: replace(example, id=id_, rfc=rfc, section=section) for id_, (rfc, section) in places.items()}
    )


def test_section_includes_its_subsections_only() -> None:
    ids = chosen(section=("3.7",))
    assert {"BULK-3.7-01", "BULK-3.7.2-02"} <= ids
    assert not any(id_.startswith(("FORMAT", "ERROR")) for id_ in ids)
    assert chosen(section=("3.7.2",)) < ids


@pytest.mark.parametrize("name", ["7644/3.3", "rfc7644/3.3", "RFC7644/3.3"])
def test_section_with_its_rfc_selects_that_rfc_only(two_rfcs: Catalogue, name: str) -> None:
    assert chosen(two_rfcs, section=(name,)) == {"B-1", "B-2"}
    assert chosen(two_rfcs, section=("7643/3.3",)) == {"A-1"}


def test_section_number_of_one_rfc_is_accepted_alone(two_rfcs: Catalogue) -> None:
    assert chosen(two_rfcs, section=("3.7",)) == {"B-3"}
    assert chosen(two_rfcs, section=("3.3.1",)) == {"B-2"}


@pytest.mark.parametrize("name", ["3.3", "3"])
def test_section_number_of_two_rfcs_is_rejected_with_the_choices(two_rfcs: Catalogue, name: str) -> None:
    with pytest.raises(SettingsError, match=rf"section '{name}'. Choose 7643/{name} or 7644/{name}\.$"):
        chosen(two_rfcs, section=(name,))


def test_sections_of_two_rfcs_add_up(two_rfcs: Catalogue) -> None:
    assert chosen(two_rfcs, section=("7643/3.3", "3.7")) == {"A-1", "B-3"}


def test_requirements_of_a_contract_are_selected_by_section_name() -> None:
    assert chosen(section=("contract",)) == {entry.id for entry in OWN if entry.rfc is None}


def test_levels_and_ids_narrow_further() -> None:
    assert chosen(requirement=("BULK-3.7-01",)) == chosen(requirement=("bulk-3.7-01",)) == {"BULK-3.7-01"}
    assert chosen(requirement=("BULK-3.7-01",), level=("may",)) == set()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"requirement": ("bulk-3.7-1",)}, r"'bulk-3.7-1'.*Did you mean BULK-3.7-"),
        ({"section": ("3.7.9",)}, r"no section '3.7.9'"),
        ({"section": ("7643/3.7.2",)}, r"no section '7643/3.7.2'.*Did you mean 7644/3.7.2"),
        ({"scenario": ("forward-ref",)}, r"no scenario 'forward-ref'.*Did you mean forward-reference or"),
        ({"scenario": ("nonsense",)}, r"no scenario 'nonsense'.*\. 'scim-conformance list scenarios' shows"),
        ({"section": ("3.7",), "requirement": ("nonsense",)}, r"scim-conformance list"),
    ],
)
def test_unknown_name_is_rejected_with_the_next_step(
    settings: dict[str, tuple[str, ...]], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        chosen(**settings)


@pytest.mark.parametrize(("section", "ids"), [("7644/3.3", {"B-1", "B-2"}), ("3.3", {"A-1", "B-1", "B-2"})])
def test_selection_of_a_report_is_read_back(two_rfcs: Catalogue, section: str, ids: set[str]) -> None:
    """A section number without RFC in an older report selects the section of both RFCs."""
    selection = Selection.recorded({"selection": {"section": [section]}, "effort": "quick"})
    assert {entry.id for entry in two_rfcs if selection.takes(entry)} == ids
