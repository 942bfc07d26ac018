"""What generated jobs can be about on one server: its resource types, and the values that they may have."""

from collections.abc import Mapping

from conformance.engine.lab import Lab
from conformance.jobs.binding import Kind
from conformance.jobs.edges import Palette, palette
from conformance.jobs.job import ENTERPRISE_USER


def kinds(lab: Lab) -> dict[str, Kind]:
    """Return the resource types of a server as generated jobs use them, by the name that shapes use."""
    users = lab.kinds.users
    manager = "manager" if users.naming == "userName" and lab.has("enterprise") else ""
    links = lab.capabilities.requires(ENTERPRISE_USER, "manager", "$ref")
    found = {"User": Kind("User", users.endpoint, users.naming, users.text, manager, links)}
    groups = lab.kinds.groups
    if lab.has("groups") and groups.members:
        found["Group"] = Kind("Group", groups.endpoint, groups.naming, "", groups.members)
    return found


def links(lab: Lab, known: Mapping[str, Kind]) -> dict[str, tuple[str, ...]]:
    """Return the resource types, each with those that it can refer to."""
    found: dict[str, tuple[str, ...]] = {"User": ("User",) if known["User"].refers else ()}
    if "Group" in known:
        found["Group"] = ("User", "Group") if lab.has("nesting") else ("User",)
    return found


def palettes(lab: Lab, known: Mapping[str, Kind]) -> dict[str, Palette]:
    """Return the values at their edges that each resource type allows, by the server's own schemas."""
    found = {}
    for name, kind in known.items():
        core = lab.kinds.of(kind.endpoint).schema
        type_ = lab.capabilities.resource_types.get(kind.endpoint)
        schemas = {urn: lab.capabilities.schema(urn) for urn in (core, *(type_.extensions if type_ else ()))}
        found[name] = palette(schemas, core, (kind.naming, kind.text, kind.refers))
    return found
