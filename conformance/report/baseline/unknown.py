"""Find baseline entries whose requirement or check does not exist in this version."""

from collections.abc import Collection

from conformance.nearest import did_you_mean
from conformance.report.baseline.model import Baseline, BaselineError, Known
from conformance.report.text import one_line
from conformance.requirements import catalogue, history


def require_known_entries(baseline: Baseline, checks: Collection[tuple[str, str]]) -> None:
    """Reject a baseline with an entry whose requirement or check does not exist.

    Args:
        baseline: The baseline.
        checks: Requirement and name of each existing check.

    Raises:
        BaselineError: An entry names a requirement or a check that does not exist.
    """
    for entry in baseline.failures:
        if why := why_unknown(entry, baseline, checks):
            raise BaselineError(
                f"{baseline.name!r}, {entry.place}: {why} "
                "Remove the entry, or run scim-conformance baseline REPORT -o FILE to update the file."
            )


def why_unknown(entry: Known, baseline: Baseline, checks: Collection[tuple[str, str]]) -> str:
    """Return a sentence why an entry does not exist in this version; empty if it does."""
    if entry.key in checks:
        return ""
    versions, name = history.load(), one_line(entry.requirement, 80)
    if entry.requirement in versions.retired:
        retired = versions.retired[entry.requirement]
        return f"{name} was retired in catalogue version {retired.version}: {retired.note}."
    if baseline.catalogue not in versions.versions:
        return (
            f"{name} {one_line(entry.check, 80)} does not exist in this version. The file was written with "
            f"catalogue version {one_line(baseline.catalogue, 20)!r}; this scim-conformance has version "
            f"{catalogue.VERSION!r}. Use the scim-conformance version that wrote the file."
        )
    known = [each.id for each in catalogue.load()]
    if entry.requirement not in known:
        hint = did_you_mean(entry.requirement, known)
        return f"There is no requirement {name!r} in the catalogue.{hint}"
    names = [check for requirement, check in checks if requirement == entry.requirement]
    return f"{name} has no check {one_line(entry.check, 80)!r}.{did_you_mean(entry.check, names)}"
