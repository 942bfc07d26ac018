"""Tables of traces: each row shows what a server did, and the verdict that a check gives for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

from conformance import sections
from conformance.check.registry import CHECKS
from conformance.requirements import catalogue
from conformance.requirements.finding import Finding
from conformance.requirements.verdicts import Verdict
from conformance.scim.bulk_request import PATCH_OP, Operation
from conformance.scim.resources import group, user
from conformance.trace.builder import TraceBuilder, stored
from conformance.trace.snapshot import StoredResource
from conformance.trace.trace import Trace


@dataclass(frozen=True)
class Row:
    """A trace, and the verdict of the check for it.

    Attributes:
        name: What the server did.
        trace: The trace that shows it.
        verdict: The verdict; a MUST that is broken is FAIL, a SHOULD is WARN.
    """

    name: str
    trace: Trace = field(repr=False)
    verdict: Verdict


TABLES: dict[tuple[str, str], tuple[Row, ...]] = {}
"""The rows of every table, by requirement and check."""


def _built(trace: TraceBuilder | Trace) -> Trace:
    return trace if isinstance(trace, Trace) else trace.build()


def passes(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a server that conforms."""
    return Row(name, _built(trace), Verdict.PASS)


def fails(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a server that breaks a MUST."""
    return Row(name, _built(trace), Verdict.FAIL)


def warns(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a server that breaks a SHOULD, or that only a lenient reading permits."""
    return Row(name, _built(trace), Verdict.WARN)


def notes(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a server that uses a choice that the RFC leaves to it."""
    return Row(name, _built(trace), Verdict.NOTE)


def inconclusive(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a trace that shows nothing about the requirement."""
    return Row(name, _built(trace), Verdict.INCONCLUSIVE)


def not_applicable(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a server whose permitted choice leaves nothing to judge."""
    return Row(name, _built(trace), Verdict.NOT_APPLICABLE)


def untested(name: str, trace: TraceBuilder | Trace) -> Row:
    """Return a row of a run that could not send what the check judges."""
    return Row(name, _built(trace), Verdict.UNTESTED)


@cache
def _requirements() -> catalogue.Catalogue:
    sections.load()
    return catalogue.load()


def verdict_of(requirement: str, check: str, trace: Trace) -> Finding:
    """Return what a check finds in a trace.

    Args:
        requirement: Id of the requirement, such as ``BULK-3.7.2-02``.
        check: Name of the check, such as ``references_become_ids``.
        trace: The trace.
    """
    entry = _requirements()[requirement]
    return CHECKS[requirement, check].find([trace], entry, trace.scenario)


def table(requirement: str, check: str, *rows: Row) -> Callable[[Row], None]:
    """Return the test of a check, with one case for each row.

    Args:
        requirement: Id of the requirement.
        check: Name of the check.
        rows: The traces and their verdicts.
    """
    TABLES[requirement, check] = rows

    @pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in rows])
    def test(row: Row) -> None:
        finding = verdict_of(requirement, check, row.trace)
        assert finding.verdict is row.verdict, f"{finding.verdict}: {finding.message} (got {finding.got})"
        assert finding.examined > 0 or row.verdict is not Verdict.PASS

    return test


def every_table() -> dict[tuple[str, str], tuple[Row, ...]]:
    """Return the rows of the tables in all test modules of the sections."""
    package = import_module(__package__)
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return TABLES


def folder_of(requirement: str, check: str) -> str:
    """Return the folder of the section that a check lies in, such as ``rfc7644.s3_7_bulk``."""
    sections.load()
    module = CHECKS[requirement, check].judge.__module__
    return module.removeprefix(f"{sections.__name__}.").rpartition(".")[0]


def bulk(*operations: Operation, **options: Any) -> TraceBuilder:
    """Return a trace with one bulk request; the options are those of `TraceBuilder.bulk`."""
    return TraceBuilder().bulk(*operations, **options)


def post_user(name: str, bulk_id: str = "", *, manager: str | None = None, **attributes: object) -> Operation:
    """Return a POST of a user; its bulkId is its name by default."""
    return Operation("POST", "/Users", bulk_id or name, user(name, manager=manager, **attributes))


def post_group(name: str, *members: str) -> Operation:
    """Return a POST of a group whose bulkId is its name."""
    return Operation("POST", "/Groups", name, group(name, *members))


def put_user(resource_id: str, name: str, **attributes: object) -> Operation:
    """Return a PUT of a user by its id."""
    return Operation("PUT", f"/Users/{resource_id}", data=user(name, **attributes))


def patch(path: str, attribute: str, value: object, op: str = "replace") -> Operation:
    """Return a PATCH with one change; without an attribute, the change has no path."""
    change = {"op": op, **({"path": attribute} if attribute else {}), "value": value}
    return Operation("PATCH", path, data={"schemas": [PATCH_OP], "Operations": [change]})


def delete(path: str) -> Operation:
    """Return a DELETE."""
    return Operation("DELETE", path)


def a_user(resource_id: str, name: str, **attributes: Any) -> StoredResource:
    """Return a stored user."""
    return stored(f"/Users/{resource_id}", **user(name, **attributes))


def a_group(resource_id: str, name: str, *members: str) -> StoredResource:
    """Return a stored group.

    Args:
        resource_id: Its id.
        name: Its displayName.
        members: The ids that it contains.
    """
    return stored(f"/Groups/{resource_id}", **group(name, *members))
