"""Generate bulk requests for one server, by its resource types and schemas."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from conformance.exploration.binding import Binding, Known, reference_attribute, references
from conformance.exploration.boundary_values import BoundaryValues, boundary_values_of
from conformance.exploration.strategies import shapes
from conformance.oracle.bulk import JobModel
from conformance.scenario.context import ScenarioContext
from conformance.scim.bulk_request import ENTERPRISE_USER
from conformance.scim.resource_types import ResourceType, same
from conformance.trace.snapshot import StoredResource

OPERATIONS = 10
"""The most operations of a generated request."""


class JobGenerator:
    """Draws models that fit a server, and binds them to names.

    Args:
        ctx: The context of the scenario.

    Attributes:
        types: The resource types of the server, by their names in models.
        boundary_values: The boundary values of each type, by the schemas of the server.
    """

    def __init__(self, ctx: ScenarioContext) -> None:
        self._ctx = ctx
        self.types = _types(ctx)
        self.boundary_values = {
            name: _boundary_values_of_type(ctx, type_) for name, type_ in self.types.items()
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
        found: dict[str, tuple[str, ...]] = {
            "User": ("User",) if reference_attribute(self.types["User"]) else ()
        }
        if "Group" in self.types:
            found["Group"] = ("User", "Group") if self._ctx.has("nesting") else ("User",)
        return found

    def has(self, shape: JobModel) -> bool:
        """Return whether the server has the resource types and the boundary values of a model."""
        return all(
            step.kind in self.types and self.boundary_values[step.kind].keys() >= {*step.values}
            for step in shape.steps
        )

    def drop_groups(self, endpoint: str) -> bool:
        """Draw no more groups if they are at an endpoint; return whether they are."""
        there = "Group" in self.types and self.types["Group"].endpoint == endpoint
        if there:
            del self.types["Group"]
        return there

    def bind(self, shape: JobModel, known: Mapping[str, Known]) -> Binding:
        """Bind a model to new names and to the stored resources, by label."""
        return Binding(shape, known, self._ctx.resources.names, self.build, self.types, self.boundary_values)

    def build(self, type_: ResourceType, name: str) -> dict[str, Any]:
        """Return the data of a POST or PUT with a name, and add the name to the journal."""
        return self._ctx.resources.resource(type_.endpoint, name)

    def describe(self, kind_name: str, stored: StoredResource) -> Known:
        """Return the description of a stored resource, given the name of its type in models."""
        type_ = self.types[kind_name]
        return Known(
            kind_name,
            stored.path,
            stored.id,
            stored.name or "",
            stored.text if type_.text else None,
            frozenset(references(stored.document, type_)),
            stored.version,
        )


def _without_ids(shape: JobModel) -> JobModel:
    """Return a model in which only POSTs have a bulkId."""
    steps = (step if step.creates else replace(step, bulk_id=None) for step in shape.steps)
    return replace(shape, steps=tuple(steps))


def _types(ctx: ScenarioContext) -> dict[str, ResourceType]:
    """Return the resource types with just those attributes that generated requests use."""
    users = ctx.resource_types.users
    if not ctx.has("enterprise"):
        others = (each for each in users.extensions if not same(each.schema, ENTERPRISE_USER))
        users = replace(users, extensions=tuple(others))
    found = {"User": replace(users, members="")}
    if ctx.has("groups") and ctx.resource_types.groups.members:
        found["Group"] = replace(ctx.resource_types.groups, text="")
    return found


def _boundary_values_of_type(ctx: ScenarioContext, type_: ResourceType) -> BoundaryValues:
    whole = ctx.resource_types.of(type_.endpoint) or type_
    urns = (whole.schema, *(extension.schema for extension in whole.extensions))
    schemas = {urn: ctx.capabilities.schema(urn) for urn in urns}
    excluded = (type_.naming, type_.text, reference_attribute(type_))
    return boundary_values_of(schemas, whole.schema, excluded)
