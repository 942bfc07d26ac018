"""The requirements and scenarios that a run selects."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from conformance.check.registry import EVERY_EXCHANGE, Case
from conformance.nearest import did_you_mean
from conformance.requirements.catalogue import Catalogue, Requirement, qualified
from conformance.scenario.registry import SCENARIOS
from conformance.settings import Settings, SettingsError

EFFORTS = ("quick", "standard", "thorough")


@dataclass(frozen=True, slots=True)
class Selection:
    """The requirements and scenarios that a run tests.

    Attributes:
        sections: Section numbers, with the RFC (``7644/3.7``) or without; a section includes its
            subsections. Empty for all.
        levels: Levels in lower case; empty for all.
        requirements: Requirement ids; empty for all.
        scenarios: Scenario names; empty for all.
        effort: The effort, one of `EFFORTS`.
    """

    sections: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    effort: str = "standard"

    @classmethod
    def of(cls, settings: Settings, catalogue: Catalogue) -> "Selection":
        """Return the selection of the settings; ids may be in any letter case.

        Raises:
            SettingsError: The settings name an unknown requirement, section or scenario, or a section number
                that more than one RFC has.
        """
        ids = [entry.id for entry in catalogue]
        for name in settings.requirement:
            if name.upper() not in catalogue:
                _refuse("requirement", name, ids)
        sections = tuple(_section(name, catalogue) for name in settings.section)
        for name in settings.scenario:
            if name not in SCENARIOS:
                _refuse("scenario", name, SCENARIOS, "'scim-conformance list scenarios' shows them all.")
        requirements = tuple(map(str.upper, settings.requirement))
        return cls(sections, settings.level, requirements, settings.scenario, settings.effort)

    @classmethod
    def recorded(cls, report: Mapping[str, Any]) -> "Selection":
        """Return the selection of the run that wrote a report.

        Args:
            report: The document of ``report.json``.
        """
        chosen: dict[str, tuple[str, ...]] = {
            name: tuple(values) for name, values in report["selection"].items()
        }
        section, level, requirement, scenario = (
            chosen.get(name, ()) for name in ("section", "level", "requirement", "scenario")
        )
        return cls(section, level, requirement, scenario, report["effort"])

    def takes(self, requirement: Requirement) -> bool:
        """Return True if a requirement is selected."""
        return (
            (not self.sections or any(_within(requirement, name) for name in self.sections))
            and (not self.levels or requirement.level.lower() in self.levels)
            and (not self.requirements or requirement.id in self.requirements)
        )

    def plays(self, case: Case) -> bool:
        """Return True if the scenario of a case is selected, by its name or by the effort."""
        if self.scenarios:
            return case.scenario in (*self.scenarios, EVERY_EXCHANGE)
        return within_effort(case, self.effort)

    def document(self) -> dict[str, list[str]]:
        """Return the selection as JSON values; empty if everything is selected."""
        chosen = {
            "section": self.sections,
            "level": self.levels,
            "requirement": self.requirements,
            "scenario": self.scenarios,
        }
        return {name: list(values) for name, values in chosen.items() if values}


def within_effort(case: Case, effort: str) -> bool:
    """Return True if an effort includes the scenario of a case; it includes all checks of every exchange."""
    if case.scenario == EVERY_EXCHANGE:
        return True
    return EFFORTS.index(SCENARIOS[case.scenario].effort) <= EFFORTS.index(effort)


def _section(name: str, catalogue: Catalogue) -> str:
    """Return the section that a setting names, such as ``7644/3.7`` or, without the RFC, ``3.7``.

    Raises:
        SettingsError: The catalogue has no such section, or has it in more than one RFC.
    """
    section = re.sub(r"^rfc(?=\d)", "", name, flags=re.IGNORECASE)
    found = [entry for entry in catalogue if _within(entry, section)]
    if not found:
        _refuse(
            "section",
            name,
            [each for entry in catalogue for each in (entry.section, entry.qualified_section)],
        )
    choices = dict.fromkeys(qualified(entry.rfc, section) for entry in found)
    if "/" not in section and len(choices) > 1:
        raise SettingsError(f"More than one RFC has a section {name!r}. Choose {' or '.join(choices)}.")
    return section


def _within(requirement: Requirement, section: str) -> bool:
    """Return True if a requirement is in a section, named with or without its RFC, or in a subsection."""
    own = requirement.qualified_section if "/" in section else requirement.section
    return own == section or own.startswith(f"{section}.")


def _refuse(
    kind: str, name: str, known: Iterable[str], next_step: str = "Run: scim-conformance list"
) -> NoReturn:
    raise SettingsError(
        f"There is no {kind} {name!r} in the catalogue.{did_you_mean(name, known)} {next_step}"
    )
