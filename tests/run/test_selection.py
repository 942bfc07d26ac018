"""What a run is narrowed to."""

import pytest

from conformance import sections
from conformance.requirements import catalogue
from conformance.run.selection import Selection
from conformance.settings import Settings, SettingsError

sections.load()
LAW = catalogue.load()


def chosen(**settings: tuple[str, ...]) -> set[str]:
    selection = Selection.of(Settings(**settings), LAW)  # type: ignore[arg-type]
    return {entry.id for entry in LAW if selection.takes(entry)}


def test_a_section_holds_those_below_it_and_not_its_neighbours() -> None:
    ids = chosen(section=("3.7",))
    assert {"BULK-3.7-01", "BULK-3.7.2-02"} <= ids
    assert not any(id_.startswith(("FORMAT", "ERROR")) for id_ in ids)
    assert chosen(section=("3.7.2",)) < ids


def test_levels_and_ids_narrow_further() -> None:
    assert chosen(requirement=("BULK-3.7-01",)) == chosen(requirement=("bulk-3.7-01",)) == {"BULK-3.7-01"}
    assert chosen(requirement=("BULK-3.7-01",), level=("may",)) == set()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"requirement": ("bulk-3.7-1",)}, r"'bulk-3.7-1'.*Did you mean BULK-3.7-"),
        ({"section": ("3.7.9",)}, r"no section '3.7.9'"),
        ({"scenario": ("forward-ref",)}, r"no scenario 'forward-ref'.*Did you mean forward-reference or"),
        ({"scenario": ("nonsense",)}, r"no scenario 'nonsense'.*\. 'scim-conformance list scenarios' shows"),
        ({"section": ("3",), "requirement": ("nonsense",)}, r"scim-conformance list"),
    ],
)
def test_what_is_not_in_the_catalogue_is_named(settings: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        chosen(**settings)
