"""Generate bulk requests for one server, by its resource types and schemas."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from conformance.exploration.binding import Binding, Kind, Known, references
from conformance.exploration.boundary_values import BoundaryValues, boundary_values_of
from conformance.exploration.strategies import shapes
from conformance.oracle.bulk import JobModel
from conformance.scenario.context import ScenarioContext
from conformance.scim.bulk_request import ENTERPRISE_USER
from conformance.trace.snapshot import StoredResource

OPERATIONS = 10
"""The most operations of a generated request."""


class JobGenerator:
    """Draws models that fit a server, and binds them to names.

    Args:
        ctx: The context of the scenario.

    Attributes:
        kinds: The resource types of the server, by their names in models.
        boundary_values: The boundary values of each type, by the schemas of the server.
    """

    def __init__(self, ctx: ScenarioContext) -> None:
        self._ctx = ctx
        self.kinds = _kinds(ctx)
        self.boundary_values = {
            name: _boundary_values_of_kind(ctx, kind) for name, kind in self.kinds.items()
        }

    def draw(self, stored: Mapping[str, str], seed_: int, count: int) -> list[JobModel]:
        """Draw models without sending them.

        Args:
            stored: The types of the stored resources, by label.
            seed_: The seed; the same seed draws the same models.
            count: The largest number of models.
        """
        drawn: list[JobModel] = []

        @seed(seed_)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=tuple(HealthCheck),
        )
        @given(self.shapes(stored))
        def draw(shape: JobModel) -> None:
            drawn.append(shape)

        draw()
        return drawn

    def shapes(
        self, stored: Mapping[str, str], boundary_values: Mapping[str, BoundaryValues] | None = None
    ) -> st.SearchStrategy[JobModel]:
        """Return a strategy for models that fit the server.

        Args:
            stored: The types of the stored resources, by label.
            boundary_values: Boundary values to assign to each model; None assigns none.
        """
        drawn = shapes(
            existing=stored,
            most=min(OPERATIONS, self._ctx.capabilities.max_operations or OPERATIONS),
            links=self._links(),
            patch=self._ctx.has("patch"),
            versions=self._ctx.has("etag"),
            boundary_values=boundary_values,
        )
        return drawn if self._ctx.names_changes else drawn.map(_without_ids)

    def _links(self) -> dict[str, tuple[str, ...]]:
        """Return the resource types, each with the types to which it can refer."""
        found: dict[str, tuple[str, ...]] = {"User": ("User",) if self.kinds["User"].refers else ()}
        if "Group" in self.kinds:
            found["Group"] = ("User", "Group") if self._ctx.has("nesting") else ("User",)
        return found

    def has(self, shape: JobModel) -> bool:
        """Return whether the server has the resource types and the boundary values of a model."""
        return all(
            step.kind in self.kinds and self.boundary_values[step.kind].keys() >= {*step.values}
            for step in shape.steps
        )

    def drop_groups(self, endpoint: str) -> bool:
        """Draw no more groups if they are at an endpoint; return whether they are."""
        there = "Group" in self.kinds and self.kinds["Group"].endpoint == endpoint
        if there:
            del self.kinds["Group"]
        return there

    def bind(self, shape: JobModel, known: Mapping[str, Known]) -> Binding:
        """Bind a model to new names and to the stored resources, by label."""
        return Binding(shape, known, self._ctx.resources.names, self.build, self.kinds, self.boundary_values)

    def build(self, kind: Kind, name: str) -> dict[str, Any]:
        """Return the data of a POST or PUT with a name, and add the name to the journal."""
        return self._ctx.resources.resource(kind.endpoint, name)

    def describe(self, kind_name: str, stored: StoredResource) -> Known:
        """Return the description of a stored resource, given the name of its type in models."""
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


def _without_ids(shape: JobModel) -> JobModel:
    """Return a model in which only POSTs have a bulkId."""
    steps = (step if step.creates else replace(step, bulk_id=None) for step in shape.steps)
    return replace(shape, steps=tuple(steps))


def _kinds(ctx: ScenarioContext) -> dict[str, Kind]:
    users = ctx.kinds.users
    manager = "manager" if users.naming == "userName" and ctx.has("enterprise") else ""
    links = ctx.capabilities.requires(ENTERPRISE_USER, "manager", "$ref")
    found = {"User": Kind("User", users.endpoint, users.naming, users.text, manager, links)}
    groups = ctx.kinds.groups
    if ctx.has("groups") and groups.members:
        found["Group"] = Kind("Group", groups.endpoint, groups.naming, "", groups.members)
    return found


def _boundary_values_of_kind(ctx: ScenarioContext, kind: Kind) -> BoundaryValues:
    core = ctx.kinds.of(kind.endpoint).schema
    type_ = ctx.capabilities.resource_types.get(kind.endpoint)
    schemas = {urn: ctx.capabilities.schema(urn) for urn in (core, *(type_.extensions if type_ else ()))}
    return boundary_values_of(schemas, core, (kind.naming, kind.text, kind.refers))
