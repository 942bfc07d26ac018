"""What generated jobs can be about on one server: its resource types, and the values that they may have."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from conformance.engine.lab import Lab
from conformance.engine.store import Stored
from conformance.jobs.binding import Binding, Kind, Known, references
from conformance.jobs.edges import Palette, palette
from conformance.jobs.job import ENTERPRISE_USER
from conformance.jobs.strategies import shapes
from conformance.law.oracle import Shape

OPERATIONS = 10
"""The most operations of a generated job."""


class Repertoire:
    """Draws jobs that fit a server, and turns their shapes into what can be sent to it.

    Args:
        lab: The bench of the scenario.

    Attributes:
        kinds: The resource types of the server, by the name that shapes use.
        palettes: The values at their edges that each of them allows, by the server's own schemas.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.kinds = _kinds(lab)
        self.palettes = {name: _palette(lab, kind) for name, kind in self.kinds.items()}

    def draw(self, stored: Mapping[str, str], seed_: int, count: int) -> list[Shape]:
        """Draw jobs on what is stored; nothing is sent.

        Args:
            stored: Types of what is stored, by label.
            seed_: The same seed draws the same jobs.
            count: How many are drawn at the most.
        """
        drawn: list[Shape] = []

        @seed(seed_)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=tuple(HealthCheck),
        )
        @given(self.shapes(stored))
        def draw(shape: Shape) -> None:
            drawn.append(shape)

        draw()
        return drawn

    def shapes(
        self, stored: Mapping[str, str], palettes: Mapping[str, Palette] | None = None
    ) -> st.SearchStrategy[Shape]:
        """Return a strategy for jobs that fit the server.

        Args:
            stored: Types of what is stored, by label.
            palettes: Values that are dealt to each job as it is drawn; None for plain ones.
        """
        drawn = shapes(
            existing=stored,
            most=min(OPERATIONS, self._lab.capabilities.max_operations or OPERATIONS),
            links=self._links(),
            patch=self._lab.has("patch"),
            versions=self._lab.has("etag"),
            palettes=palettes,
        )
        return drawn if self._lab.names_changes else drawn.map(_without_ids)

    def _links(self) -> dict[str, tuple[str, ...]]:
        """Return the resource types, each with those that it can refer to."""
        found: dict[str, tuple[str, ...]] = {"User": ("User",) if self.kinds["User"].refers else ()}
        if "Group" in self.kinds:
            found["Group"] = ("User", "Group") if self._lab.has("nesting") else ("User",)
        return found

    def has(self, shape: Shape) -> bool:
        """Tell whether the server has the resource types and the values of a job's operations."""
        return all(
            step.kind in self.kinds and self.palettes[step.kind].keys() >= {*step.values}
            for step in shape.steps
        )

    def drop_groups(self, endpoint: str) -> bool:
        """Draw no more jobs about groups if that is where they are; tell whether so."""
        there = "Group" in self.kinds and self.kinds["Group"].endpoint == endpoint
        if there:
            del self.kinds["Group"]
        return there

    def bind(self, shape: Shape, known: Mapping[str, Known]) -> Binding:
        """Give a shape names that were not used before, and what it finds stored, by label."""
        return Binding(shape, known, self._lab.names, self.build, self.kinds, self.palettes)

    def build(self, kind: Kind, name: str) -> dict[str, Any]:
        """Return the data of a POST or PUT of a resource under a name; it is journalled."""
        return self._lab.resource(kind.endpoint, name)

    def describe(self, kind_name: str, stored: Stored) -> Known:
        """Return what a job has to know of a stored resource, given what shapes call its type."""
        kind = self.kinds[kind_name]
        return Known(
            kind_name,
            stored.path,
            stored.id,
            stored.name or "",
            stored.text if kind.text else None,
            frozenset(references(stored.document, kind)),
            stored.version,
        )


def _without_ids(shape: Shape) -> Shape:
    """Return a shape in which a POST alone has a bulkId."""
    steps = (step if step.creates else replace(step, bulk_id=None) for step in shape.steps)
    return replace(shape, steps=tuple(steps))


def _kinds(lab: Lab) -> dict[str, Kind]:
    users = lab.kinds.users
    manager = "manager" if users.naming == "userName" and lab.has("enterprise") else ""
    links = lab.capabilities.requires(ENTERPRISE_USER, "manager", "$ref")
    found = {"User": Kind("User", users.endpoint, users.naming, users.text, manager, links)}
    groups = lab.kinds.groups
    if lab.has("groups") and groups.members:
        found["Group"] = Kind("Group", groups.endpoint, groups.naming, "", groups.members)
    return found


def _palette(lab: Lab, kind: Kind) -> Palette:
    core = lab.kinds.of(kind.endpoint).schema
    type_ = lab.capabilities.resource_types.get(kind.endpoint)
    schemas = {urn: lab.capabilities.schema(urn) for urn in (core, *(type_.extensions if type_ else ()))}
    return palette(schemas, core, (kind.naming, kind.text, kind.refers))
