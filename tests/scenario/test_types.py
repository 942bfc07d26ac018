"""Resources of a type that is neither users nor groups: built, created, read, deleted and cleaned up."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import sections
from conformance.client.cleanup import clean_up
from conformance.client.client import Target
from conformance.client.discovery import discover
from conformance.client.journal import Journal
from conformance.reference.config import ReferenceConfig
from conformance.scenario.context import ScenarioContext
from conformance.scenario.exceptions import Inapplicable, Uncreated
from conformance.scenario.registry import SCENARIOS
from conformance.scim.resource_types import ResourceType
from conformance.settings import Settings
from tests.matrix.servers import serving

sections.load()

PREFIX = "scimconf-00000815-"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[tuple[ScenarioContext, Target, Journal]]:
    """Return a context for a server with printers, and what it sends its requests with."""
    config = ReferenceConfig(variants=("printers-too",))
    with (
        serving(config, Settings(report=tmp_path), over_http=False) as settings,
        Target(settings) as target,
        Journal(tmp_path / "journal", PREFIX) as journal,
    ):
        yield (
            ScenarioContext(target, discover(target), settings, journal, "printers", PREFIX),
            target,
            journal,
        )


@pytest.fixture
def printer(context: tuple[ScenarioContext, Target, Journal]) -> ResourceType:
    (found,) = context[0].resource_types.others
    return found


def test_type_has_the_attributes_that_the_server_publishes(printer: ResourceType) -> None:
    assert (printer.name, printer.endpoint) == ("Printer", "/Printers")
    assert (printer.naming, printer.text) == ("label", "title")
    floor = printer.attribute("floor")
    assert floor is not None
    assert (floor.type, floor.required) == ("integer", True)


def test_resource_has_all_that_its_schema_requires(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, _, journal = context
    built = ctx.resources.of_type(printer, "one", title="mine")
    assert built["schemas"] == [printer.schema]
    assert built["label"] == f"{PREFIX}1-one"
    assert (built["title"], built["paper"]) == ("mine", "A4")
    assert isinstance(built["floor"], int)
    assert "externalId" in built
    assert journal.has("/Printers", PREFIX)


def test_resource_is_created_read_and_deleted(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, _, _ = context
    made = ctx.fixtures.of_type(printer, "one")
    assert made.resource_type == printer
    assert made.name == f"{PREFIX}1-one"
    assert [found.path for found in ctx.stored_resources().resources] == [made.path]
    ctx.request("delete", "DELETE", made.path)
    assert ctx.stored_resources().resources == ()
    (effect,) = ctx.single_requests["delete"].effects
    assert effect.resource_type == printer


def test_bulk_request_is_read_back(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, _, _ = context
    bulk = ctx.bulk.send(ctx.resources.post(printer, "one"))
    (effect,) = bulk.effects
    assert (effect.code, [found.resource_type for found in effect.stored]) == (201, [printer])


def test_clean_up_deletes_what_a_run_left(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, target, journal = context
    made = ctx.fixtures.of_type(printer, "one")
    journal.pending.clear()  # as if the run had been killed before the response
    removed: list[str] = []
    assert clean_up(target, journal, ctx.capabilities, removed=lambda path, _: removed.append(path)) == ()
    assert removed == [made.path]


def test_type_without_an_attribute_for_names_is_not_created(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, _, journal = context
    with pytest.raises(Inapplicable, match="no attribute for a name of /Printers"):
        ctx.resources.of_type(replace(printer, naming=""), "one")
    assert not journal.has("/Printers", PREFIX)


def test_scenario_goes_on_after_a_type_that_cannot_be_created(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, _, _ = context
    absent = replace(printer, name="Absent", endpoint="/Absent")
    types = replace(ctx.capabilities.resource_types, listed=(absent, printer))
    ctx.capabilities = replace(ctx.capabilities, resource_types=types)
    SCENARIOS["other-resource-types"].act(ctx)
    assert [bulk.label for bulk in ctx.bulk.recorded] == ["Printer"]


def test_scenario_is_blocked_if_no_type_can_be_created(
    context: tuple[ScenarioContext, Target, Journal], printer: ResourceType
) -> None:
    ctx, _, _ = context
    types = replace(ctx.capabilities.resource_types, listed=(replace(printer, endpoint="/Absent"),))
    ctx.capabilities = replace(ctx.capabilities, resource_types=types)
    with pytest.raises(Uncreated, match="POST /Absent"):
        SCENARIOS["other-resource-types"].act(ctx)
