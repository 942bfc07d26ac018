"""How a requirement is labelled in an Allure report."""

from conformance.law.catalogue import Requirement
from conformance.law.verdicts import Level

SEVERITY = {
    Level.MUST: "critical",
    Level.SHOULD: "normal",
    Level.MAY: "minor",
    Level.ADVICE: "trivial",
}
"""Allure's severity for each level."""


def labels(requirement: Requirement) -> dict[str, str]:
    """Return the values of Allure's ``severity``, ``epic`` and ``feature`` labels, by their names."""
    return {
        "severity": SEVERITY[requirement.level],
        "epic": f"RFC {requirement.rfc}" if requirement.rfc else "Published contract",
        "feature": f"Section {requirement.section}" if requirement.rfc else "Bulk",
    }
