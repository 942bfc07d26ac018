"""Entries of a baseline that speak of something this version does not have."""

from collections.abc import Collection

from conformance.nearest import did_you_mean
from conformance.report.baseline.model import Baseline, BaselineError, Known
from conformance.report.text import one_line
from conformance.requirements import catalogue, history


def insist_on_known(baseline: Baseline, checks: Collection[tuple[str, str]]) -> None:
    """Refuse a baseline that speaks of something this version does not have.

    Args:
        baseline: The baseline.
        checks: Requirement and name of each check that there is.

    Raises:
        BaselineError: It names a requirement or a check that there is not.
    """
    for entry in baseline.failures:
        if why := unknown(entry, baseline, checks):
            raise BaselineError(
                f"{baseline.name!r}, {entry.place}: {why} "
                "Remove the entry, or let scim-conformance baseline REPORT -o FILE write the file anew."
            )


def unknown(entry: Known, baseline: Baseline, checks: Collection[tuple[str, str]]) -> str:
    """Return why this version does not know an entry, in a sentence; empty where it does."""
    if entry.key in checks:
        return ""
    told, name = history.load(), one_line(entry.requirement, 80)
    if entry.requirement in told.retired:
        gone = told.retired[entry.requirement]
        return f"{name} was retired with version {gone.version} of the catalogue: {gone.note}."
    if baseline.catalogue not in told.versions:
        return (
            f"{name} {one_line(entry.check, 80)} is not known here. The file was written with version "
            f"{one_line(baseline.catalogue, 20)!r} of the catalogue, and this scim-conformance has version "
            f"{catalogue.VERSION!r}; use the one that wrote it."
        )
    known = [each.id for each in catalogue.load()]
    if entry.requirement not in known:
        hint = did_you_mean(entry.requirement, known)
        return f"There is no requirement {name!r} in the catalogue.{hint}"
    names = [check for requirement, check in checks if requirement == entry.requirement]
    return f"{name} has no check {one_line(entry.check, 80)!r}.{did_you_mean(entry.check, names)}"
